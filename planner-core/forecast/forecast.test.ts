import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from './forecaster.js';
import { type Forecaster, type ForecasterOptions, forecaster, loadForecast, quantile, warmUp } from './index.js';

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

function pointAfter(options: ForecasterOptions, series: readonly number[], stepsAhead = 1): number {
  const chosen = forecaster(options);
  return chosen.predict(warmUp(chosen, series), stepsAhead).prediction.point;
}

describe.each(KINDS.map((options) => [JSON.stringify(options), options] as const))('%s', (_name, options) => {
  it('leaves out idle time before the first traffic, and takes NaN for none', () => {
    expect(pointAfter(options, [0, Number.NaN, 0, 7, 8, 9])).toBe(pointAfter(options, [7, 8, 9]));
    expect(pointAfter(options, [])).toBe(0);
  });

  it('waits again for traffic after a warm-up, and keeps what it learnt', () => {
    const chosen = forecaster(options);
    const warm = warmUp(chosen, [5, 6, 7, 8, 9]);
    const quiet = chosen.observe(chosen.observe(warm, 0), 0);
    expect(chosen.predict(quiet).prediction.point).toBe(chosen.predict(warm).prediction.point);
  });

  it('continues a level series', () => {
    expect(pointAfter(options, new Array<number>(12).fill(40))).toBeCloseTo(40, 6);
    expect(pointAfter(options, new Array<number>(12).fill(40), 3)).toBeCloseTo(40, 6);
  });

  it('is a pure state machine that never foretells less than nothing', () => {
    const chosen = forecaster(options);
    const values = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(values, (series) => {
        let state = chosen.initialState;
        for (const value of series) {
          state = chosen.observe(state, value);
          const answer = chosen.predict(state);
          const again = chosen.predict(JSON.parse(JSON.stringify(state)));
          expect(again.prediction).toEqual(answer.prediction);
          expect(answer.prediction.point).toBeGreaterThanOrEqual(0);
          expect(quantile(answer.prediction, 0.05)).toBeGreaterThanOrEqual(0);
          expect(Number.isNaN(answer.prediction.point)).toBe(false);
          state = answer.state;
        }
      }),
      { numRuns: 15 },
    );
  });
});

it('follows what each kind is for', () => {
  expect(pointAfter({ kind: 'moving-average', window: 3 }, [1, 2, 3, 4, 8])).toBe(5);
  expect(pointAfter({ kind: 'seasonal-naive', period: 3 }, [1, 2, 3, 4, 5, 6], 2)).toBe(5);
  const line = Array.from({ length: 30 }, (_, i) => 10 + 3 * i);
  expect(pointAfter({ kind: 'ets', window: 30 }, line)).toBeCloseTo(100, 0);
  expect(pointAfter({ kind: 'prophet', window: 30, step_s: 60 }, line)).toBeCloseTo(100, 0);
  const season = Array.from({ length: 40 }, (_, i) => 100 + [0, 30, 60, 20][i % 4]!);
  expect(pointAfter({ kind: 'ets', window: 40, period: 4 }, season, 3)).toBeCloseTo(160, 0);
});

it('prophet finds the day once it has seen two', () => {
  const hour = (i: number) => 100 + 50 * Math.sin((2 * Math.PI * i) / 24);
  const series = Array.from({ length: 72 }, (_, i) => hour(i));
  const ahead = pointAfter({ kind: 'prophet', window: 72, step_s: 3600 }, series, 6);
  expect(Math.abs(ahead - hour(77))).toBeLessThan(5);
});

describe('intervals', () => {
  it('agree with the normal distribution', () => {
    for (const [probability, z] of [
      [0.5, 0],
      [0.9, 1.2815515655446004],
      [0.99, 2.3263478740408408],
      [0.001, -3.0902323061678132],
    ] as const) {
      expect(normalQuantile(probability)).toBeCloseTo(z, 7);
    }
  });

  it('are the point until there are errors to judge by', () => {
    expect(quantile({ point: 9, scale: 'plain' }, 0.99)).toBe(9);
  });

  it('hold about as often as they say on noise', () => {
    const chosen = forecaster({ kind: 'moving-average', window: 10 }) as Forecaster;
    let state = chosen.initialState;
    let [random, below, asked] = [12345, 0, 0];
    const noise = () => {
      random = (random * 1103515245 + 12345) % 2147483648;
      return random / 2147483648;
    };
    for (let i = 0; i < 2000; i++) {
      const value = 100 + 20 * (noise() + noise() + noise() + noise() - 2);
      const { state: asking, prediction } = chosen.predict(state);
      if (i > 60) {
        asked++;
        if (value <= quantile(prediction, 0.9)) below++;
      }
      state = chosen.observe(asking, value);
    }
    expect(below / asked).toBeGreaterThan(0.86);
    expect(below / asked).toBeLessThan(0.94);
  });
});

describe('a load', () => {
  const forecast = loadForecast(forecaster({ kind: 'constant' }), { carryShape: true });
  const busy = { requests: 10, isl: 500, osl: 100 };

  it('carries the lengths of the last requests through idle intervals', () => {
    const state = [busy, { requests: 0, isl: Number.NaN, osl: Number.NaN }].reduce(
      forecast.observe,
      forecast.initialState,
    );
    const { requests, isl, osl } = forecast.predict(state);
    expect([requests.point, isl.point, osl.point]).toEqual([0, 500, 100]);
  });

  it('does not take the lengths of an interval without requests for 0', () => {
    const state = forecast.observe(forecast.initialState, { requests: 3, isl: Number.NaN, osl: 40 });
    expect(forecast.predict(forecast.observe(state, busy)).isl.point).toBe(500);
  });

  it('is warmed up with past loads', () => {
    expect(forecast.predict(forecast.warmUp([busy, busy])).requests.point).toBe(10);
  });
});
