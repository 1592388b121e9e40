import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import * as hyparquet from 'hyparquet';
import * as library from 'hyparquet-writer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { disk } from '../testing/small-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type ColumnType, ParquetFile } from './parquet-file.js';

vi.mock('node:fs', async (original) => (await import('../testing/small-disk.js')).smallDisk(await original()));
afterEach(() => {
  disk.room_bytes = Number.POSITIVE_INFINITY;
});

const GROUP = 20_000;

function open(schema: Readonly<Record<string, ColumnType>>): { path: string; file: ParquetFile } {
  const path = join(temporaryFolder(), 'rows.parquet');
  const columns = Object.entries(schema).map(([name, type]) => ({ name, type }));
  return { path, file: new ParquetFile(library, path, columns) };
}

function read(path: string): Promise<Record<string, unknown>[]> {
  return hyparquet.parquetReadObjects({ file: new Uint8Array(readFileSync(path)).buffer });
}

/** Adds as many rows of a column `id` as are asked for, from `from` on. */
function addIds(file: ParquetFile, from: number, rows: number): void {
  for (let id = from; id < from + rows; id++) file.add([id]);
}

describe('a Parquet file', () => {
  it('gives each value back, and null for one that was not there', async () => {
    const { path, file } = open({ id: 'INT32', ms: 'DOUBLE', met: 'BOOLEAN', name: 'STRING' });
    file.add([1, 0.1, true, 'say "so", 語']);
    file.add([2, undefined, undefined, undefined]);
    file.add([undefined, -1e-7, false, '']);
    file.close();
    expect(await read(path)).toEqual([
      { id: 1, ms: 0.1, met: true, name: 'say "so", 語' },
      { id: 2, ms: null, met: null, name: null },
      { id: null, ms: -1e-7, met: false, name: '' },
    ]);
  });

  it('gives any rows back', async () => {
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const row = fc.tuple(
      maybe(fc.integer()),
      maybe(fc.double({ noNaN: true })),
      maybe(fc.boolean()),
      maybe(fc.string({ unit: fc.constantFrom('a', '\n', '"', '語', '😀') })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const { path, file } = open({ a: 'INT32', b: 'DOUBLE', c: 'BOOLEAN', d: 'STRING' });
        for (const cells of rows) file.add([...cells]);
        file.close();
        const told = (await read(path)).map(({ a, b, c, d }) => [a, b, c, d].map((cell) => cell ?? undefined));
        expect(told).toEqual(rows);
      }),
      { numRuns: 30 },
    );
  });

  it('can be read without any row', async () => {
    const { path, file } = open({ id: 'INT32' });
    file.close();
    expect(await read(path)).toEqual([]);
  });

  it('puts whole groups of rows on the disk as it goes', async () => {
    const { path, file } = open({ id: 'INT32' });
    addIds(file, 0, GROUP - 1);
    expect(statSync(path).size).toBe(0);
    addIds(file, GROUP - 1, 1);
    const one = statSync(path).size;
    expect(one).toBeGreaterThan(1000);
    addIds(file, GROUP, GROUP);
    expect(statSync(path).size).toBeGreaterThan(one * 1.5);
    addIds(file, 2 * GROUP, 5);
    file.close();
    const rows = await read(path);
    expect(rows).toHaveLength(2 * GROUP + 5);
    expect(rows.every(({ id }, i) => id === i)).toBe(true);
  });
});

describe('a Parquet file on a disk that becomes full', () => {
  it('says so, and is the file of its whole groups', async () => {
    const alone = open({ id: 'INT32' });
    addIds(alone.file, 0, GROUP);
    alone.file.close();
    const { path, file } = open({ id: 'INT32' });
    addIds(file, 0, GROUP);
    const whole = statSync(path).size;
    disk.room_bytes = 100;
    addIds(file, GROUP, GROUP - 1);
    expect(() => file.add([-1])).toThrow(
      expect.objectContaining({
        code: 'HR_OUTPUT_FAILED',
        details: [expect.objectContaining({ at: { file: path }, message: 'the disk is full' })],
      }),
    );
    expect(statSync(path).size).toBe(whole);
    disk.room_bytes = 1000;
    file.close();
    expect(readFileSync(path).equals(readFileSync(alone.path))).toBe(true);
    expect(await read(path)).toHaveLength(GROUP);
  });

  it('takes no further group after the one that did not fit', async () => {
    const { path, file } = open({ id: 'INT32' });
    disk.room_bytes = 100;
    expect(() => addIds(file, 0, GROUP)).toThrow(/the disk is full/);
    disk.room_bytes = Number.POSITIVE_INFINITY;
    addIds(file, GROUP, 10);
    file.close();
    expect(await read(path)).toEqual([]);
  });
});

it('a Parquet file that cannot be made says where', () => {
  const path = join(temporaryFolder(), 'nowhere', 'rows.parquet');
  expect(() => new ParquetFile(library, path, [{ name: 'id', type: 'INT32' }])).toThrow(
    expect.objectContaining({ code: 'HR_OUTPUT_FAILED', details: [expect.objectContaining({ at: { file: path } })] }),
  );
});
