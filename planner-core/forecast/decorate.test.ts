import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foretold, frozen, noise } from '../testing/index.js';
import { constant } from './constant.js';
import { log1pScale, missingAsZero, neverNegative, skipLeadingIdle, withErrors } from './decorate.js';
import { type Forecaster, quantile, warmUp } from './forecaster.js';
import { movingAverage } from './moving-average.js';

/** Foretells what it is told to, whatever it sees. */
const saying = (point: number): Forecaster<null> => ({
  name: 'saying',
  initialState: null,
  observe: () => null,
  predict: () => ({ state: null, prediction: { point, scale: 'plain' } }),
});

describe('missing values', () => {
  it('count as 0', () => {
    expect(foretold(missingAsZero(movingAverage(3)), [6, Number.NaN, 3])).toBe(3);
  });

  it('and everything else as it is', () => {
    for (const value of [0, -4, 7.5, Number.POSITIVE_INFINITY]) {
      expect(foretold(missingAsZero(constant), [value])).toBe(value);
    }
  });
});

describe('idle time before the first traffic', () => {
  const average = skipLeadingIdle(movingAverage(10));

  it('is left out', () => {
    expect(foretold(average, [0, 0, 0, 6, 0, 3])).toBe(3);
  });

  it('only before it: later zeros count', () => {
    expect(foretold(average, [6, 0, 0])).toBe(2);
  });

  it('alone leaves the forecaster as it was', () => {
    const state = [0, 0].reduce(average.observe, average.initialState);
    expect(state).toBe(average.initialState);
    expect(foretold(average, [0, 0])).toBe(0);
  });

  it('ends with anything that is not 0, a NaN too', () => {
    expect(average.observe(average.initialState, Number.NaN).seenTraffic).toBe(true);
    expect(average.observe(average.initialState, -1).seenTraffic).toBe(true);
  });

  it('is waited out again after a warm-up, with what was learnt', () => {
    const warm = warmUp(average, [4, 8]);
    expect(warm).toEqual({ seenTraffic: false, inner: [4, 8] });
    const quiet = average.observe(average.observe(warm, 0), 0);
    expect(average.predict(quiet).prediction.point).toBe(6);
    expect(average.predict(average.observe(quiet, 12)).prediction.point).toBe(8);
  });

  it('keeps what the inner forecaster remembers of a question', () => {
    const counting: Forecaster<number> = {
      name: 'counting',
      initialState: 0,
      observe: (asked) => asked,
      predict: (asked) => ({ state: asked + 1, prediction: { point: asked, scale: 'plain' } }),
    };
    const skipping = skipLeadingIdle(counting);
    const { state } = skipping.predict(skipping.initialState);
    expect(skipping.predict(state).prediction.point).toBe(1);
    expect(state.seenTraffic).toBe(false);
  });
});

describe('the logarithmic scale', () => {
  it('averages geometrically', () => {
    // 1 + value: 2, 8; their geometric mean is 4
    expect(foretold(log1pScale(movingAverage(5)), [1, 7])).toBeCloseTo(3, 12);
  });

  it('gives a constant forecast back unchanged', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (value) => {
        const error = Math.abs(foretold(log1pScale(constant), [value]) - value);
        expect(error).toBeLessThanOrEqual(1e-12 * (1 + value));
      }),
    );
  });

  it('takes a negative value for 0, and foretells none', () => {
    expect(foretold(log1pScale(constant), [-5])).toBe(0);
    expect(foretold(log1pScale(saying(-2)), [])).toBe(0);
  });

  it('says that its errors are on that scale', () => {
    const scaled = log1pScale(constant);
    expect(scaled.predict(scaled.initialState).prediction.scale).toBe('log1p');
  });

  it('leaves a spread on its scale', () => {
    const scaled = log1pScale({
      ...saying(0),
      predict: () => ({ state: null, prediction: { point: Math.log(5), spread: 0.3, scale: 'plain' } }),
    });
    const { prediction } = scaled.predict(null);
    expect(prediction).toEqual({ point: expect.closeTo(4, 12), spread: 0.3, scale: 'log1p' });
  });
});

