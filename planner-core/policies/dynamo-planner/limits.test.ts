import { describe, expect, it } from 'vitest';
import { atLeast, bandOf, because, ceilPair, ceilSingle, limitPair, limitSingle } from './limits.js';
import { pair, type SituationChoice, settingWith, situationWith } from './testing/situations.js';

const OLD = { release: '1.4.2' } as const;
const BAND = { minGpuBudget: 4, maxGpuBudget: 8 };
const now = (config: object = {}, more: SituationChoice = {}) =>
  situationWith({ ...more, config: { ...BAND, ...config } });

it('the band is that of the configuration', () => {
  expect(bandOf(settingWith(BAND))).toEqual({ minGpus: 4, maxGpus: 8 });
});

describe('one side within the budget', () => {
  it('is guarded since 1.6', () => {
    const full = now({}, { ready: pair(8, 0) });
    expect(limitSingle(full, 'prefill', 9)).toEqual({ counts: 8, reason: 'gpu_budget_guard_hold' });
    expect(limitSingle(now({}, { ready: pair(5, 0) }), 'prefill', 7)).toEqual({ counts: 7 });
  });

  it('is clamped in 1.4, the minimum first', () => {
    expect(limitSingle(now(OLD, { ready: pair(8, 0) }), 'prefill', 12)).toEqual({ counts: 8 });
    expect(limitSingle(now({ ...OLD, minEndpoint: 6 }), 'prefill', 1)).toEqual({ counts: 6 });
  });
});

describe('both sides within the budget', () => {
  it('are guarded since 1.6', () => {
    const full = now({}, { ready: pair(4, 4) });
    expect(limitPair(full, pair(5, 4))).toEqual({ counts: pair(4, 4), reason: 'gpu_budget_guard_hold' });
    expect(limitPair(full, pair(5, 3))).toEqual({ counts: pair(5, 3) });
  });

  it('below a minimum are raised first, from the other side if need be', () => {
    const short = now({ minEndpoint: 2 }, { ready: pair(1, 7) });
    expect(limitPair(short, pair(1, 7))).toEqual({ counts: pair(2, 6), reason: 'gpu_budget_reconcile' });
  });

  it('are clamped in 1.4, and decode may shrink while prefill grows', () => {
    const gpus = { setting: { gpus: pair(8, 1) }, ready: pair(1, 3) };
    const band = { minGpuBudget: 16, maxGpuBudget: -1 };
    expect(limitPair(now({ ...OLD, ...band }, gpus), pair(1, 3))).toEqual({ counts: pair(2, 1) });
    expect(limitPair(now({ ...OLD }), pair(9, 9)).counts).toEqual(pair(4, 4));
  });
});

describe('the ceiling alone', () => {
  it('does not know the fewest GPUs', () => {
    const settled = now({}, { ready: pair(3, 0) });
    expect(ceilSingle(settled, 'prefill', 1)).toEqual({ counts: 1 });
    expect(ceilSingle(now({}, { ready: pair(6, 0) }), 'prefill', 12)).toEqual({ counts: 8 });
    expect(ceilSingle(now({}, { ready: pair(8, 0) }), 'prefill', 12)).toEqual({
      counts: 8,
      reason: 'gpu_budget_guard_hold',
    });
  });

  it('keeps the direction of a pair', () => {
    expect(ceilPair(now({}, { ready: pair(2, 2) }), pair(6, 6))).toEqual(pair(4, 4));
    expect(ceilPair(now({}, { ready: pair(4, 4) }), pair(6, 6))).toEqual(pair(4, 4));
    expect(ceilPair(now({}, { ready: pair(4, 4) }), pair(1, 1))).toEqual(pair(1, 1));
  });

  it('raises to the minimum first', () => {
    expect(ceilPair(now({ minEndpoint: 2 }, { ready: pair(1, 7) }), pair(1, 7))).toEqual(pair(2, 6));
  });

  it('is none in 1.4', () => {
    expect(ceilSingle(now(OLD), 'prefill', 99)).toEqual({ counts: 99 });
    expect(ceilPair(now(OLD), pair(99, 99))).toEqual(pair(99, 99));
  });
});

it('at least takes each side’s larger', () => {
  expect(atLeast(pair(1, 9), pair(3, 4))).toEqual(pair(3, 9));
});

it('a reason is spread into an answer where there is one', () => {
  expect({ ...because('scale_up') }).toEqual({ reason: 'scale_up' });
  expect({ ...because(undefined) }).toEqual({});
});
