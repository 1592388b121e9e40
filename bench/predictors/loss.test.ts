import { describe, expect, it } from 'vitest';
import { forecaster } from '../../planner-core/index.js';
import { meanLoss, windowLoss, windowsOf } from './loss.js';

const load = (requests: number, isl: number, osl: number) => ({ requests, isl, osl });

describe('windowLoss', () => {
  it('is 0 for what came as forecast, idle intervals too', () => {
    expect(windowLoss(load(3, 100, 10), load(3, 100, 10))).toBe(0);
    expect(windowLoss(load(0, 0, 0), load(0, 0, 0))).toBe(0);
  });

  it('weighs tokens four times as much as lengths', () => {
    const requests = windowLoss(load(6, 100, 10), load(3, 100, 10));
    expect(requests).toBeCloseTo(0.4 * Math.log(601 / 301) + 0.4 * Math.log(61 / 31), 12);
    const isl = windowLoss(load(3, 200, 10), load(3, 100, 10));
    expect(isl).toBeCloseTo(0.4 * Math.log(601 / 301) + 0.1 * Math.log(201 / 101), 12);
  });

  it('counts traffic that is forecast for a lull', () => {
    expect(windowLoss(load(5, 100, 10), load(0, 0, 0))).toBeGreaterThan(0);
  });
});

it('meanLoss of the last value is the mean of the steps from one interval to the next', () => {
  const windows = [load(1, 10, 10), load(2, 10, 10), load(4, 10, 10)];
  const expected = (windowLoss(windows[0]!, windows[1]!) + windowLoss(windows[1]!, windows[2]!)) / 2;
  expect(meanLoss(forecaster({ kind: 'constant' }), windows, 1)).toBeCloseTo(expected, 12);
});

it('windowsOf counts by interval and leaves out what begins no whole one', () => {
  const at = (arrival_s: number) => ({ arrival_s, inputTokens: 100 + arrival_s, outputTokens: 10 });
  expect(windowsOf([at(0), at(10), at(130), at(185)], 60, 190)).toEqual([
    load(2, 105, 10),
    load(0, 0, 0),
    load(1, 230, 10),
  ]);
});
