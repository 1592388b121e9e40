import fc from 'fast-check';
import { expect, it } from 'vitest';
import { medianOf, noiseOf } from './statistics.js';

it.each([
  [[], Number.NaN],
  [[3], 3],
  [[1, 2], 1.5],
  [[3, 1, 2], 2],
  [[10, 9, 100, 1], 9.5],
  [[1, 10, 2, 9, 100], 9],
])('the median of %j is %d', (values, expected) => expect(medianOf(values)).toBe(expected));

it('the noise of 10, 12, 14 is 1.4826 × 2 ÷ 12', () => {
  expect(noiseOf([10, 12, 14])).toBeCloseTo(0.2471, 12);
  expect(noiseOf([14, 10, 12])).toBeCloseTo(0.2471, 12);
});

it.each([[[5]], [[5, 5, 5]], [[5, 5, 900]]])('of %j there is none: one value that is off does not count', (values) => {
  expect(noiseOf(values)).toBe(0);
});

const VALUES = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 12 });

it('half of the values lie on either side of the median, whatever their order', () => {
  fc.assert(
    fc.property(VALUES, (values) => {
      const middle = medianOf(values);
      expect(values.filter((value) => value < middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(values.filter((value) => value > middle).length).toBeLessThanOrEqual(values.length / 2);
      expect(medianOf([...values].reverse())).toBe(middle);
    }),
  );
});

it('noise is a share: ten times the values have the same', () => {
  fc.assert(
    fc.property(VALUES, (values) => {
      expect(noiseOf(values.map((value) => 10 * value))).toBeCloseTo(noiseOf(values), 9);
    }),
  );
});
