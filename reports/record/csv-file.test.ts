import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { disk } from '../testing/small-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type Cell, CsvFile } from './csv-file.js';
import { csvTable } from './csv-table.js';

vi.mock('node:fs', async (original) => (await import('../testing/small-disk.js')).smallDisk(await original()));
afterEach(() => {
  disk.room_bytes = Number.POSITIVE_INFINITY;
});

function written(columns: readonly string[], rows: readonly Cell[][]): string {
  const path = join(temporaryFolder(), 'rows.csv');
  const file = new CsvFile(path, columns);
  for (const row of rows) file.add(row);
  file.close();
  return readFileSync(path, 'utf8');
}

describe('the cells of a CSV file', () => {
  it.each<[string, Cell, string]>([
    ['a text', 'batch', 'batch'],
    ['nothing', undefined, ''],
    ['an empty text', '', ''],
    ['a whole number', 12, '12'],
    ['a fraction', 0.1 + 0.2, '0.30000000000000004'],
    ['a small number', 1e-7, '1e-7'],
    ['no number', Number.NaN, 'NaN'],
    ['no end', Number.POSITIVE_INFINITY, 'Infinity'],
    ['true', true, 'true'],
    ['false', false, 'false'],
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'say "so"', '"say ""so"""'],
    ['a line end', 'a\nb', '"a\nb"'],
    ['a carriage return', 'a\rb', '"a\rb"'],
    ['letters of any script', 'é語😀', 'é語😀'],
  ])('hold %s', (_, cell, text) => expect(written(['a', 'b'], [[cell, 1]])).toBe(`a,b\n${text},1\n`));

  it('are the same beside a cell that must be quoted', () => {
    const row: Cell[] = ['a,b', 0.1, Number.NaN, true, undefined, false, 'c'];
    expect(written(['1', '2', '3', '4', '5', '6', '7'], [row])).toBe('1,2,3,4,5,6,7\n"a,b",0.1,NaN,true,,false,c\n');
  });

  it('come back as they were', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', '語', '😀'), maxLength: 8 });
    const cell = fc.oneof(text, fc.double(), fc.boolean(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }), (rows) => {
        const back = csvTable(written(['x', 'y', 'z'], rows), 'f').rows;
        expect(back).toEqual(rows.map((row) => row.map((value) => (value === undefined ? '' : String(value)))));
      }),
      { numRuns: 40 },
    );
  });
});

describe('the rows of a CSV file', () => {
  it('leave the process in blocks of a thousand', () => {
    const path = join(temporaryFolder(), 'rows.csv');
    const file = new CsvFile(path, ['id']);
    const lines = () => readFileSync(path, 'utf8').split('\n').length - 1;
    for (let id = 0; id < 999; id++) file.add([id]);
    expect(lines()).toBe(0);
    file.add([999]);
    expect(lines()).toBe(1001);
    file.add([1000]);
    expect(lines()).toBe(1001);
    file.close();
    expect(lines()).toBe(1002);
  });

  it('leave it earlier where they are long', () => {
    const path = join(temporaryFolder(), 'rows.csv');
    const file = new CsvFile(path, ['text']);
    const long = 'x'.repeat(50_000);
    file.add([long]);
    file.add([long]);
    file.close();
    expect(readFileSync(path, 'utf8')).toBe(`text\n${long}\n${long}\n`);
  });

  it('may be longer than a block', () => {
    const longest = '語'.repeat(200_000);
    expect(written(['text'], [['a'], [longest], ['b']])).toBe(`text\na\n${longest}\nb\n`);
  });

  it('are none where none was added', () => expect(written(['a', 'b'], [])).toBe('a,b\n'));
});

describe('a CSV file on a disk that becomes full', () => {
  it('says so, and keeps the blocks that were whole', () => {
    const path = join(temporaryFolder(), 'rows.csv');
    const file = new CsvFile(path, ['id']);
    for (let id = 0; id < 1000; id++) file.add([id]);
    const whole = readFileSync(path, 'utf8');
    disk.room_bytes = 10;
    for (let id = 1000; id < 1999; id++) file.add([id]);
    expect(() => file.add([1999])).toThrow(
      expect.objectContaining({
        code: 'HR_OUTPUT_FAILED',
        details: [{ at: { file: path }, message: 'the disk is full', hint: 'Choose another place with --out.' }],
      }),
    );
    expect(readFileSync(path, 'utf8')).toBe(whole);
  });

  it('takes nothing more, so that no row stands beside one that was not its neighbour', () => {
    const path = join(temporaryFolder(), 'rows.csv');
    const file = new CsvFile(path, ['id']);
    file.flush();
    disk.room_bytes = 1;
    file.add([1]);
    expect(() => file.flush()).toThrow(/the disk is full/);
    disk.room_bytes = 1000;
    file.add([2]);
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('id\n');
  });
});

it('a CSV file that cannot be made says where', () => {
  const path = join(temporaryFolder(), 'nowhere', 'rows.csv');
  expect(() => new CsvFile(path, ['id'])).toThrow(
    expect.objectContaining({
      code: 'HR_OUTPUT_FAILED',
      details: [expect.objectContaining({ at: { file: path }, message: 'cannot be written (ENOENT)' })],
    }),
  );
  expect(existsSync(path)).toBe(false);
});
