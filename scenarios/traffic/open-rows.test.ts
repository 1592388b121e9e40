import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tempFile, tempFolder } from '../testing/files.js';
import { refusal } from '../testing/refusals.js';
import { droppedRows, read } from '../testing/traffic.js';
import { openRows } from './open-rows.js';
import { parseTraffic, type TraceOptions } from './trace-file.js';

const open = (fields: TraceOptions, seed = 1, resolve = (path: string) => path) =>
  openRows(parseTraffic(fields), seed, resolve);
const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');

function rowsOf(fields: TraceOptions, seed = 1) {
  const rows = open(fields, seed);
  const all = [];
  for (let row = rows.next(); row; row = rows.next()) all.push(row);
  return { all, rows };
}

const AZURE = 'TIMESTAMP,ContextTokens,GeneratedTokens\n';
const seconds = (...times: number[]) =>
  AZURE + times.map((time, i) => `${new Date(time * 1000).toISOString()},${i + 1},1\n`).join('');
const azure = (times: number[], changes: object = {}) => ({
  format: 'azure',
  path: tempFile('t.csv', seconds(...times)),
  ...changes,
});
const generator = { duration_s: 1000, rate: [{ from_s: 0, rps: 3 }], input_tokens: 100, output_tokens: 10 };

describe('rows of a file', () => {
  it('come one by one, from 0, and then no more', () => {
    const rows = open(azure([100, 101]));
    expect([rows.next()?.time_us, rows.next()?.time_us, rows.next(), rows.next()]).toEqual([
      0,
      1e6,
      undefined,
      undefined,
    ]);
    expect(rows.account).toMatchObject({ rowsRead: 2, rowsKept: 2, copies: 0, origin_us: 100e6 });
  });

  it('are found where the scenario lies', () => {
    const folder = tempFolder({ 't.csv': seconds(1) });
    expect(open({ format: 'azure', path: 't.csv' }, 1, (path) => join(folder, path)).next()).toBeDefined();
    expect(refusal(() => open({ format: 'azure', path: 't.csv' }, 1, (path) => join('/nowhere', path))).code).toBe(
      'HR_TRACE_NOT_FOUND',
    );
  });

  it('tell how much was read, and the file by its hash though a window ended before it did', () => {
    const times = Array.from({ length: 20_000 }, (_, i) => i);
    const rows = open(azure(times, { window: { end_s: 10 }, dequantise: false }));
    while (rows.next());
    expect(rows.account.rowsRead).toBe(11);
    expect(rows.fractionRead()).toBeLessThan(1);
    expect(rows.file()).toEqual({ name: 't.csv', sha256: sha256(seconds(...times)) });
  });

  it('end where a reader leaves them', () => {
    const rows = open(azure([1, 2, 3]));
    rows.close();
    expect(rows.next()).toBeUndefined();
  });
});

describe('steps', () => {
  it('are done in this order, and told in it', () => {
    const all = {
      failed: 'keep',
      sort: true,
      dequantise: { quantum_s: 1 },
      window: { start_s: 0, end_s: 60 },
      resample: { block_s: 10 },
      rate_scale: 2,
      surge: [{ from_s: 0, to_s: 5, factor: 2 }],
      max_context: { tokens: 50, overflow: 'truncate' },
    };
    const { rows } = rowsOf(azure([3, 1, 2], all));
    expect(rows.account.transforms.map(({ text }) => text.split(/[ :]/)[0])).toEqual([
      'failed',
      'sort',
      'dequantise',
      'window',
      'resample',
      'rate',
      'surge',
      'max_context',
    ]);
  });

  it('that change nothing are left out', () => {
    expect(rowsOf(azure([1, 2], { rate_scale: { factor: 1, mode: 'time' } })).rows.account.transforms).toEqual([]);
  });

  it('count a window from the first row, whatever its clock', () => {
    const { all } = rowsOf(azure([1000, 1001, 1002, 1003], { window: { start_s: 1, end_s: 3 } }));
    expect(all.map(({ time_us }) => time_us)).toEqual([0, 1e6]);
  });

  it('cut a window before the clock is stretched', () => {
    const { all } = rowsOf(
      azure([0, 10, 20, 30], { window: { start_s: 10 }, rate_scale: { factor: 10, mode: 'time' } }),
    );
    expect(all.map(({ time_us }) => time_us)).toEqual([0, 1e6, 2e6]);
  });
});

