import { describe, expect, it } from 'vitest';
import { project } from './project.js';
import type { Proposal } from './situation.js';
import { pair, type SituationChoice, situationWith } from './testing/situations.js';

const run = (proposal: Proposal | undefined, choice: SituationChoice = {}, now_s = 100) =>
  project(situationWith(choice), proposal, undefined, now_s);
const LIMITS = { wattsPerWorker: 700, maxKvTokens: 100_000 };
/** Watts of all workers together, 700 each. */
const powered = (limit_w: number, choice: SituationChoice = {}): SituationChoice => ({
  ...choice,
  config: { totalGpuPowerLimit_w: limit_w, ...choice.config },
  setting: { limits: { prefill: LIMITS, decode: LIMITS } },
});

describe('an order', () => {
  it('is for counts that differ from the workers there are', () => {
    expect(run(pair(3, 2))).toEqual({ targets: { prefill: 3 } });
    expect(run(pair(3, 1))).toEqual({ targets: { prefill: 3, decode: 1 } });
    expect(run(pair(2, 2))).toEqual({ targets: {} });
  });

  it('is none where nothing is proposed', () => {
    expect(run(undefined)).toEqual({ targets: {} });
    expect(run({})).toEqual({ targets: {} });
  });

  it('leaves a side alone that has no say', () => {
    expect(run({ prefill: 4 })).toEqual({ targets: { prefill: 4 } });
  });

  it('of one pool alone is for that pool', () => {
    expect(run({ decode: 5 }, { config: { mode: 'agg' }, ready: pair(0, 2) })).toEqual({ targets: { decode: 5 } });
    expect(run({ prefill: 5 }, { config: { mode: 'prefill' }, ready: pair(2, 0) })).toEqual({
      targets: { prefill: 5 },
    });
  });
});

describe('minimums', () => {
  it('are restored though nothing is proposed', () => {
    expect(run(undefined, { ready: pair(0, 2) })).toEqual({ targets: { prefill: 1 } });
    expect(run(undefined, { ready: pair(0, 0), config: { minEndpoint: 2 } })).toEqual({
      targets: { prefill: 2, decode: 2 },
    });
  });

  it('raise what is proposed', () => {
    expect(run(pair(0, 5), { config: { minEndpoint: 3 }, ready: pair(3, 3) })).toEqual({ targets: { decode: 5 } });
  });

  it('wait while a role rolls out', () => {
    const rolling = { ready: pair(0, 2), scaling: { prefill: true, decode: false } };
    expect(run(undefined, rolling)).toEqual({ targets: {} });
  });

  it('are not restored in 1.4 without a proposal', () => {
    expect(run(undefined, { ready: pair(0, 2), config: { release: '1.4.2' } })).toEqual({ targets: {} });
  });

  it('of a pool that is not planned are none', () => {
    expect(run(undefined, { config: { mode: 'prefill' }, ready: pair(2, 0) })).toEqual({ targets: {} });
  });
});

describe('the GPU band', () => {
  it('is the last word on a proposal', () => {
    expect(run(pair(9, 9), { config: { maxGpuBudget: 8 } })).toEqual({ targets: { prefill: 4, decode: 4 } });
    expect(run({ decode: 50 }, { config: { mode: 'agg', maxGpuBudget: 8 }, ready: pair(0, 2) })).toEqual({
      targets: { decode: 8 },
    });
  });

  it('brings workers outside it back in, though nothing is proposed', () => {
    expect(run(undefined, { ready: pair(9, 9), config: { maxGpuBudget: 8 } })).toEqual({
      targets: { prefill: 4, decode: 4 },
    });
    expect(run(undefined, { ready: pair(1, 1), config: { minGpuBudget: 8 } })).toEqual({
      targets: { prefill: 4, decode: 4 },
    });
  });

  it('waits while a role rolls out, and in 1.4 for a proposal', () => {
    const rolling = { ready: pair(9, 9), config: { maxGpuBudget: 8 }, scaling: { prefill: false, decode: true } };
    expect(run(undefined, rolling)).toEqual({ targets: {} });
    const old = { ready: pair(9, 9), config: { maxGpuBudget: 8, release: '1.4.2' } } as const;
    expect(run(undefined, old)).toEqual({ targets: {} });
  });

  it('is shared by a side that has no say', () => {
    // decode keeps its two; prefill and decode together shrink in proportion, and only prefill is ordered
    expect(run({ prefill: 18 }, { config: { maxGpuBudget: 10 } }).targets).toEqual({ prefill: 9 });
  });
});

describe('the power ceiling', () => {
  it('cuts what the band allows', () => {
    expect(run(pair(4, 4), powered(4200))).toEqual({
      targets: { prefill: 3, decode: 3 },
      reason: 'power_budget_clamped',
    });
  });

  it('says nothing where it has nothing to say', () => {
    expect(run(pair(4, 4), powered(5600))).toEqual({ targets: { prefill: 4, decode: 4 } });
  });

  it('lets one side have what its peer leaves of the band', () => {
    expect(run({ prefill: 9 }, powered(70_000, { config: { maxGpuBudget: 8 } }))).toEqual({ targets: { prefill: 6 } });
    const full = powered(70_000, { config: { maxGpuBudget: 8 }, ready: pair(2, 8) });
    expect(run({ prefill: 3 }, full).targets).toEqual({});
  });

  it('lets nothing grow while a role rolls out', () => {
    const rolling = powered(70_000, { scaling: { prefill: true, decode: false } });
    expect(run(pair(3, 1), rolling)).toEqual({ targets: { decode: 1 } });
  });

  it('stages a rebalance', () => {
    expect(run(pair(4, 1), powered(3500, { ready: pair(1, 4) }))).toEqual({
      targets: { decode: 1 },
      reason: 'power_rebalance_staged',
    });
  });
});

describe('while workers start', () => {
  const starting = { pending: pair(2, 0) };

  it('only a confirmed reduction is ordered', () => {
    const first = run({ prefill: 1 }, starting);
    expect(first).toMatchObject({ targets: {}, reason: 'startup_reduction_pending', candidate: { since_s: 100 } });
    const later = project(situationWith(starting), { prefill: 1 }, first.candidate, 105);
    expect(later.targets).toEqual({ prefill: 1, decode: undefined });
    expect(later.reason).toBeUndefined();
  });

  it('growth is not, nor what the band would bring back', () => {
    expect(run(pair(9, 9), starting)).toEqual({ targets: {} });
    expect(run(undefined, { ...starting, ready: pair(0, 0), config: { minEndpoint: 3 } })).toEqual({ targets: {} });
  });
});
