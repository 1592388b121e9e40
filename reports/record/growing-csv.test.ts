import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { disk } from '../testing/small-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { csvTable } from './csv-table.js';
import { GrowingCsv, type SectionedRow } from './growing-csv.js';

vi.mock('node:fs', async (original) => (await import('../testing/small-disk.js')).smallDisk(await original()));
afterEach(() => {
  disk.room_bytes = Number.POSITIVE_INFINITY;
});

function written(rows: readonly SectionedRow[], withoutRows: readonly string[] = ['time_s']): string {
  const path = join(temporaryFolder(), 'growing.csv');
  const file = new GrowingCsv(path);
  for (const row of rows) file.add(row);
  file.close(withoutRows);
  return readFileSync(path, 'utf8');
}

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('a CSV file that grows columns', () => {
  it('has the columns of all its rows, those of a section together and in the order in which they came', () => {
    const rows = [
      [{ time_s: 0 }, { b: 1 }, { reasons: 'x' }],
      [{ time_s: 1 }, { a: 2 }, { reasons: 'y' }],
      [{ time_s: 2 }, { a: 3, b: 4 }, {}],
    ];
    expect(linesOf(written(rows))).toEqual(['time_s,b,a,reasons', '0,1,,x', '1,,2,y', '2,4,3,']);
  });

  it('takes a row with fewer sections, and one with more', () => {
    expect(linesOf(written([[{ a: 1 }], [{ a: 2 }, { b: 3 }], [{ a: 4 }]]))).toEqual(['a,b', '1,', '2,3', '4,']);
  });

  it('has no column for a section that is empty in every row', () => {
    expect(linesOf(written([[{ a: 1 }, {}, { c: 2 }]]))).toEqual(['a,c', '1,2']);
  });

  it('has its header where there was no row', () => {
    expect(written([], ['time_s', 'reasons'])).toBe('time_s,reasons\n');
    expect(written([[{ a: 1 }]], ['time_s', 'reasons'])).toBe('a\n1\n');
  });

  it('is not on the disk before it has a block of rows', () => {
    const path = join(temporaryFolder(), 'growing.csv');
    const file = new GrowingCsv(path);
    for (let i = 0; i < 999; i++) file.add([{ i }]);
    expect(existsSync(path)).toBe(false);
    file.add([{ i: 999 }]);
    expect(linesOf(readFileSync(path, 'utf8'))).toHaveLength(1001);
    file.close([]);
  });
});

describe('a column that comes after rows have left memory', () => {
  const late = (add: (i: number) => SectionedRow) => linesOf(written(Array.from({ length: 2500 }, (_, i) => add(i))));

  it('is empty in those before it, and stands in its section', () => {
    const lines = late((i) => [{ i }, { a: i * 2, ...(i > 1500 && { b: 1 }) }, { reasons: 'x|y' }]);
    expect(lines).toHaveLength(2501);
    expect(lines[0]).toBe('i,a,b,reasons');
    expect(lines[1]).toBe('0,0,,x|y');
    expect(lines[1501]).toBe('1500,3000,,x|y');
    expect(lines[1502]).toBe('1501,3002,1,x|y');
    expect(lines[2500]).toBe('2499,4998,1,x|y');
  });

  it('may come again and again', () => {
    const lines = late((i) => [{ i, ...(i >= 1000 && { b: 1 }), ...(i >= 2000 && { c: 2 }) }]);
    expect([lines[0], lines[1], lines[1001], lines[2001]]).toEqual(['i,b,c', '0,,', '1000,1,', '2000,1,2']);
  });

  it('does not break cells with commas, quotes and line ends in the rows before', () => {
    const text = 'NVIDIA "H100", 80 GB\nSXM';
    const path = join(temporaryFolder(), 'growing.csv');
    const file = new GrowingCsv(path);
    for (let i = 0; i < 1001; i++) file.add([{ i, text, ...(i === 1000 && { last: true }) }]);
    file.close([]);
    const { columns, rows } = csvTable(readFileSync(path, 'utf8'), path);
    expect(columns).toEqual(['i', 'text', 'last']);
    expect(rows[0]).toEqual(['0', text, '']);
    expect(rows[999]).toEqual(['999', text, '']);
    expect(rows[1000]).toEqual(['1000', text, 'true']);
  });

  it('leaves no other file behind', () => {
    const path = join(temporaryFolder(), 'growing.csv');
    const file = new GrowingCsv(path);
    for (let i = 0; i < 1001; i++) file.add([{ i, ...(i === 1000 && { b: 1 }) }]);
    file.close([]);
    expect(existsSync(`${path}.wider`)).toBe(false);
  });

  it('costs nothing that was there where the disk has become full', () => {
    const path = join(temporaryFolder(), 'growing.csv');
    const file = new GrowingCsv(path);
    for (let i = 0; i < 1000; i++) file.add([{ i }]);
    const before = readFileSync(path, 'utf8');
    file.add([{ i: 1000, b: 1 }]);
    disk.room_bytes = 100;
    expect(() => file.close([])).toThrow(expect.objectContaining({ code: 'HR_OUTPUT_FAILED' }));
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});

it('every row comes back with all its cells, whichever columns it has', () => {
  const section = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer());
  const sections = ['first', 'second'].map((name) =>
    section.map((cells) => Object.fromEntries(Object.entries(cells).map(([key, value]) => [`${name}_${key}`, value]))),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(sections[0]!, sections[1]!), { minLength: 1, maxLength: 10 }), (rows) => {
      fc.pre(rows.some((row) => row.some((cells) => Object.keys(cells).length > 0)));
      const { columns, rows: back } = csvTable(written(rows), 'f');
      const told = back.map((cells) =>
        Object.fromEntries(columns.map((column, i) => [column, cells[i]] as const).filter(([, cell]) => cell !== '')),
      );
      const meant = rows.map((row) =>
        Object.fromEntries(row.flatMap((cells) => Object.entries(cells).map(([key, value]) => [key, String(value)]))),
      );
      expect(told).toEqual(meant);
      expect([...columns]).toEqual([...columns].sort((a, b) => (a.slice(0, 5) < b.slice(0, 5) ? -1 : 1)));
    }),
    { numRuns: 40 },
  );
});
