import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../testing/refusals.js';
import { newAccount } from '../account.js';
import { type Column, CsvCursor } from './csv-cursor.js';

const COLUMNS: readonly Column[] = [
  { names: ['time', 'arrival'] },
  { names: ['tokens'] },
  { names: ['model'], optional: true },
];
const [TIME, TOKENS, MODEL] = [0, 1, 2];

/** A cursor that has taken these lines, the last one last. */
function cursorAt(...lines: string[]) {
  const account = newAccount();
  const csv = new CsvCursor('t.csv', COLUMNS, account);
  const taken = lines.map((line, i) => csv.take(line, i + 1));
  return { csv, account, taken };
}
const at = (row: string, header = 'time,tokens,model') => cursorAt(header, row).csv;

describe('the header', () => {
  it('is the first line that is not empty, and no row', () => {
    expect(cursorAt('', '  ', 'time,tokens', '', '1,2').taken).toEqual([false, false, false, false, true]);
  });

  it.each(['tokens,time', ' time , tokens ', 'tokens,"time"', 'arrival,tokens', 'x,tokens,y,time'])(
    "names columns in any order and under any of their names: '%s'",
    (header) => {
      const names = header.split(',').map((name) => name.replaceAll('"', '').trim());
      const row = names.map((name) => (name === 'tokens' ? '7' : '3')).join(',');
      const csv = at(row, header);
      expect([csv.count(TOKENS), csv.number(TIME, 's')]).toEqual([7, 3]);
    },
  );

  it('may lack what is optional', () => {
    expect(at('1,2', 'time,tokens').has(MODEL)).toBe(false);
    expect(at('1,2', 'time,tokens').text(MODEL)).toBe('');
    expect(at('1,2,m').has(MODEL)).toBe(true);
  });

  it('names the columns that are not used, once', () => {
    expect(cursorAt('a,time,b,tokens', '1,2,3,4', '1,2,3,4').account.warnings).toEqual(['columns not used: a, b']);
    expect(cursorAt('time,tokens,model').account.warnings).toEqual([]);
  });

  it.each([
    [
      'a misspelt column',
      'timee,tokens',
      "found the header 'timee,tokens'; expected a column time",
      "Is 'timee' that column?",
    ],
    ['nothing alike', 'a,b', "found the header 'a,b'; expected a column time", 'This format begins with time,tokens.'],
    [
      'another case',
      'time,Tokens',
      "found the header 'time,Tokens'; expected a column tokens",
      "Is 'Tokens' that column?",
    ],
  ])('with %s is refused', (_name, header, message, hint) => {
    expect(refusal(() => cursorAt(header))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 't.csv:1:1',
      message,
      hint,
    });
  });

  it('that is long is shown cut', () => {
    expect(refusal(() => cursorAt('x'.repeat(200))).message).toBe(
      `found the header '${'x'.repeat(80)}'; expected a column time`,
    );
  });

  it('is told with the line that it stands in', () => {
    expect(refusal(() => cursorAt('', '', 'a,b')).place).toBe('t.csv:3:1');
  });
});

describe('a count', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['007', 7],
    [' 7 ', 7],
    ['7.0', 7],
    ['123.000', 123],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])("is '%s'", (cell, value) => expect(at(`1,${cell},m`).count(TOKENS)).toBe(value));

  it.each([
    '',
    ' ',
    '-1',
    '+1',
    '7.5',
    '1e3',
    '1.',
    '.5',
    'NaN',
    'x',
    '0x10',
    '1 0',
    '9007199254740993',
    '1'.repeat(400),
  ])("is not '%s'", (cell) => {
    expect(refusal(() => at(`1,${cell},m`).count(TOKENS))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 't.csv:2:3',
      message: `tokens: found '${cell.trim()}'; expected a whole number of tokens`,
    });
  });
});

describe('a number', () => {
  it.each([
    ['0', 0],
    ['-5', -5],
    ['1.5', 1.5],
    [' 1.5 ', 1.5],
    ['1e3', 1000],
    ['1.25E-2', 0.0125],
    ['1700000000.123456', 1_700_000_000.123456],
  ])("is '%s'", (cell, value) => expect(at(`${cell},1,m`).number(TIME, 'seconds')).toBe(value));

  it.each(['', 'x', '1.', '.5', '1e', '--1', 'Infinity', 'NaN', '1e999', '0x1', '1_000'])("is not '%s'", (cell) => {
    expect(refusal(() => at(`${cell},1,m`).number(TIME, 'seconds'))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 't.csv:2:1',
      message: `time: found '${cell}'; expected seconds`,
    });
  });
});

describe('cells', () => {
  it('are text without the blanks around it', () => expect(at('1,2,  gpt-4  ').text(MODEL)).toBe('gpt-4'));

  it.each([
    ['a comma', '1,2,"a,b"', 'a,b'],
    ['a quote', '1,2,"say ""hi"""', 'say "hi"'],
    ['nothing', '1,2,""', ''],
    ['other quoted cells before', '"1","2","x"', 'x'],
    ['an empty cell before', ',"2","x"', 'x'],
    ['a quote in the middle, which is text', '1,2,5" disk', '5" disk'],
    ['a quote that is not closed, which is text', '1,2,"open', '"open'],
  ])('in quotes may hold %s', (_name, row, text) => expect(at(row).text(MODEL)).toBe(text));

  it.each([
    ['one too few', '1,2', 't.csv:2:3', 2],
    ['one too many', '1,2,3,4', 't.csv:2:5', 4],
    ['a thousands separator', '1,1,087,m', 't.csv:2:5', 4],
    ['a truncated last line', '1', 't.csv:2:1', 1],
  ])('%s are refused', (_name, row, place, cells) => {
    expect(refusal(() => at(row))).toEqual({
      code: 'HR_TRACE_INVALID',
      place,
      message: `found ${cells} cells; expected 3 as in the header (numbers without thousands separators)`,
    });
  });

  it('are those that were written, whatever they hold', () => {
    const cell = fc.stringMatching(/^[a-z",]{0,8}$/);
    const written = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    fc.assert(
      fc.property(cell, cell, cell, (a, b, c) => {
        const csv = at([a, b, c].map(written).join(','));
        expect([csv.text(TIME), csv.text(TOKENS), csv.text(MODEL)]).toEqual([a, b, c]);
      }),
      { numRuns: 150 },
    );
  });
});

it('a fault of a cell is told with what was expected there', () => {
  expect(refusal(() => at('1,2,m').fail(MODEL, 'a model that is known'))).toEqual({
    code: 'HR_TRACE_INVALID',
    place: 't.csv:2:5',
    message: "model: found 'm'; expected a model that is known",
  });
});
