import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../testing/refusals.js';
import { PMF, poolFolder } from '../../testing/servegen-pool.js';
import { read, SHARED_TRACES } from '../../testing/traffic.js';
import { openRows } from '../open-rows.js';
import { parseTraffic, type TraceOptions } from '../trace-file.js';
import { readPool } from './pool.js';

const WINDOWS = 4;
const steady = (rps: number) => Array.from({ length: WINDOWS }, () => rps);
const servegen = (path: string, changes: object = {}) => ({ format: 'servegen', path, ...changes });
/** A pool of clients that are all alike. */
const alike = (count: number, rates: readonly number[]) =>
  poolFolder(Object.fromEntries(Array.from({ length: count }, (_, i) => [i, { rates, histograms: PMF }])));

function rowsOf(fields: TraceOptions, seed = 1) {
  const rows = openRows(parseTraffic(fields), seed, (path) => path);
  const all = [];
  for (let row = rows.next(); row; row = rows.next()) all.push(row);
  return { all, rows };
}
function clientsOf(fields: TraceOptions): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { client } of rowsOf(fields).all) counts.set(client!, (counts.get(client!) ?? 0) + 1);
  return counts;
}

describe('traffic of a pool', () => {
  it('is that of all its clients, in order of time, from 0', () => {
    const { all } = rowsOf(servegen(alike(5, steady(0.1))));
    expect(all.every(({ time_us }, i) => time_us >= (all[i - 1]?.time_us ?? 0))).toBe(true);
    expect(new Set(all.map(({ client }) => client)).size).toBe(5);
    expect(Math.abs(all.length - 1200)).toBeLessThan(5 * Math.sqrt(1200));
  });

  it('has lengths of its clients', () => {
    const { all } = rowsOf(servegen(alike(2, steady(0.5))));
    expect(new Set(all.map(({ inputTokens }) => inputTokens))).toEqual(new Set([10, 20, 30]));
  });

  it('names those without a dataset, with their share, and leaves them out', () => {
    const path = poolFolder({
      10: { rates: steady(1), histograms: PMF },
      9: { rates: steady(3) },
      2: { rates: steady(0), histograms: PMF },
    });
    const { provenance } = read(servegen(path));
    expect(provenance.warnings).toEqual([
      "clients without a dataset are left out, with their share of the pool's requests: 9 (75.0 %)",
    ]);
    expect(clientsOf(servegen(path)).size).toBe(1);
  });

  it('is refused where no client has one', () => {
    expect(refusal(() => read(servegen(poolFolder({ 1: { rates: steady(1) } }))))).toEqual({
      code: 'HR_TRACE_INVALID',
      message: 'no client of the pool has token histograms; expected chunk-N-dataset.json beside chunk-N-trace.csv',
    });
  });

  it('tells how much of it was made', () => {
    const { rows } = rowsOf(servegen(alike(1, steady(0.1))));
    expect(rows.fractionRead()).toBe(1);
    expect(openRows(parseTraffic(servegen(alike(1, steady(0.1)))), 1, (path) => path).fractionRead()).toBe(0);
  });

  it('repeats by seed; adding a client changes no other', () => {
    const two = poolFolder({ 1: { rates: steady(0.1), histograms: PMF }, 2: { rates: steady(0.1), histograms: PMF } });
    const one = poolFolder({ 1: { rates: steady(0.1), histograms: PMF } });
    const of = (path: string) => rowsOf(servegen(path)).all.filter(({ client }) => client === 'client-1');
    expect(of(two)).toEqual(of(one));
    expect(rowsOf(servegen(one), 2).all).not.toEqual(rowsOf(servegen(one), 1).all);
  });
});

