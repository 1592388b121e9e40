import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponential } from '../../random/index.js';
import { refusal } from '../../testing/refusals.js';
import { draw, kolmogorov } from '../../testing/sample.js';
import { rowAt, through } from '../../testing/stages.js';
import type { TraceRow } from '../trace-row.js';
import { scaleClients, stretchTime, surge, thinOrRepeat } from './scale-rate.js';

/** One row a second. */
const every = (seconds: number, changes: (i: number) => Partial<TraceRow> = () => ({})) =>
  Array.from({ length: seconds }, (_, i) => rowAt(i, { inputTokens: i + 1, ...changes(i) }));
const scaled = (factor: number, given: readonly TraceRow[], seed = 1) =>
  through((next, account) => thinOrRepeat(next, factor, seed, account), given);
const copies = (rows: readonly TraceRow[]) => rows.filter(({ rows: count }) => count === 0);
const isAscending = (times: readonly number[]) => times.every((time, i) => i === 0 || time >= times[i - 1]!);

describe('thinning', () => {
  it.each([0.05, 0.3, 0.5, 0.9])('by %d keeps that share, to within five standard errors', (factor) => {
    const { rows, account } = scaled(factor, every(4000));
    expect(Math.abs(rows.length - 4000 * factor)).toBeLessThan(5 * Math.sqrt(4000 * factor * (1 - factor)));
    expect(account.dropped).toEqual({ thinned: 4000 - rows.length });
    expect(copies(rows)).toEqual([]);
  });

  it('leaves those that it keeps at their times', () => {
    for (const { time_us, inputTokens } of scaled(0.5, every(100)).rows) expect(time_us).toBe((inputTokens - 1) * 1e6);
  });

  it('makes of a regular stream one whose gaps are geometric: variance (1 − p) / p²', () => {
    const { times_s } = scaled(0.25, every(20_000));
    const gaps = times_s.slice(1).map((time_s, i) => time_s - times_s[i]!);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
    expect(mean / 4).toBeCloseTo(1, 1);
    expect(variance / 12).toBeCloseTo(1, 0.7);
  });

  it('keeps sessions whole: all turns or none, the same ones each time', () => {
    const given = every(3000, (i) => ({ sessionId: `s${i % 300}` }));
    const turns = new Map<string, number>();
    for (const { sessionId } of scaled(0.4, given).rows) turns.set(sessionId!, (turns.get(sessionId!) ?? 0) + 1);
    expect(new Set(turns.values())).toEqual(new Set([10]));
    expect(Math.abs(turns.size - 120)).toBeLessThan(5 * Math.sqrt(300 * 0.4 * 0.6));
  });
});

describe('repeating', () => {
  it.each([1.5, 2, 3.25])('by %d gives so many requests of each row, on average', (factor) => {
    const { rows, times_s, account } = scaled(factor, every(2000));
    const rest = factor % 1;
    expect(Math.abs(rows.length - 2000 * factor)).toBeLessThanOrEqual(5 * Math.sqrt(2000 * rest * (1 - rest)) + 1e-9);
    expect(rows.length - copies(rows).length).toBe(2000);
    expect(isAscending(times_s)).toBe(true);
    expect(account.dropped).toEqual({});
  });

  it('puts copies at random times before the next row', () => {
    const { rows } = scaled(2, every(500));
    for (const { time_us, inputTokens } of copies(rows)) {
      const offset_us = time_us - (inputTokens - 1) * 1e6;
      expect(offset_us).toBeGreaterThanOrEqual(0);
      expect(offset_us).toBeLessThan(1e6);
    }
    expect(new Set(copies(rows).map(({ time_us }) => time_us % 1e6)).size).toBeGreaterThan(400);
  });

  it('repeats the last row at its time: nothing comes after it', () => {
    expect(scaled(3, [rowAt(5)]).times_s).toEqual([5, 5, 5]);
  });

  it('makes copies of sessions others, with all their turns', () => {
    const { rows } = scaled(
      2,
      every(10, () => ({ sessionId: 's' })),
    );
    expect(rows.filter(({ sessionId }) => sessionId === 's')).toHaveLength(10);
    expect(rows.filter(({ sessionId }) => sessionId === 's~1')).toHaveLength(10);
  });

  it('warns that prompts are in the cache already', () => {
    const blocks = every(5, () => ({ prefixBlocks: [1] }));
    expect(scaled(2, blocks).account.warnings).toEqual([
      'repeated rows repeat their prompts: more of them is in a prefix cache than in the trace itself',
    ]);
    expect(scaled(0.5, blocks).account.warnings).toEqual([]);
  });
});

it('a rate is scaled alike by the same seed, and otherwise by another', () => {
  const numbers = (seed: number) => scaled(0.5, every(200), seed).rows.map(({ inputTokens }) => inputTokens);
  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
});

it('whatever the factor, every row is kept or dropped, in order', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 4, noNaN: true }),
      fc.array(fc.nat(50), { maxLength: 40 }),
      (factor, times) => {
        const given = times.sort((a, b) => a - b).map((time_s) => rowAt(time_s));
        const { rows, times_s, account } = scaled(factor, given);
        expect(rows.length - copies(rows).length + (account.dropped['thinned'] ?? 0)).toBe(given.length);
        expect(isAscending(times_s)).toBe(true);
      },
    ),
    { numRuns: 80 },
  );
});

