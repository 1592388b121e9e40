/** The made traffic has the statistics that its sources publish. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAT_LENGTHS, CODE_LENGTHS, codeLikeRates, diurnalRates, type RateRow } from './traffic.js';

const HOUR_S = 3600;
const seeds = fc.integer({ min: 1, max: 10_000 });

/** Share of the time in which the rate satisfies. */
function share(rows: readonly RateRow[], end_s: number, test: (rps: number) => boolean): number {
  const spans = rows.map(({ from_s, rps }, i) => (test(rps) ? (rows[i + 1]?.from_s ?? end_s) - from_s : 0));
  return spans.reduce((sum, span) => sum + span, 0) / end_s;
}

function mean(rows: readonly RateRow[], end_s: number): number {
  const spans = rows.map(({ from_s, rps }, i) => rps * ((rows[i + 1]?.from_s ?? end_s) - from_s));
  return spans.reduce((sum, requests) => sum + requests, 0) / end_s;
}

describe.each([
  ['code-like', (seed: number) => codeLikeRates(seed, HOUR_S, 3)],
  ['diurnal', (seed: number) => diurnalRates(seed, HOUR_S, 8)],
])('%s rates', (_, ratesOf) => {
  it('begin at 0, go forward within the time, and never repeat or fall below 0', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const rows = ratesOf(seed);
        expect(rows[0]!.from_s).toBe(0);
        rows.forEach(({ from_s, rps }, i) => {
          expect(rps).toBeGreaterThanOrEqual(0);
          expect(from_s).toBeLessThan(HOUR_S);
          if (i > 0) expect(from_s).toBeGreaterThan(rows[i - 1]!.from_s);
          if (i > 0) expect(rps).not.toBe(rows[i - 1]!.rps);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('are the same from the same seed, and others from another', () => {
    expect(ratesOf(5)).toEqual(ratesOf(5));
    expect(ratesOf(5)).not.toEqual(ratesOf(6));
  });
});

describe('code-like rates', () => {
  it('are silent 70 % of the seconds', () => {
    const day_s = 24 * HOUR_S;
    const silent = share(codeLikeRates(1, day_s, 1), day_s, (rps) => rps === 0);
    expect(silent).toBeGreaterThan(0.65);
    expect(silent).toBeLessThan(0.75);
  });

  it('grow by their scale and change nowhere else', () => {
    const [one, three] = [codeLikeRates(9, HOUR_S, 1), codeLikeRates(9, HOUR_S, 3)];
    expect(three.map(({ from_s }) => from_s)).toEqual(one.map(({ from_s }) => from_s));
    one.forEach(({ rps }, i) => expect(three[i]!.rps).toBeCloseTo(3 * rps, 9));
  });
});

describe('diurnal rates', () => {
  it('change once a minute', () => {
    for (const { from_s } of diurnalRates(2, HOUR_S, 8)) expect(from_s % 60).toBe(0);
  });

  it('swing about a mean, several times from the quietest to the busiest', () => {
    const day_s = 6 * HOUR_S;
    const rows = diurnalRates(3, day_s, 8);
    const rates = rows.map(({ rps }) => rps);
    expect(mean(rows, day_s)).toBeGreaterThan(7);
    expect(mean(rows, day_s)).toBeLessThan(9);
    const swing = Math.max(...rates) / Math.min(...rates);
    expect(swing).toBeGreaterThan(2.5);
    expect(swing).toBeLessThan(8);
  });
});

it.each([
  ['code', CODE_LENGTHS, 13, 1469],
  ['chat', CHAT_LENGTHS, 129, 1020],
] as const)('lengths of %s are quantiles from 0 to 1 that ascend', (_, lengths, output, input) => {
  for (const quantiles of [lengths.input, lengths.output]) {
    expect([quantiles[0]![0], quantiles.at(-1)![0]]).toEqual([0, 1]);
    for (const [i, [probability, tokens]] of quantiles.slice(1).entries()) {
      expect(probability).toBeGreaterThan(quantiles[i]![0]);
      expect(tokens).toBeGreaterThan(quantiles[i]![1]);
    }
  }
  const medianOf = (quantiles: typeof lengths.input) => quantiles.find(([probability]) => probability === 0.5)![1];
  expect([medianOf(lengths.output), medianOf(lengths.input)]).toEqual([output, input]);
});