describe('what was read', () => {
  it('is nothing where traffic is drawn', () => {
    expect(open({ format: 'generated', generator }).file()).toBeUndefined();
    expect(open({ format: 'generated', generator }).fractionRead()).toBeUndefined();
    const closed = { concurrency: 1, requests: 1, input_tokens: 1, output_tokens: 1 };
    expect(open({ format: 'closed_loop', generator: closed }).file()).toBeUndefined();
  });

  it('is the file of a rate, or all of them together', () => {
    const [a, b] = ['window_start_s,rps\n0,1\n10,1\n', 'window_start_s,rps\n0,2\n10,2\n'];
    const [one, two] = [tempFile('a.csv', a), tempFile('b.csv', b)];
    const kind = { input_tokens: 1, output_tokens: 1 };
    const single = { duration_s: 20, rate: { path: one }, ...kind };
    expect(open({ format: 'generated', generator: single }).file()).toEqual({ name: 'a.csv', sha256: sha256(a) });
    const classes = [one, two, one].map((path, i) => ({ name: `k${i}`, rate: { path }, ...kind }));
    expect(open({ format: 'generated', generator: { duration_s: 20, classes } }).file()).toEqual({
      name: 'a.csv + b.csv',
      sha256: sha256(`${sha256(a)}\n${sha256(b)}`),
    });
  });

  it('is a whole pool of clients', () => {
    const trace = '0,1,1,Gamma,1,1\n600,1,1,Gamma,1,1\n';
    const dataset = JSON.stringify({ '0': { input_tokens: '{5: 1}', output_tokens: '{6: 1}' } });
    const folder = tempFolder({ 'pool/chunk-1-trace.csv': trace, 'pool/chunk-1-dataset.json': dataset });
    const rows = open({ format: 'servegen', path: join(folder, 'pool') });
    expect(rows.next()).toMatchObject({ inputTokens: 5, outputTokens: 6 });
    expect(rows.file()).toEqual({ name: 'pool', sha256: sha256(`${sha256(trace)}\n${sha256(dataset)}`) });
  });
});

it('whatever is asked, rows_read = rows_kept + Σ dropped, in order, numbered from 0', () => {
  const any = fc.record(
    {
      window: fc.constantFrom({ start_s: 100 }, { start_s: 0, end_s: 600 }, { start_s: 300, end_s: 700 }),
      rate_scale: fc.oneof(
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        fc.record({ factor: fc.double({ min: 0.1, max: 4, noNaN: true }), mode: fc.constantFrom('thin', 'time') }),
      ),
      surge: fc.constantFrom([{ from_s: 2, to_s: 9, factor: 10 }], [{ from_s: 0, to_s: 500, factor: 0.3 }]),
      resample: fc.record({ block_s: fc.constantFrom(7, 60, 900), reach: fc.integer({ min: 1, max: 4 }) }),
      max_context: fc.constantFrom({ tokens: 700, overflow: 'reject' }, { tokens: 700, overflow: 'truncate' }),
    },
    { requiredKeys: [] },
  );
  const drawn = { ...generator, duration_s: 500, input_tokens: { lognormal: { median: 500, sigma: 0.5 } } };
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 1000 }), (top, seed) => {
      const { requests, provenance } = read({ format: 'generated', generator: drawn, ...top }, seed);
      expect(provenance.rows_read).toBe(provenance.rows_kept + droppedRows(provenance));
      expect(requests.length).toBe(provenance.rows_kept + provenance.copies);
      expect(requests.map(({ id }) => id)).toEqual(requests.map((_, i) => i));
      expect(requests.every(({ arrival_s }, i) => arrival_s >= (requests[i - 1]?.arrival_s ?? 0))).toBe(true);
    }),
    { numRuns: 25 },
  );
});
