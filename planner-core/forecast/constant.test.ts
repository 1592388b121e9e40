import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foretold } from '../testing/index.js';
import { constant } from './constant.js';

describe('the constant forecast', () => {
  it('is 0 before the first value', () => {
    expect(foretold(constant, [])).toBe(0);
  });

  it('is the last value, whatever came before and however far ahead', () => {
    const series = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 50 }), (values, steps) => {
        expect(foretold(constant, values, steps)).toBe(values.at(-1));
      }),
    );
  });

  it('hands a NaN on: what it means is for others to say', () => {
    expect(foretold(constant, [3, Number.NaN])).toBeNaN();
  });

  it('leaves its state alone when asked, and tells of no spread', () => {
    expect(constant.predict(7)).toEqual({ state: 7, prediction: { point: 7, scale: 'plain' } });
  });
});