describe('a surge', () => {
  const surged = (stretches: Parameters<typeof surge>[1], given: readonly TraceRow[]) =>
    through((next, account) => surge(next, stretches, 1, account), given);
  const within = (times: readonly number[], from: number, to: number) =>
    times.filter((time) => time >= from && time < to).length;

  it('multiplies the rate in its stretch, and nowhere else', () => {
    const { times_s, account } = surged([{ from_s: 200, to_s: 300, factor: 10 }], every(1000));
    expect(within(times_s, 0, 200)).toBe(200);
    expect(within(times_s, 200, 300)).toBe(1000);
    expect(within(times_s, 300, 1000)).toBe(700);
    expect(account.transforms).toEqual([{ text: 'surge 200..300 s × 10' }]);
  });

  it('below 1 is a lull, whose rows are counted', () => {
    const { times_s, account } = surged([{ from_s: 0, to_s: 1000, factor: 0.2 }], every(2000));
    expect(Math.abs(within(times_s, 0, 1000) - 200)).toBeLessThan(5 * Math.sqrt(160));
    expect(within(times_s, 1000, 2000)).toBe(1000);
    expect(account.dropped).toEqual({ 'thinned by surge': 2000 - times_s.length });
  });

  it('holds its start and not its end; of two over one time the first counts', () => {
    const stretches = [
      { from_s: 2, to_s: 4, factor: 3 },
      { from_s: 3, to_s: 6, factor: 2 },
    ];
    const { rows } = surged(stretches, every(8));
    const times = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (number) => rows.filter(({ inputTokens }) => inputTokens === number).length,
    );
    expect(times).toEqual([1, 1, 3, 3, 2, 2, 1, 1]);
  });
});

describe('a stretched clock', () => {
  it.each([
    [2, [0, 0.5, 1, 1.5]],
    [0.5, [0, 2, 4, 6]],
    [3, [0, 0.333333, 0.666666, 1]],
  ])('divides every time by %d, to the microsecond below', (factor, expected) => {
    const { times_s, account } = through((next, ledger) => stretchTime(next, factor, ledger), every(4));
    expect(times_s).toEqual(expected);
    expect(account.transforms).toEqual([{ text: `time ÷ ${factor}` }]);
  });
});

describe('clients', () => {
  const given = every(2000, (i) => ({ client: `c${i % 100}` }));
  const chosen = (factor: number, seed = 1) =>
    through((next, account) => scaleClients(next, factor, seed, account), given);
  const countsOf = (rows: readonly TraceRow[]) => {
    const counts = new Map<string, number>();
    for (const { client } of rows) counts.set(client!, (counts.get(client!) ?? 0) + 1);
    return counts;
  };

  it('are kept whole, that share of them', () => {
    const { rows, account } = chosen(0.3);
    const counts = countsOf(rows);
    expect(Math.abs(counts.size - 30)).toBeLessThan(5 * Math.sqrt(100 * 0.3 * 0.7));
    expect(new Set(counts.values())).toEqual(new Set([20]));
    expect(account.dropped).toEqual({ 'client left out': 2000 - rows.length });
    expect(account.transforms).toEqual([{ text: 'clients × 0.3' }]);
  });

  it('are repeated whole, as others', () => {
    const counts = countsOf(chosen(2).rows);
    expect(counts.size).toBe(200);
    expect(counts.get('c7~1')).toBe(20);
  });

  it('are others by another seed', () => {
    expect(countsOf(chosen(0.3, 1).rows)).not.toEqual(countsOf(chosen(0.3, 2).rows));
  });

  it('must be named', () => {
    expect(refusal(() => through((next, account) => scaleClients(next, 0.5, 1, account), every(3)))).toEqual({
      code: 'HR_TRACE_INVALID',
      message: 'traffic.rate_scale.mode: found clients for a trace whose rows name no client',
      hint: 'Use mode: thin, or a format with clients (servegen, blis, splitwise, headroom).',
    });
  });
});

describe('a Poisson stream', () => {
  const poisson = (rps: number, seconds: number) => {
    const gaps = draw(Math.ceil(rps * seconds * 1.2), exponential, 'poisson');
    let time_s = 0;
    return gaps.flatMap((gap) => {
      time_s += gap / rps;
      return time_s < seconds ? [rowAt(time_s)] : [];
    });
  };
  const gapsOf = (times: readonly number[]) => times.slice(1).map((time_s, i) => time_s - times[i]!);

  it('that is thinned is Poisson again, at the lower rate', () => {
    const { times_s } = scaled(0.3, poisson(10, 1500));
    expect(kolmogorov(gapsOf(times_s), (gap) => 1 - Math.exp(-3 * gap))).toBeLessThan(1.95);
  });

  it('that is repeated has the higher rate, spread over all of its time', () => {
    const { times_s } = scaled(3, poisson(2, 1500));
    expect(kolmogorov(times_s, (time_s) => time_s / 1500) / Math.sqrt(3)).toBeLessThan(1.95);
  });

  it('of two streams, thinned by one seed, keeps what it keeps of one alone', () => {
    const rows = poisson(5, 100);
    const kept = scaled(0.5, rows).rows.map(({ time_us }) => time_us);
    expect(scaled(0.5, rows.slice(0, 200)).rows.map(({ time_us }) => time_us)).toEqual(
      kept.slice(0, scaled(0.5, rows.slice(0, 200)).rows.length),
    );
  });
});
