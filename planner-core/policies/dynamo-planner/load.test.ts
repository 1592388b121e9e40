import { describe, expect, it } from 'vitest';
import type { WorkerObservation } from '../../ports.js';
import { loadScaling } from './load.js';
import { AGGREGATED_MODEL } from './testing/models.js';
import { holding, pair, queued, type SituationChoice, situationWith } from './testing/situations.js';

const run = (choice: SituationChoice) => loadScaling(situationWith(choice));
// contexts of 10,000 tokens, a cache of 100,000; target `throughput`
const IDLE = { prefill: queued(0, 0), decode: holding(0, 0) };
const BUSY = { prefill: queued(20_000, 0), decode: holding(120_000, 0) };
const CALM = { prefill: queued(5000, 5000), decode: holding(80_000, 80_000) };
const PREFILL = { mode: 'prefill', maxGpuBudget: 20 } as const;

describe('what keeps it from looking', () => {
  it.each<[string, SituationChoice, string]>([
    ['it is off', { ...IDLE, config: { enableLoadScaling: false } }, 'disabled'],
    ['nobody reports', {}, 'no_fpm_data'],
    ['fewer report than are ready', { ...IDLE, ready: pair(3, 2) }, 'worker_count_mismatch'],
    ['more report than are ready', { ...IDLE, ready: pair(2, 1) }, 'worker_count_mismatch'],
    ['a role rolls out', { ...IDLE, scaling: { prefill: false, decode: true } }, 'scaling_in_progress'],
    ['the one pool does not report', { decode: holding(0, 0), config: PREFILL }, 'no_fpm_data'],
    [
      'the one pool rolls out',
      { ...IDLE, scaling: { prefill: true, decode: false }, config: PREFILL },
      'scaling_in_progress',
    ],
  ])('%s', (_what, choice, reason) => {
    expect(run(choice)).toEqual({ reason });
  });

  it('ranks of a worker are one worker, if every worker has as many', () => {
    const ranks = (...ids: string[]): WorkerObservation[] =>
      ids.map((id, rank) => ({ id, rank, queuedPrefillTokens: 0 }));
    const decode = holding(0, 0);
    expect(run({ prefill: ranks('a', 'a', 'b', 'b'), decode }).reason).not.toBe('worker_count_mismatch');
    expect(run({ prefill: ranks('a', 'a', 'b'), decode }).reason).toBe('worker_count_mismatch');
  });

  it('a side that does not report is left as it is', () => {
    expect(run({ prefill: queued(20_000, 0) })).toEqual({ proposal: pair(3, 2), reason: 'scale_up' });
  });
});

describe('two sides', () => {
  it.each<[string, SituationChoice, object]>([
    ['both up', BUSY, { proposal: pair(3, 3), reason: 'scale_up' }],
    ['both down', IDLE, { proposal: pair(1, 1), reason: 'scale_down' }],
    [
      'one up, one down',
      { prefill: queued(20_000, 0), decode: holding(0, 0) },
      { proposal: pair(3, 1), reason: 'scale_up' },
    ],
    ['neither', CALM, { reason: 'no_change' }],
    [
      'one down',
      { prefill: queued(5000, 5000), decode: holding(0, 0) },
      { proposal: pair(2, 1), reason: 'scale_down' },
    ],
  ])('%s', (_what, choice, answer) => {
    expect(run(choice)).toEqual(answer);
  });

  it('are held by the floor of throughput scaling', () => {
    expect(run({ ...IDLE, floor: pair(2, 2) })).toEqual({ reason: 'scale_down_capped_by_throughput' });
    expect(run({ ...IDLE, floor: pair(2, 1) })).toEqual({
      proposal: pair(2, 1),
      reason: 'scale_down_capped_by_throughput',
    });
    expect(run({ ...IDLE, floor: pair(4, 1) })).toEqual({ proposal: pair(4, 1), reason: 'scale_up' });
  });

  it('know no floor where throughput scaling is off', () => {
    const off = { enableThroughputScaling: false };
    expect(run({ ...IDLE, floor: pair(4, 4), config: off })).toEqual({ proposal: pair(1, 1), reason: 'scale_down' });
  });

  it('are held by the budget, and say so', () => {
    const full = { maxGpuBudget: 4 };
    expect(run({ ...BUSY, config: full })).toEqual({ reason: 'gpu_budget_guard_hold' });
    expect(run({ ...BUSY, config: { ...full, release: '1.4.2' } })).toEqual({ reason: 'no_change' });
  });

  it('never ask for fewer than the minimum', () => {
    expect(run({ ...IDLE, config: { minEndpoint: 2 } }).proposal).toBeUndefined();
  });

  it('say why one of them could not be judged', () => {
    const blind = { ...CALM, setting: { limits: {} } };
    expect(run(blind)).toEqual({ reason: 'insufficient_data' });
  });

  it('only shrink while workers start', () => {
    const starting = { pending: pair(1, 0) };
    expect(run({ ...BUSY, ...starting }).proposal).toBeUndefined();
    expect(run({ ...IDLE, ...starting })).toEqual({ proposal: { prefill: 1, decode: 1 }, reason: 'scale_down' });
    expect(run({ ...CALM, ...starting })).toEqual({ reason: 'no_change' });
  });
});

