/** `increase()` by hand, by a naive implementation of its rules, and what follows from them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CounterSeries, increase } from './increase.js';

/** Samples every `every_s` seconds from `from_s` on. */
function series(values: readonly number[], from_s = 0, every_s = 5) {
  return { times_s: values.map((_, i) => from_s + i * every_s), values };
}

describe('the rise of a counter', () => {
  it('is none where the window has fewer than two samples', () => {
    expect(increase(series([]), 60, 60)).toBeUndefined();
    expect(increase(series([3]), 60, 60)).toBeUndefined();
    expect(increase(series([3, 4, 5]), 100, 60)).toBeUndefined();
    expect(increase(series([3, 4], 100), 60, 60)).toBeUndefined();
  });

  it('is between the first and the last sample where these are on the edges', () => {
    expect(increase(series([10, 20, 25, 40]), 15, 15)).toBe(30);
  });

  it('takes samples on both edges of the window in', () => {
    expect(increase(series([100, 110, 120]), 10, 5)).toBe(10);
    expect(increase(series([100, 110, 120]), 5, 5)).toBe(10);
  });

  it('is carried on to an edge that is close: within 1.1 times the distance of samples', () => {
    // samples at 2, 7, 12 of [0, 15]: 20 in 10 s, and 2 + 3 s more
    expect(increase(series([100, 110, 120], 2), 15, 15)).toBeCloseTo((20 * 15) / 10, 12);
  });

  it('is carried on by half a distance to an edge that is far', () => {
    // samples at 20, 25, 30 of [0, 60]: half of 5 s on either side
    expect(increase(series([100, 110, 120], 20), 60, 60)).toBeCloseTo((20 * 15) / 10, 12);
    expect(increase(series([100, 110, 120], 5.5), 15.5, 15.5)).toBeCloseTo((20 * 12.5) / 10, 12); // 5.5 is not below 5.5
    expect(increase(series([100, 110, 120], 5.4), 15.4, 15.4)).toBeCloseTo((20 * 15.4) / 10, 12);
  });

  it('is carried back no further than where the counter would have been 0', () => {
    // rises by 2 a second from 2 at 20 s: it was 0 a second before
    expect(increase(series([2, 12, 22], 20), 30, 30)).toBeCloseTo((20 * 11) / 10, 12);
  });

  it('adds what a counter had before it began anew', () => {
    expect(increase(series([10, 20, 5, 8]), 15, 15)).toBe(10 + 5 + 3);
    expect(increase(series([10, 20, 5, 8, 1, 2]), 25, 25)).toBe(10 + 5 + 3 + 1 + 1);
  });

  it('is 0 for a counter that stands still', () => {
    expect(increase(series([7, 7, 7], 20), 60, 60)).toBe(0);
    expect(increase(series([0, 0], 20), 60, 60)).toBe(0);
  });
});

/** The rules one after the other, over the samples of the window alone. */
function naive({ times_s, values }: ReturnType<typeof series>, end_s: number, window_s: number): number | undefined {
  const inside = times_s
    .map((time_s, i) => ({ time_s, value: values[i]! }))
    .filter(({ time_s }) => time_s >= end_s - window_s && time_s <= end_s);
  const [first, last] = [inside[0], inside.at(-1)];
  if (!first || !last || inside.length < 2) return undefined;
  let rise = 0;
  for (let i = 1; i < inside.length; i++) {
    const step = inside[i]!.value - inside[i - 1]!.value;
    rise += step < 0 ? inside[i]!.value : step;
  }
  const covered_s = last.time_s - first.time_s;
  const distance_s = covered_s / (inside.length - 1);
  const reach = (gap_s: number) => (gap_s < 1.1 * distance_s ? gap_s : distance_s / 2);
  let before_s = first.time_s - (end_s - window_s);
  if (rise > 0) before_s = Math.min(before_s, (covered_s * first.value) / rise);
  return (rise * (covered_s + reach(before_s) + reach(end_s - last.time_s))) / covered_s;
}

it('is what the naive implementation gives, for any samples, resets and windows', () => {
  const samples = fc.array(
    fc.record({ gap: fc.integer({ min: 1, max: 15 }), value: fc.integer({ min: 0, max: 50 }) }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(
      samples,
      fc.integer({ min: 0, max: 250 }),
      fc.integer({ min: 1, max: 120 }),
      (list, end_s, window_s) => {
        let time_s = 0;
        const times_s = list.map(({ gap }) => {
          time_s += gap;
          return time_s;
        });
        const of = { times_s, values: list.map(({ value }) => value) };
        const expected = naive(of, end_s, window_s);
        const got = increase(of, end_s, window_s);
        if (expected === undefined) expect(got).toBeUndefined();
        else expect(got).toBeCloseTo(expected, 9);
      },
    ),
    { numRuns: 400 },
  );
});

it('grows in proportion with the counter', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 15 }),
      fc.integer({ min: 2, max: 9 }),
      (rises, times) => {
        let value = 0;
        const values = rises.map((rise) => {
          value += rise;
          return value;
        });
        const one = increase(series(values, 3), 80, 90)!;
        expect(
          increase(
            series(
              values.map((value) => value * times),
              3,
            ),
            80,
            90,
          ),
        ).toBeCloseTo(one * times, 9);
      },
    ),
  );
});

describe('the samples of a counter', () => {
  it('are kept as long as a window may reach them', () => {
    const kept = new CounterSeries();
    for (let time_s = 0; time_s <= 50; time_s += 10) kept.append(time_s, time_s * 2, time_s - 25);
    expect([kept.times_s, kept.values]).toEqual([
      [30, 40, 50],
      [60, 80, 100],
    ]);
  });

  it('that are exactly as old as that are still reached', () => {
    const kept = new CounterSeries();
    for (const time_s of [0, 10, 20]) kept.append(time_s, 1, time_s - 20);
    expect(kept.times_s).toEqual([0, 10, 20]);
  });

  it('never lose the latest', () => {
    const kept = new CounterSeries();
    kept.append(0, 1, 0);
    kept.append(100, 2, 100);
    expect(kept.times_s).toEqual([100]);
  });
});