describe('a floor at 0', () => {
  it.each([
    [-3, 0],
    [-0.001, 0],
    [0, 0],
    [2.5, 2.5],
  ])('makes %d to %d', (point, floored) => {
    expect(foretold(neverNegative(saying(point)), [])).toBe(floored);
  });

  it('lets the forecaster itself see negative values', () => {
    expect(foretold(neverNegative(movingAverage(2)), [-4, 10])).toBe(3);
  });
});

describe('intervals from its own errors', () => {
  /** Asked after every value, as a planner does. */
  function spreads(values: readonly number[], inner: Forecaster<never>, stepsAhead = 1): (number | undefined)[] {
    const measured = withErrors(inner);
    let state = measured.initialState;
    return values.map((value) => {
      state = measured.observe(state, value as never);
      const answer = measured.predict(state);
      state = answer.state;
      return measured.predict(state, stepsAhead).prediction.spread;
    });
  }

  it('begin with the third error', () => {
    // the constant forecast of 10, 13, 9, 9 errs by 3, −4, 0
    const found = spreads([10, 13, 9, 9], constant as Forecaster<never>);
    expect(found.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(found[3]).toBeCloseTo(Math.sqrt(25 / 3), 12);
  });

  it('grow with the square root of the distance', () => {
    const found = spreads([10, 13, 9, 9], constant as Forecaster<never>, 4);
    expect(found[3]).toBeCloseTo(2 * Math.sqrt(25 / 3), 12);
  });

  it('remember sixty errors', () => {
    const wild = [0, 1000, ...new Array<number>(60).fill(1000)];
    const found = spreads(wild, constant as Forecaster<never>);
    expect(found.at(-2)).toBeCloseTo(1000 / Math.sqrt(60), 9);
    expect(found.at(-1)).toBe(0);
  });

  it('judge only what was foretold one interval ahead', () => {
    const measured = withErrors(constant);
    const asked = measured.predict(measured.observe(measured.initialState, 5), 3).state;
    expect(measured.observe(asked, 9).errors).toEqual([]);
    const near = measured.predict(measured.observe(measured.initialState, 5)).state;
    expect(measured.observe(near, 9).errors).toEqual([4]);
  });

  it('judge a foretold value once, and keep it through a question farther ahead', () => {
    const measured = withErrors(constant);
    const asked = measured.predict(measured.predict(measured.observe(measured.initialState, 5)).state, 7).state;
    const seen = measured.observe(asked, 9);
    expect(seen.errors).toEqual([4]);
    expect(seen.foretold).toBeUndefined();
    expect(measured.observe(seen, 11).errors).toEqual([4]);
  });

  it('hold about as often as they say on noise', () => {
    const measured = withErrors(movingAverage(10));
    let state = measured.initialState;
    let [below, asked] = [0, 0];
    noise(2000, 12_345).forEach((error, i) => {
      const value = 100 + 10 * error;
      const answer = measured.predict(state);
      if (i > 60) {
        asked++;
        if (value <= quantile(answer.prediction, 0.9)) below++;
      }
      state = measured.observe(answer.state, value);
    });
    expect(below / asked).toBeGreaterThan(0.86);
    expect(below / asked).toBeLessThan(0.94);
  });

  it('are kept in plain data that is never written into', () => {
    const measured = withErrors(movingAverage(3));
    const before = frozen(measured.predict(measured.observe(measured.initialState, 5)).state);
    const copy = JSON.parse(JSON.stringify(before));
    expect(measured.observe(copy, 8)).toEqual(measured.observe(before, 8));
    expect(measured.predict(copy, 2)).toEqual(measured.predict(before, 2));
  });
});
