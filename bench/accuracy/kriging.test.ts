import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKriging, median, quantile } from './kriging.js';

const alike = (a: number, b: number) => Math.exp(-((a - b) ** 2) / 2);

/** Guesses at places on a line, from values at others. */
function on(places: readonly number[], values: readonly number[], noise = 1e-9) {
  const kriging = createKriging(places.length, (i, j) => alike(places[i]!, places[j]!), noise);
  const weights = kriging.weights(Float64Array.from(values));
  return (at: number, without: readonly number[] = []) =>
    kriging.predict(
      Float64Array.from(places, (place) => alike(place, at)),
      weights,
      without,
    );
}

describe('a guess', () => {
  it('at a place that is known is its value', () => {
    const guess = on([0, 1, 3], [5, 7, 2]);
    for (const [place, value] of [
      [0, 5],
      [1, 7],
      [3, 2],
    ] as const)
      expect(guess(place)).toBeCloseTo(value, 5);
  });

  it('far from all places is the middle value', () => {
    expect(on([0, 1, 3], [5, 7, 2])(100)).toBeCloseTo(5, 9);
  });

  it('does not run after noise', () => {
    expect(Math.abs(on([0, 1, 3], [5, 7, 2], 10)(1) - 5)).toBeLessThan(Math.abs(on([0, 1, 3], [5, 7, 2])(1) - 5));
  });

  it('without a point is that of the others alone', () => {
    const places = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(places, fc.double({ min: 0, max: 30, noNaN: true }), (all, at) => {
        // the middle value stays 0 without the third point
        const without = (values: readonly number[]) => values.filter((_, i) => i !== 2);
        const values = [-2, 1, 0, 2, -1];
        expect(on(all, values, 0.1)(at, [2])).toBeCloseTo(on(without(all), without(values), 0.1)(at), 9);
      }),
      { numRuns: 30 },
    );
  });

  it('without several points does not look at them', () => {
    const places = [0, 1, 3, 4, 6];
    const [guess, other] = [on(places, [-2, 1, 0, 2, -1]), on(places, [-2, 1, 0, 9, -9])];
    expect(guess(2, [3, 4])).toBeCloseTo(other(2, [3, 4]), 6);
    expect(guess(2)).not.toBeCloseTo(other(2), 3);
  });
});

it('quantiles lie between the order statistics', () => {
  expect([0, 0.25, 0.5, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([1, 1.75, 2.5, 4]);
  expect([median([7]), median([3, 1, 2])]).toEqual([7, 2]);
});
