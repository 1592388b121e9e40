/** What every forecaster has that is chosen by options, whatever its kind. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daily, foretold, frozen, line, noisyDays } from '../testing/index.js';
import { quantile, warmUp } from './forecaster.js';
import { type ForecasterOptions, forecaster } from './options.js';

const KINDS: readonly ForecasterOptions[] = [
  { kind: 'constant' },
  { kind: 'moving-average', window: 4 },
  { kind: 'seasonal-naive', period: 3 },
  { kind: 'ets', window: 20 },
  { kind: 'ets', window: 30, period: 4 },
  { kind: 'kalman' },
  { kind: 'kalman', log1p: true },
  { kind: 'arima', window: 12 },
  { kind: 'prophet', window: 12, step_s: 60 },
];
const pointAfter = (options: ForecasterOptions, series: readonly number[], stepsAhead = 1) =>
  foretold(forecaster(options), series, stepsAhead);

describe.each(KINDS.map((options) => [JSON.stringify(options), options] as const))('%s', (_name, options) => {
  it('leaves out idle time before the first traffic, and takes NaN for none', () => {
    expect(pointAfter(options, [0, Number.NaN, 0, 7, 8, 9])).toBe(pointAfter(options, [7, 8, 9]));
    expect(pointAfter(options, [7, Number.NaN, 9])).toBe(pointAfter(options, [7, 0, 9]));
    expect(pointAfter(options, [])).toBe(0);
  });

  it('waits again for traffic after a warm-up, and keeps what it learnt', () => {
    const chosen = forecaster(options);
    const warm = warmUp(chosen, [5, 6, 7, 8, 9]);
    const quiet = chosen.observe(chosen.observe(warm, 0), 0);
    expect(chosen.predict(quiet).prediction.point).toBe(chosen.predict(warm).prediction.point);
  });

  it.each([1, 3])('continues a level series %d ahead', (steps) => {
    expect(pointAfter(options, new Array<number>(12).fill(40), steps)).toBeCloseTo(40, 6);
  });

  it('is never below 0, though the load falls towards it', () => {
    expect(pointAfter(options, [80, 62, 47, 31, 16, 2], 2)).toBeGreaterThanOrEqual(0);
  });

  it('says on which scale it errs', () => {
    const chosen = forecaster(options);
    expect(chosen.predict(chosen.initialState).prediction.scale).toBe(options.log1p ? 'log1p' : 'plain');
  });

  it('has a spread after three errors', () => {
    const chosen = forecaster(options);
    let state = chosen.initialState;
    const spreads = [5, 9, 4, 8, 6].map((value) => {
      state = chosen.observe(state, value);
      const answer = chosen.predict(state);
      state = answer.state;
      return answer.prediction.spread;
    });
    expect(spreads.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(spreads[3]).toBeGreaterThan(0);
  });

  it('is a pure state machine that never foretells less than nothing', () => {
    const chosen = forecaster(options);
    const values = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(values, (series) => {
        let state = chosen.initialState;
        for (const value of series) {
          state = frozen(chosen.observe(state, value));
          const answer = chosen.predict(state);
          const again = chosen.predict(JSON.parse(JSON.stringify(state)));
          expect(again.prediction).toEqual(answer.prediction);
          expect(answer.prediction.point).toBeGreaterThanOrEqual(0);
          expect(quantile(answer.prediction, 0.05)).toBeGreaterThanOrEqual(0);
          expect(Number.isNaN(answer.prediction.point)).toBe(false);
          state = answer.state;
        }
      }),
      { numRuns: 6 },
    );
  });
});

describe('options', () => {
  it('reach the forecaster they are for', () => {
    expect(pointAfter({ kind: 'moving-average', window: 3 }, [1, 2, 3, 4, 8])).toBe(5);
    expect(pointAfter({ kind: 'seasonal-naive', period: 3 }, [1, 2, 3, 4, 5, 6], 2)).toBe(5);
    expect(pointAfter({ kind: 'ets', window: 5 }, [900, 7, 7, 7, 7, 7])).toBe(7);
    const season = line(40, 0, 1).map((i) => 100 + [0, 30, 60, 20][i % 4]!);
    expect(pointAfter({ kind: 'ets', window: 40, period: 4 }, season, 3)).toBeCloseTo(160, 0);
  });

  it('of the kalman filter are those of Dynamo where absent', () => {
    const values = [4, 9, 1, 7, 12, 3];
    expect(pointAfter({ kind: 'kalman' }, values)).toBe(
      pointAfter({ kind: 'kalman', qLevel: 1, qTrend: 0.1, r: 10, minPoints: 5 }, values),
    );
    expect(pointAfter({ kind: 'kalman', minPoints: 9 }, values)).toBe(3);
    expect(pointAfter({ kind: 'kalman', r: 1e-6 }, values)).not.toBe(pointAfter({ kind: 'kalman' }, values));
  });

  it('of prophet say how far apart its values are', () => {
    // two days in steps of three hours show the day; as many values a second apart do not
    const ahead_s = 18 * 10_800;
    const error = (step_s: number) =>
      Math.abs(pointAfter({ kind: 'prophet', window: 24, step_s }, noisyDays(17, 10_800), 2) - daily(ahead_s));
    expect(error(10_800)).toBeLessThan(10);
    expect(error(1)).toBeGreaterThan(20);
  });

  it('tame a spike where the logarithm is asked for', () => {
    const spiky = [10, 10, 10, 1000];
    const plain = pointAfter({ kind: 'moving-average', window: 4 }, spiky);
    const tamed = pointAfter({ kind: 'moving-average', window: 4, log1p: true }, spiky);
    expect(plain).toBe(257.5);
    expect(tamed).toBeCloseTo((11 ** 3 * 1001) ** 0.25 - 1, 9);
  });

  it('keep arima within its window', () => {
    const values = [5, 9, 4, 8, 6, 7, 5, 8, 6, 9];
    const arima: ForecasterOptions = { kind: 'arima', window: 8 };
    expect(pointAfter(arima, values)).toBe(pointAfter(arima, values.slice(-8)));
  });
});
