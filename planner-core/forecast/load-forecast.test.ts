import { describe, expect, it } from 'vitest';
import { frozen } from '../testing/index.js';
import { constant } from './constant.js';
import { type Load, type LoadForecastState, loadForecast } from './load-forecast.js';
import { movingAverage } from './moving-average.js';
import { forecaster } from './options.js';

const LAST = constant as never;
const BUSY: Load = { requests: 10, isl: 500, osl: 100 };
const IDLE: Load = { requests: 0, isl: Number.NaN, osl: Number.NaN };

function foretoldAfter(loads: readonly Load[], carryShape: boolean, one = LAST): readonly number[] {
  const forecast = loadForecast(one, { carryShape });
  const { requests, isl, osl } = forecast.predict(loads.reduce(forecast.observe, forecast.initialState));
  return [requests.point, isl.point, osl.point];
}

describe('a load', () => {
  it('is foretold by three forecasters that do not hear of each other', () => {
    const loads = [BUSY, { requests: 30, isl: 700, osl: 200 }];
    expect(foretoldAfter(loads, true)).toEqual([30, 700, 200]);
    expect(foretoldAfter(loads, true, movingAverage(5) as never)).toEqual([20, 600, 150]);
  });

  it('is nothing before the first', () => {
    expect(foretoldAfter([], true)).toEqual([0, 0, 0]);
  });

  it('is foretold at any distance', () => {
    const forecast = loadForecast(forecaster({ kind: 'seasonal-naive', period: 2 }), { carryShape: true });
    const state = [BUSY, { requests: 30, isl: 700, osl: 200 }].reduce(forecast.observe, forecast.initialState);
    expect(forecast.predict(state, 1).isl.point).toBe(500);
    expect(forecast.predict(state, 2).isl.point).toBe(700);
  });
});

describe('lengths carried through idle intervals', () => {
  it('are those of the last requests', () => {
    expect(foretoldAfter([BUSY, IDLE, IDLE], true)).toEqual([0, 500, 100]);
  });

  it('keep the forecasters in step with the requests', () => {
    expect(foretoldAfter([BUSY, { requests: 5, isl: 800, osl: 40 }, IDLE], true, movingAverage(3) as never)).toEqual([
      5, 700, 60,
    ]);
  });

  it('are 0 where there have been none', () => {
    expect(foretoldAfter([IDLE, IDLE], true)).toEqual([0, 0, 0]);
  });

  it('are not taken from an interval whose requests are not known', () => {
    const odd = { requests: Number.NaN, isl: 900, osl: 900 };
    expect(foretoldAfter([BUSY, odd, IDLE], true).slice(1)).toEqual([500, 100]);
  });

  it('leave out one length that is no number, and keep the other', () => {
    const half = { requests: 3, isl: Number.NaN, osl: 40 };
    expect(foretoldAfter([half, BUSY], true)).toEqual([10, 500, 100]);
    expect(foretoldAfter([BUSY, half], true)).toEqual([3, 500, 40]);
    expect(foretoldAfter([BUSY, half, IDLE], true)).toEqual([0, 500, 40]);
  });

  it('carry a length of 0 where only the other was ever seen', () => {
    expect(foretoldAfter([{ requests: 3, isl: Number.NaN, osl: 40 }, IDLE], true)).toEqual([0, 0, 40]);
  });

  it('are no business of a planner that does not carry them', () => {
    expect(foretoldAfter([BUSY, { requests: 0, isl: 0, osl: 0 }], false)).toEqual([0, 0, 0]);
    expect(foretoldAfter([BUSY, IDLE], false)).toEqual([0, Number.NaN, Number.NaN]);
  });
});

describe('the state', () => {
  const forecast = loadForecast(forecaster({ kind: 'kalman' }), { carryShape: true });

  it('remembers the lengths last seen, once there are any', () => {
    expect(forecast.initialState.shape).toBeUndefined();
    const busy = forecast.observe(forecast.initialState, BUSY);
    expect(busy.shape).toEqual({ isl: 500, osl: 100 });
    expect(forecast.observe(busy, IDLE).shape).toEqual({ isl: 500, osl: 100 });
  });

  it('is plain data and is never written into', () => {
    const before = frozen([BUSY, IDLE, BUSY].reduce(forecast.observe, forecast.initialState));
    const copy = JSON.parse(JSON.stringify(before)) as LoadForecastState;
    expect(forecast.observe(copy, BUSY)).toEqual(forecast.observe(before, BUSY));
    expect(forecast.predict(copy)).toEqual(forecast.predict(before));
  });

  it('is warmed up with past loads, which then are no lengths to carry', () => {
    const warm = forecast.warmUp([BUSY, BUSY]);
    expect(forecast.predict(warm).requests.point).toBeCloseTo(10, 9);
    expect(warm.shape).toBeUndefined();
  });

  it('waits for live traffic after a warm-up, quiet time left out', () => {
    const warm = forecast.warmUp([BUSY, BUSY]);
    const quiet = forecast.observe(forecast.observe(warm, IDLE), IDLE);
    expect(forecast.predict(quiet).requests.point).toBe(forecast.predict(warm).requests.point);
    expect(forecast.warmUp([])).toEqual(forecast.initialState);
  });
});
