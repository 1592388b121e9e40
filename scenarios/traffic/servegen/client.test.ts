import { describe, expect, it } from 'vitest';
import { meanIsOffBy, meanOf, varianceIsOffBy } from '../../testing/sample.js';
import { histogram } from '../generate/lengths.js';
import type { TraceRow } from '../trace-row.js';
import { ClientAtWork } from './client.js';
import type { ClientWindow, PoolClient } from './pool.js';

const window = (start_s: number, rps: number): ClientWindow => ({ start_s, rps, cv: 1, process: 'gamma', shape: 1 });
const always = (tokens: number) => histogram([tokens], [1]);
const client: PoolClient = {
  id: '7',
  windows: [],
  tokens: [
    { start_s: 100, input: always(1), output: always(2) },
    { start_s: 200, input: always(3), output: always(4) },
  ],
};

/** Rows of a client over windows of 100 s with these rates. */
function rowsOf(
  rates: readonly number[],
  { seed = 1, rho = 0, of = client }: { seed?: number; rho?: number; of?: PoolClient } = {},
): TraceRow[] {
  const atWork = new ClientAtWork(of, 'client-7', rho, seed);
  const rows: TraceRow[] = [];
  rates.forEach((rps, w) => {
    atWork.work(window(w * 100, rps), w * 100, (w + 1) * 100, rps, (row) => void rows.push(row));
  });
  return rows;
}

describe('arrivals of a client', () => {
  it('have the expected number, which fluctuates, from the first second on', () => {
    const counts = Array.from({ length: 400 }, (_, seed) => rowsOf([0.1, 0.3], { seed }).length);
    expect(meanIsOffBy(counts, 40)).toBeLessThan(5);
    expect(varianceIsOffBy(counts, 40)).toBeLessThan(5);
    const early = Array.from(
      { length: 400 },
      (_, seed) => rowsOf([0.1], { seed }).filter(({ time_us }) => time_us < 10e6).length,
    );
    expect(meanIsOffBy(early, 1)).toBeLessThan(5);
  });

  it('are in order, inside their windows, none in silence', () => {
    const times = rowsOf([1, 0, 2]).map(({ time_us }) => time_us / 1e6);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.filter((time) => time >= 100 && time < 200)).toEqual([]);
    expect(Math.max(...times)).toBeLessThan(300);
  });

  it('go on over borders: one long window is as two short ones', () => {
    const atWork = new ClientAtWork(client, 'client-7', 0, 1);
    const rows: TraceRow[] = [];
    atWork.work(window(0, 1), 0, 200, 1, (row) => void rows.push(row));
    const halves = rowsOf([1, 1]).map(({ time_us }) => time_us);
    expect(
      rows
        .map(({ time_us }) => time_us)
        .map((time, i) => Math.abs(time - halves[i]!))
        .every((off) => off <= 1),
    ).toBe(true);
    expect(rows).toHaveLength(halves.length);
  });

  it('of a rare client are not lost at borders', () => {
    const counts = Array.from({ length: 600 }, (_, seed) => rowsOf([0.002, 0, 0.002, 0.002], { seed }).length);
    expect(meanIsOffBy(counts, 0.6)).toBeLessThan(5);
  });
});

describe('requests of a client', () => {
  it('have its name, and lengths by the latest histograms; before the first ones, those', () => {
    const rows = rowsOf([1, 1, 1]);
    expect(new Set(rows.map(({ client: name }) => name))).toEqual(new Set(['client-7']));
    for (const { time_us, inputTokens, outputTokens } of rows) {
      expect([inputTokens, outputTokens]).toEqual(time_us < 200e6 ? [1, 2] : [3, 4]);
    }
  });

  const spread: PoolClient = {
    ...client,
    tokens: [
      { start_s: 0, input: histogram([1, 2, 3, 4], [1, 1, 1, 1]), output: histogram([1, 2, 3, 4], [1, 1, 1, 1]) },
    ],
  };
  const pairs = (rho: number) =>
    rowsOf([20, 20], { rho, of: spread }).map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens] as const);
  const correlation = (rho: number) => {
    const drawn = pairs(rho);
    return meanOf(drawn.map(([input, output]) => (input - 2.5) * (output - 2.5))) / 1.25;
  };

  it('are alike in rank as far as rho says', () => {
    expect(Math.abs(correlation(0))).toBeLessThan(5 / Math.sqrt(4000));
    expect(correlation(0.5)).toBeGreaterThan(0.3);
    expect(pairs(1).every(([input, output]) => input === output)).toBe(true);
    expect(pairs(-1).every(([input, output]) => input + output === 5)).toBe(true);
  });

  it('have the histogram for their lengths, whatever rho', () => {
    for (const rho of [0, 0.7]) {
      expect(
        meanIsOffBy(
          pairs(rho).map(([, output]) => output),
          2.5,
        ),
      ).toBeLessThan(5);
    }
  });

  it('repeat by seed', () => {
    expect(rowsOf([1, 2])).toEqual(rowsOf([1, 2]));
    expect(rowsOf([1, 2], { seed: 2 })).not.toEqual(rowsOf([1, 2]));
  });
});