describe('the target rate', () => {
  const rates = [0.5, 1, 0, 0.75];
  const path = alike(
    40,
    rates.map((rps) => rps / 40),
  );
  it.each([
    [undefined, 600 * 2.25],
    [{ constant_rps: 2 }, 600 * 2 * 3], // silence stays silent
    [{ scale: 0.5 }, 600 * 1.125],
    [{ cap_rps: 0.75 }, 600 * (0.5 + 0.75 + 0.75)],
    [{ scale: 2, cap_rps: 1.25 }, 600 * (1 + 1.25 + 1.25)],
  ])('%j is reached by all three ways', (rate, expected) => {
    for (const scale of ['rate', 'thin', 'clients']) {
      const { length } = rowsOf(servegen(path, { rate, scale })).all;
      // whole clients come or go: at half of 40 the number of them has a standard deviation of 16 %
      const deviation = Math.hypot(1 / Math.sqrt(expected), scale === 'clients' ? 0.1 : 0);
      expect(Math.abs(length / expected - 1)).toBeLessThan(5 * deviation);
    }
  });

  it.each([
    [{}, 'servegen 0..2400 s, × 1 by rate'],
    [{ rate: { constant_rps: 2 }, scale: 'thin' }, 'servegen 0..2400 s, 2 rps by thin'],
    [
      { rate: { scale: 2, cap_rps: 1.25 }, scale: 'clients', rho: 0.5 },
      'servegen 0..2400 s, × 2, at most 1.25 rps by clients, rho 0.5',
    ],
    [{ span: { start_s: 600, end_s: 700 } }, 'servegen 600..700 s, × 1 by rate'],
  ])('%j is told', (changes, text) => {
    expect(read(servegen(path, changes)).provenance.transforms).toEqual([text]);
  });

  it('by clients keeps whole ones, and adds copies of them', () => {
    const pool = alike(40, steady(0.1));
    const few = clientsOf(servegen(pool, { rate: { scale: 0.5 }, scale: 'clients' }));
    expect(Math.abs(few.size - 20)).toBeLessThan(5 * Math.sqrt(10));
    for (const count of few.values()) expect(Math.abs(count - 240)).toBeLessThan(5 * Math.sqrt(240));
    const many = clientsOf(servegen(pool, { rate: { scale: 2 }, scale: 'clients' }));
    expect(many.size).toBe(80);
    expect([...many.keys()]).toContain('client-7~1');
  });

  it('by thinning needs copies of clients above 1', () => {
    const many = clientsOf(servegen(alike(4, steady(0.25)), { rate: { scale: 1.5 }, scale: 'thin' }));
    expect(many.size).toBe(8);
  });
});

describe('a span', () => {
  const path = poolFolder({ 1: { rates: [0, 2, 2, 0], histograms: PMF } });

  it('is taken from its beginning, which is 0, to its end', () => {
    const { all } = rowsOf(servegen(path, { span: { start_s: 900, end_s: 1500 } }));
    expect(Math.abs(all.length - 1200)).toBeLessThan(5 * Math.sqrt(1200));
    expect(Math.max(...all.map(({ time_us }) => time_us))).toBeLessThan(600e6);
    expect(Math.min(...all.map(({ time_us }) => time_us))).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [{ start_s: 0, end_s: 9999 }, '0..9999'],
    [{ start_s: 600, end_s: 600 }, '600..600'],
    [{ start_s: 2400, end_s: 2500 }, '2400..2500'],
  ])('%j lies outside', (span, found) => {
    expect(refusal(() => read(servegen(path, { span })))).toMatchObject({
      code: 'HR_TRACE_INVALID',
      message: `traffic.span: found ${found} s; expected a part of 0..2400 s, which the pool covers`,
    });
  });
});

const r1 = join(SHARED_TRACES, 'servegen/data/reason/deepseek-r1');
it.skipIf(!existsSync(r1))(
  `deepseek-r1 of ${SHARED_TRACES}: twenty minutes have the requests that their rates say`,
  () => {
    const windows = readPool(r1).clients.flatMap((client) => client.windows.filter(({ start_s }) => start_s < 1200));
    const expected = windows.reduce((sum, { rps }) => sum + rps * 600, 0);
    const { requests, provenance } = read(servegen(r1, { span: { start_s: 0, end_s: 1200 } }));
    expect(provenance.rows_read / expected).toBeCloseTo(1, 1);
    expect(requests.length).toBe(provenance.rows_kept);
  },
);

it('the share of each client is that of the pool, whatever the rate', () => {
  const path = poolFolder({
    1: { rates: steady(0.6), histograms: PMF },
    2: { rates: steady(0.3), cv: 3, histograms: PMF },
    3: { rates: steady(0.1), family: 'Weibull', histograms: PMF },
  });
  for (const scale of [0.5, 1, 2]) {
    const counts = clientsOf(servegen(path, { rate: { scale } }));
    for (const [client, share, cv] of [
      ['client-1', 0.6, 1],
      ['client-2', 0.3, 3],
      ['client-3', 0.1, 1],
    ] as const) {
      const expected = 2400 * scale * share;
      // the count of a renewal process has the variance CV² times its mean
      expect(Math.abs(counts.get(client)! - expected)).toBeLessThan(5 * cv * Math.sqrt(expected));
    }
  }
});