describe('one side', () => {
  const one = (queues: number[], choice: SituationChoice = {}) =>
    run({
      prefill: queued(...queues),
      ready: pair(queues.length, 0),
      ...choice,
      config: { ...PREFILL, ...choice.config },
    });

  it.each([
    ['up', [20_000, 0], { proposal: { prefill: 3 }, reason: 'scale_up' }],
    ['down', [0, 0], { proposal: { prefill: 1 }, reason: 'scale_down' }],
    ['neither', [5000, 5000], { reason: 'no_change' }],
  ])('%s', (_what, queues, answer) => {
    expect(one(queues)).toEqual(answer);
  });

  it('is held by the floor, and raised to it', () => {
    expect(one([0, 0], { floor: pair(2, 1) })).toEqual({
      proposal: { prefill: 2 },
      reason: 'no_change',
    });
    expect(one([0, 0], { floor: pair(5, 1) })).toEqual({ proposal: { prefill: 5 }, reason: 'scale_up' });
    expect(one([5000, 5000], { floor: pair(5, 1) })).toEqual({ proposal: { prefill: 5 }, reason: 'scale_up' });
  });

  it('without a verdict is held, and floors still apply; in 1.4 nothing is decided', () => {
    const blind = { setting: { limits: {} }, floor: pair(5, 1) };
    expect(one([0, 0], blind)).toEqual({ proposal: { prefill: 5 }, reason: 'scale_up' });
    expect(one([0, 0], { ...blind, config: { release: '1.4.2' } })).toEqual({ reason: 'insufficient_data' });
    expect(one([0, 0], { setting: { limits: {} } })).toEqual({ reason: 'insufficient_data' });
  });

  it('is held by the budget, and says so', () => {
    expect(one([20_000, 0], { config: { maxGpuBudget: 2 } })).toEqual({
      proposal: { prefill: 2 },
      reason: 'gpu_budget_guard_hold',
    });
  });

  it('only shrinks while workers start', () => {
    const starting = { pending: pair(2, 0) };
    expect(one([20_000, 0], starting).proposal).toBeUndefined();
    expect(one([0, 0], starting)).toEqual({ proposal: { prefill: 1, decode: undefined }, reason: 'scale_down' });
  });
});

describe('aggregated workers', () => {
  const agg = (tokens: number[], choice: SituationChoice = {}) =>
    run({
      decode: holding(...tokens),
      ready: pair(0, tokens.length),
      ...choice,
      config: { mode: 'agg', ...choice.config },
    });

  it.each([
    ['up', [120_000, 0], { proposal: { decode: 3 }, reason: 'scale_up' }],
    ['down', [0, 0], { proposal: { decode: 1 }, reason: 'scale_down' }],
    ['neither', [80_000, 0], { reason: 'no_change' }],
  ])('by thresholds: %s', (_what, tokens, answer) => {
    expect(agg(tokens)).toEqual(answer);
  });

  it('by thresholds are held by floor and minimum', () => {
    expect(agg([0, 0], { floor: pair(1, 2) })).toEqual({ proposal: { decode: 2 }, reason: 'no_change' });
    expect(agg([0, 0], { config: { minEndpoint: 2 } })).toEqual({ proposal: { decode: 2 }, reason: 'no_change' });
  });

  const sla = (choice: SituationChoice = {}) =>
    agg([100, 100], {
      models: { decode: AGGREGATED_MODEL },
      ...choice,
      config: { optimizationTarget: 'sla', ttft_ms: 1000, itl_ms: 1000, ...choice.config },
    });

  it('by targets: up, down, held', () => {
    expect(sla({ config: { itl_ms: 5 } })).toEqual({ proposal: { decode: 3 }, reason: 'scale_up' });
    expect(sla()).toEqual({ proposal: { decode: 1 }, reason: 'scale_down' });
    expect(sla({ floor: pair(1, 2) })).toEqual({ reason: 'scale_down_capped_by_throughput' });
    expect(sla({ floor: pair(1, 5) })).toEqual({ proposal: { decode: 5 }, reason: 'scale_up' });
    expect(sla({ models: {} })).toEqual({ reason: 'insufficient_data' });
  });

  it('by targets take back what starts where both would do with fewer', () => {
    expect(sla({ pending: pair(0, 2) })).toEqual({
      proposal: { prefill: undefined, decode: 1 },
      reason: 'scale_down',
    });
    expect(sla({ pending: pair(0, 2), config: { itl_ms: 5 } }).proposal).toBeUndefined();
  });
});
