import { describe, expect, it } from 'vitest';
import { foretold, frozen, noise } from '../../testing/index.js';
import { type ArimaOptions, type ArimaState, arima } from './forecaster.js';
import { selectArima } from './select.js';

const CARRIED: ArimaOptions = { refit: false, logWhenFlat: false };
const REFIT: ArimaOptions = { refit: true, logWhenFlat: false };
const LAGGED = [30, 41, 33, 46, 30, 44];

function stateAfter(values: readonly number[], options: ArimaOptions): ArimaState {
  const one = arima(options);
  return values.reduce((state, value) => one.predict(one.observe(state, value)).state, one.initialState);
}

describe.each([
  ['carried along', CARRIED],
  ['fitted anew', REFIT],
])('%s', (_name, options) => {
  it.each([
    [[], 0],
    [[7], 7],
    [[7, 9, 1, 4], 4],
  ])('gives the last of %j: fewer than five values tell nothing', (values, last) => {
    expect(foretold(arima(options), values)).toBe(last);
  });

  it('gives the value of a series that does not change, or 0 as pmdarima does', () => {
    const level = new Array<number>(9).fill(40);
    expect(foretold(arima(options), level)).toBe(40);
    expect(foretold(arima({ ...options, flatIsZero: true }), level)).toBe(0);
  });

  it('foretells what the model of the least AIC expects', () => {
    expect(foretold(arima(options), LAGGED)).toBeCloseTo(selectArima(LAGGED)!.next, 9);
  });

  it('continues the series by its own forecasts', () => {
    const one = arima(options);
    const state = LAGGED.reduce(one.observe, one.initialState);
    const first = one.predict(state);
    const continued = one.predict({ ...first.state, values: [...LAGGED, first.prediction.point] });
    expect(one.predict(state, 2).prediction.point).toBeCloseTo(continued.prediction.point, 9);
  });

  it('keeps its window', () => {
    const windowed = arima({ ...options, window: 5 });
    expect(LAGGED.reduce(windowed.observe, windowed.initialState).values).toEqual(LAGGED.slice(-5));
    expect(foretold(windowed, LAGGED)).toBe(foretold(arima(options), LAGGED.slice(-5)));
  });

  it('is pure over plain data', () => {
    const one = arima(options);
    const before = frozen(stateAfter(LAGGED.slice(0, 5), options));
    const copy = JSON.parse(JSON.stringify(before)) as ArimaState;
    expect(one.observe(copy, 33)).toEqual(one.observe(before, 33));
    expect(one.predict(copy)).toEqual(one.predict(before));
  });
});

describe('a model carried along', () => {
  it('is chosen with the fifth value and keeps its order', () => {
    expect(stateAfter(LAGGED.slice(0, 4), CARRIED).model).toBeUndefined();
    const young = stateAfter(LAGGED.slice(0, 5), CARRIED).model!;
    const old = stateAfter(LAGGED, CARRIED).model!;
    expect(old.order).toEqual(young.order);
    expect(old.seen).toBe(LAGGED.length);
  });

  it('is not moved by a second question', () => {
    const one = arima(CARRIED);
    const state = stateAfter(LAGGED, CARRIED);
    const again = one.predict(state);
    expect(again.state.model!.parameters).toEqual(
      state.model!.parameters.map((value) => expect.closeTo(value, 9) as number),
    );
  });

  it('takes negative values for 0 and foretells none', () => {
    expect(stateAfter([5, -3, 8], CARRIED).values).toEqual([5, 0, 8]);
    expect(foretold(arima(CARRIED), [80, 62, 47, 31, 16, 2], 2)).toBeGreaterThanOrEqual(0);
  });
});

describe('a model fitted anew', () => {
  it('is not kept', () => {
    expect(stateAfter(LAGGED, REFIT).model).toBeUndefined();
  });

  it('may see and foretell negative values', () => {
    expect(stateAfter([5, -3, 8], REFIT).values).toEqual([5, -3, 8]);
    expect(foretold(arima(REFIT), [60, 42, 27, 11, -4, -18], 2)).toBeLessThan(0);
  });
});

describe('the logarithm', () => {
  it('is taken where asked for', () => {
    const found = foretold(arima({ ...CARRIED, log1p: true }), LAGGED);
    expect(found).toBeCloseTo(Math.expm1(selectArima(LAGGED.map(Math.log1p))!.next), 9);
    expect(stateAfter(LAGGED, { ...CARRIED, log1p: true }).model!.log1p).toBe(true);
  });

  it('is tried where the order has no lags', () => {
    const flat = [55, 57, 49, 50, 42, 57, 54, 50, 46, 45];
    const { order } = selectArima(flat)!;
    expect([order.p, order.q]).toEqual([0, 0]);
    const askedOnce = (options: ArimaOptions) => {
      const one = arima(options);
      return one.predict(flat.reduce(one.observe, one.initialState)).state.model!.log1p;
    };
    expect(askedOnce(CARRIED)).toBe(false);
    expect(askedOnce({ ...CARRIED, logWhenFlat: true })).toBe(true);
  });

  it('is not tried where it has', () => {
    const series = [0];
    for (const shock of noise(39, 12)) series.push(0.85 * series.at(-1)! + shock);
    const lifted = series.map((value) => 50 + 5 * value);
    const { order } = selectArima(lifted)!;
    expect(order.p + order.q).toBeGreaterThan(0);
    const one = arima({ ...CARRIED, logWhenFlat: true });
    const { state } = one.predict(lifted.reduce(one.observe, one.initialState));
    expect(state.model).toMatchObject({ log1p: false, order });
  });
});
