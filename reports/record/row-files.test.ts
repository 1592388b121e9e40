import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as hyparquet from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MissCauses } from '../measure/causes/miss-causes.js';
import type { RequestEnd } from './events.js';
import { GrowingCsv } from './growing-csv.js';
import { rowFormat } from './row-format.js';
import { REQUEST_COLUMNS, requestRow } from './tables.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-rows-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sla = { ttft_ms: 600 };
const causes = new MissCauses(sla, undefined);

function end(id: number): RequestEnd {
  const reached = id % 3 !== 0;
  return {
    id,
    ...(id % 5 === 0 && { class: 'batch, or "so"' }),
    time_s: id + 2,
    arrival_s: id + 0.125,
    inputTokens: 100 + id,
    outputTokens: 11,
    deliveredTokens: reached ? 11 : 0,
    cachedTokens: 16,
    prefillWorker: 1,
    ...(reached && { decodeWorker: 2, firstToken_s: id + 0.625, lastToken_s: id + 1.5 }),
    status: reached ? 'completed' : 'failed',
    attempts: 1,
    preemptions: 0,
  };
}

async function write(name: string, rows: number): Promise<string> {
  const format = (await rowFormat('parquet'))!;
  const path = join(folder, `${name}.${format.ending}`);
  const file = format.open(path, REQUEST_COLUMNS);
  for (let id = 0; id < rows; id++) file.add(requestRow(end(id), sla, causes));
  file.close();
  return path;
}

async function read(path: string): Promise<Record<string, unknown>[]> {
  const bytes = readFileSync(path);
  return await hyparquet.parquetReadObjects({ file: new Uint8Array(bytes).buffer });
}

describe('a Parquet file', () => {
  it('has the columns and the values of the CSV file, with types', async () => {
    const rows = await read(await write('values', 7));
    expect(Object.keys(rows[0]!)).toEqual([...REQUEST_COLUMNS]);
    rows.forEach((row, id) => {
      const cells = requestRow(end(id), sla, causes);
      expect(REQUEST_COLUMNS.map((column) => row[column] ?? undefined)).toEqual(cells);
    });
    const { schema } = hyparquet.parquetMetadata(new Uint8Array(readFileSync(await write('types', 7))).buffer);
    const types = Object.fromEntries(schema.slice(1).map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({
      id: 'INT32',
      arrival_s: 'DOUBLE',
      ttft_ms: 'DOUBLE',
      met_sla: 'BOOLEAN',
      status: 'BYTE_ARRAY',
    });
  });

  it('can be read without any row', async () => {
    expect(await read(await write('empty', 0))).toEqual([]);
  });

  it('puts whole row groups on the disk as it goes', async () => {
    const format = (await rowFormat('parquet'))!;
    const path = join(folder, 'groups.parquet');
    const file = format.open(path, REQUEST_COLUMNS);
    const sizes: number[] = [];
    for (let id = 0; id < 65_000; id++) {
      file.add(requestRow(end(id), sla, causes));
      if (id % 20_000 === 19_999) sizes.push(statSync(path).size);
    }
    file.close();
    expect(sizes[0]).toBeGreaterThan(100_000);
    expect(sizes[1]! / sizes[0]!).toBeCloseTo(2, 0);
    expect(sizes[2]! / sizes[0]!).toBeCloseTo(3, 0);
    const rows = await read(path);
    expect(rows).toHaveLength(65_000);
    expect(rows[64_999]).toMatchObject({ id: 64_999, input_tokens: 65_099 });
  });
});

describe('a CSV file that grows columns', () => {
  it('keeps the columns of a section together, whenever they come', () => {
    const path = join(folder, 'growing.csv');
    const file = new GrowingCsv(path);
    for (let time_s = 0; time_s < 2500; time_s++) {
      file.add([{ time_s }, { a: time_s * 2, ...(time_s > 1500 && { b: 1 }) }, { reasons: 'x|y' }]);
    }
    file.close(['time_s']);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(2501);
    expect(lines[0]).toBe('time_s,a,b,reasons');
    expect(lines[1]).toBe('0,0,,x|y');
    expect(lines[1500]).toBe('1499,2998,,x|y');
    expect(lines[2500]).toBe('2499,4998,1,x|y');
  });

  it('has its header where there was no row', () => {
    const path = join(folder, 'none.csv');
    new GrowingCsv(path).close(['time_s', 'reasons']);
    expect(readFileSync(path, 'utf8')).toBe('time_s,reasons\n');
  });
});
