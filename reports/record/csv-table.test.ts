import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvTable } from './csv-table.js';

describe('a CSV text', () => {
  it.each([
    ['a header alone', 'a,b\n', ['a', 'b'], []],
    [
      'rows',
      'a,b\n1,2\n3,4\n',
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'empty cells',
      'a,b,c\n,,\n1,,3\n',
      ['a', 'b', 'c'],
      [
        ['', '', ''],
        ['1', '', '3'],
      ],
    ],
    ['one column', 'a\n1\n\n', ['a'], [['1'], ['']]],
    ['a comma in quotes', 'a,b\n"x,y",2\n', ['a', 'b'], [['x,y', '2']]],
    ['a quote in quotes', 'a,b\n"say ""so""",2\n', ['a', 'b'], [['say "so"', '2']]],
    [
      'a line end in quotes',
      'a,b\n"x\ny",2\n3,4\n',
      ['a', 'b'],
      [
        ['x\ny', '2'],
        ['3', '4'],
      ],
    ],
    ['an empty cell in quotes', 'a,b\n"",""\n', ['a', 'b'], [['', '']]],
    ['quotes in the header', '"a,1",b\n1,2\n', ['a,1', 'b'], [['1', '2']]],
    ['a quote inside a plain cell', 'a,b\nx"y,2\n', ['a', 'b'], [['x"y', '2']]],
  ])('with %s', (_, text, columns, rows) => expect(csvTable(text, 'f')).toEqual({ columns, rows }));

  it('without any line has one column without a name', () => {
    expect(csvTable('', 'f')).toEqual({ columns: [''], rows: [] });
  });

  it('comes back as another writer of CSV wrote it', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', ' ', 'é', '語', '😀'), maxLength: 6 });
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, fc.boolean(), (lines, quoted) => {
        const [columns, ...rows] = lines;
        expect(csvTable(stringify(lines, { quoted }), 'f')).toEqual({ columns, rows });
      }),
    );
  });
});

describe('a damaged CSV text is refused', () => {
  it.each([
    ['a cell too few', 'a,b\n1,2\n3\n', 3, 'found 1 cells; expected 2 as in the header'],
    ['a cell too many', 'a,b\n1,2,3\n', 2, 'found 3 cells; expected 2 as in the header'],
    ['an empty line', 'a,b\n\n1,2\n', 2, 'found 1 cells; expected 2 as in the header'],
    [
      'a last line cut in its last cell',
      'a,b\n1,23\n4,5',
      3,
      'found a line without an end; expected that every line is whole',
    ],
    ['a header without an end', 'a,b', 1, 'found a line without an end; expected that every line is whole'],
    ['a quote that nothing closes', 'a,b\n1,2\n"3,4\n', 3, 'found 1 cells; expected 2 as in the header'],
    ['a cell too few after a cell of two lines', 'a,b\n"1\n1",2\n3\n', 4, 'found 1 cells; expected 2 as in the header'],
    [
      'a cell too many of a row of three lines',
      'a,b\n"1\n\n1",2,3\n4,5\n',
      2,
      'found 3 cells; expected 2 as in the header',
    ],
  ])('for %s', (_, text, line, message) => {
    expect(() => csvTable(text, 'runs/timeline.csv')).toThrow(
      expect.objectContaining({
        code: 'HR_RECORD_INVALID',
        details: [
          {
            at: { file: 'runs/timeline.csv', line },
            message,
            hint: 'The file was cut or changed; run the scenario again.',
          },
        ],
      }),
    );
  });

  it('wherever it was cut within a row', () => {
    const text = 'id,ms\n1,12.5\n2,13.75\n';
    const whole = ['id,ms\n'.length, 'id,ms\n1,12.5\n'.length];
    for (let length = 1; length < text.length; length++) {
      if (whole.includes(length)) continue;
      expect(() => csvTable(text.slice(0, length), 'f'), `cut at ${length}`).toThrow(/expected/);
    }
  });
});
