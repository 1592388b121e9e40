import { describe, expect, it } from 'vitest';
import { randomStream } from '../../random/index.js';
import { draw, kolmogorov, meanIsOffBy, meanOf, varianceIsOffBy, varianceOf } from '../../testing/sample.js';
import { ArrivalClock, gapSampler } from './arrivals.js';
import type { RatePiece } from './rate.js';

describe('gaps', () => {
  // variance of a Weibull of mean 1: Γ(1 + 2/k) / Γ(1 + 1/k)² − 1; of k = 1/2: 24/4 − 1 = 5
  it.each([
    [{ process: 'poisson' } as const, 1],
    [{ process: 'gamma', shape: 0.25 } as const, 4],
    [{ process: 'gamma', shape: 4 } as const, 0.25],
    [{ process: 'weibull', shape: 0.5 } as const, 5],
    [{ process: 'weibull', shape: 1 } as const, 1],
    [{ process: 'weibull', shape: 2 } as const, 4 / Math.PI - 1],
  ])('of %j have mean 1 and variance %d', (spec, variance) => {
    const gaps = draw(20_000, gapSampler(spec), JSON.stringify(spec));
    expect(meanIsOffBy(gaps, 1)).toBeLessThan(5);
    expect(varianceIsOffBy(gaps, variance)).toBeLessThan(5);
  });

  it('may be constant', () => expect(new Set(draw(10, gapSampler({ process: 'constant' })))).toEqual(new Set([1])));
});

/** Arrivals of a rate until it ends. */
function arrivals(
  pieces: readonly RatePiece[],
  gap: Parameters<typeof gapSampler>[0] = { process: 'poisson' },
  seed = 1,
) {
  const clock = new ArrivalClock(pieces, gapSampler(gap), randomStream(seed, 'arrivals'));
  const times: number[] = [];
  for (let time_s = clock.next_s(); time_s !== undefined; time_s = clock.next_s()) times.push(time_s);
  return times;
}
const piece = (from_s: number, to_s: number, rps: number): RatePiece => ({ from_s, to_s, rps });
const constant = { process: 'constant' } as const;

describe('arrivals', () => {
  it('of a constant process are one gap apart, the first one gap in, none at the end', () => {
    expect(arrivals([piece(0, 2, 5)], constant)).toEqual(
      [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8].map((time) => expect.closeTo(time, 12)),
    );
  });

  it('feel a change of rate at its own second: a gap that spans it is stretched from there on', () => {
    // by 2 s 1.5 are expected: the second arrival is half a request later, which at 10 rps takes 0.05 s
    const times = arrivals([piece(0, 2, 0.75), piece(2, 3, 10)], constant);
    expect(times[0]).toBeCloseTo(1 / 0.75, 12);
    expect(times[1]).toBeCloseTo(2 + 0.5 / 10, 12);
    expect(times[2]).toBeCloseTo(2.15, 12);
  });

  it('skip silence, in the middle and at the start', () => {
    const times = arrivals([piece(0, 10, 0), piece(10, 12, 1), piece(12, 100, 0), piece(100, 102, 1)], constant);
    expect(times).toEqual([11, 100, 101].map((time) => expect.closeTo(time, 9)));
  });

  it('are none where the rate is 0, or there is none', () => {
    expect(arrivals([piece(0, 100, 0)])).toEqual([]);
    expect(arrivals([])).toEqual([]);
  });

  it('are not made by a piece that ends before it begins', () => {
    expect(arrivals([piece(0, 3, 1), piece(5, 3, 100)], constant)).toEqual([1, 2]);
  });

  it('of a Poisson process lie evenly in a time of constant rate, and their number is Poisson', () => {
    const times = arrivals([piece(0, 1000, 20)]);
    expect(kolmogorov(times, (time_s) => time_s / 1000)).toBeLessThan(1.95);
    const counts = Array.from(
      { length: 400 },
      (_, seed) => arrivals([piece(0, 10, 5)], { process: 'poisson' }, seed).length,
    );
    expect(meanIsOffBy(counts, 50)).toBeLessThan(5);
    expect(varianceIsOffBy(counts, 50)).toBeLessThan(5);
  });

  it('follow a changing rate: their mapped times are those of rate 1', () => {
    const pieces = [piece(0, 100, 1), piece(100, 150, 20), piece(150, 400, 2)];
    const mapped = arrivals(pieces).map((time_s) =>
      pieces.reduce((sum, { from_s, to_s, rps }) => sum + rps * Math.max(0, Math.min(time_s, to_s) - from_s), 0),
    );
    const gaps = mapped.map((expected, i) => expected - (mapped[i - 1] ?? 0));
    expect(kolmogorov(gaps, (gap) => 1 - Math.exp(-gap))).toBeLessThan(1.95);
  });

  it('keep their burstiness whatever the rate', () => {
    const gaps = (rps: number) => {
      const times = arrivals([piece(0, 20_000 / rps, rps)], { process: 'gamma', shape: 0.25 });
      return times.slice(1).map((time_s, i) => time_s - times[i]!);
    };
    for (const rps of [0.1, 10]) expect(Math.sqrt(varianceOf(gaps(rps))) / meanOf(gaps(rps)) / 2).toBeCloseTo(1, 1);
  });
});
