import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../forecast/load-forecast.js';
import { AGGREGATED_MODEL, DECODE_MODEL, EMPTY_MODEL, PREFILL_MODEL } from './testing/models.js';
import { pair, type SituationChoice, situationWith } from './testing/situations.js';
import { throughputScaling } from './throughput.js';

const MODELS = { prefill: PREFILL_MODEL, decode: DECODE_MODEL };
const OFF = { optimizationTarget: 'sla', enableLoadScaling: false, maxGpuBudget: 100 } as const;
// 8 prompts of 1,000 tokens share a pass of 90 ms: 88.9 a second; decode of 200 tokens at 64 requests is not the limit here
const load = (requests: number): Load => ({ requests, isl: 1000, osl: 200 });

function run(requests: number, choice: SituationChoice = {}, window_s = 10) {
  const situation = situationWith({ models: MODELS, ...choice, config: { ...OFF, ...choice.config } });
  return { ...throughputScaling(situation, load(requests), window_s), numbers: situation.notes.numbers };
}

/** Requests in 10 s that need so many of a side, by its own account. */
function requestsFor(side: 'prefill' | 'decode', count: number): number {
  return Math.floor(run(1).numbers[`${side}_engine_requests_per_s`]! * 10 * count) - 1;
}

describe('no answer', () => {
  it.each<[string, SituationChoice, number, string]>([
    ['it is off', { config: { enableThroughputScaling: false } }, 10, 'disabled'],
    ['no time has passed', {}, 0, 'no_traffic_data'],
    ['the model has learnt nothing', { models: { prefill: EMPTY_MODEL, decode: EMPTY_MODEL } }, 10, 'model_not_ready'],
    ['one model is missing', { models: { prefill: PREFILL_MODEL } }, 10, 'model_not_ready'],
  ])('where %s', (_what, choice, window_s, reason) => {
    expect(run(1000, choice, window_s)).toMatchObject({ reason });
    expect(run(1000, choice, window_s).proposal).toBeUndefined();
  });

  it('for a load that is no number', () => {
    expect(run(Number.NaN)).toMatchObject({ reason: 'model_not_ready' });
  });

  it('in 1.4 sets no floor either without a model', () => {
    const both = { config: { enableLoadScaling: true } };
    expect(run(1000, { ...both, models: {} }).floor).toEqual(pair(2, 2));
    expect(run(1000, { config: { ...both.config, release: '1.4.2' }, models: {} }).floor).toBeUndefined();
  });
});

describe('workers for the load', () => {
  it('are ⌈requests per second ÷ what one serves⌉', () => {
    const { proposal, numbers } = run(4000);
    expect(numbers['prefill_engine_requests_per_s']).toBeCloseTo(8 / 0.09, 1);
    expect(proposal?.prefill).toBe(Math.ceil(400 / numbers['prefill_engine_requests_per_s']!));
    expect(proposal?.decode).toBe(Math.min(10, Math.ceil(400 / numbers['decode_engine_requests_per_s']!)));
  });

  it('are the minimum at least', () => {
    expect(run(0, { ready: pair(4, 4), config: { minEndpoint: 3 } })).toMatchObject({
      proposal: pair(3, 3),
      reason: 'scale',
    });
  });

  it('are spread over the seconds that were gathered', () => {
    const short = run(4000, {}, 10).numbers['prefill_needed']!;
    expect(run(8000, {}, 20).numbers['prefill_needed']).toBe(short);
  });

  it('need less where the prefix cache spares prompts, and where speculation accepts tokens', () => {
    const plain = run(8000).numbers;
    const cached = run(8000, { kvHitRate: 0.5 }).numbers;
    expect(cached['prefill_engine_requests_per_s']).toBeGreaterThan(plain['prefill_engine_requests_per_s']!);
    expect(cached['decode_engine_requests_per_s']).toBe(plain['decode_engine_requests_per_s']);
    const guessed = run(8000, { acceptLength: 2 }).numbers;
    expect(guessed['decode_engine_requests_per_s']).toBeCloseTo(2 * plain['decode_engine_requests_per_s']!, 0);
    expect(guessed['prefill_engine_requests_per_s']).toBe(plain['prefill_engine_requests_per_s']);
  });

  it('need more for tighter targets', () => {
    const tight = run(8000, { config: { ttft_ms: 25, itl_ms: 6 } }).numbers;
    expect(tight['prefill_engine_requests_per_s']).toBeCloseTo(1 / 0.02, 0);
    expect(tight['decode_engine_requests_per_s']).toBeLessThan(run(8000).numbers['decode_engine_requests_per_s']!);
  });

  it('already there are no order', () => {
    const requests = Math.min(requestsFor('prefill', 2), requestsFor('decode', 2));
    const { prefill_needed: prefill, decode_needed: decode } = run(requests).numbers;
    const answer = run(requests, { ready: pair(prefill!, decode!) });
    expect(answer).toMatchObject({ reason: 'no_change' });
    expect(answer.proposal).toBeUndefined();
  });
});

describe('one decision', () => {
  it('moves a count by so many at most, up and down', () => {
    const step = { maxThroughputScalingReplicas: 3 };
    expect(run(90_000, { config: step }).proposal).toEqual(pair(5, 5));
    expect(run(0, { config: step, ready: pair(9, 9) }).proposal).toEqual(pair(6, 6));
    expect(run(0, { config: step, ready: pair(2, 2) }).proposal).toEqual(pair(1, 1));
  });

  it('in 1.4 goes all the way', () => {
    expect(
      run(90_000, { config: { maxThroughputScalingReplicas: 3, release: '1.4.2' } }).proposal!.prefill,
    ).toBeGreaterThan(5);
  });

  it('keeps the budget', () => {
    expect(run(90_000, { config: { maxGpuBudget: 6 } })).toMatchObject({ proposal: pair(3, 3), reason: 'scale' });
    expect(run(90_000, { config: { maxGpuBudget: 4 } })).toMatchObject({ reason: 'gpu_budget_guard_hold' });
    expect(run(90_000, { config: { maxGpuBudget: 4 } }).proposal).toBeUndefined();
  });
});

describe('beside load scaling', () => {
  const both = { enableLoadScaling: true };

  it('is its floor and no order', () => {
    expect(run(90_000, { config: { ...both, maxThroughputScalingReplicas: 3 } })).toMatchObject({
      floor: pair(5, 5),
      reason: 'set_lower_bound',
    });
    expect(run(90_000, { config: both }).proposal).toBeUndefined();
  });

  it('has a floor within the budget', () => {
    expect(run(90_000, { config: { ...both, maxGpuBudget: 6 } }).floor).toEqual(pair(3, 3));
    expect(run(90_000, { config: { ...both, maxGpuBudget: 4 } })).toMatchObject({
      floor: pair(2, 2),
      reason: 'gpu_budget_guard_hold',
    });
  });

  it('of one side is the floor of that side', () => {
    const prefill = { ...both, mode: 'prefill' } as const;
    expect(run(0, { config: prefill, ready: pair(4, 0) })).toMatchObject({
      floor: { prefill: 1 },
      reason: 'set_lower_bound',
    });
  });
});

describe('one side', () => {
  const alone = (choice: SituationChoice = {}) =>
    ({ ready: pair(2, 0), ...choice, config: { ...choice.config, mode: 'prefill' } }) as const;

  it('is ordered for', () => {
    expect(run(4000, alone())).toMatchObject({ proposal: { prefill: 5 }, reason: 'scale' });
    expect(run(requestsFor('prefill', 2), alone())).toMatchObject({ reason: 'no_change' });
  });

  it('without a model is held, with its reason', () => {
    const answer = run(4000, alone({ models: {} }));
    expect(answer).toMatchObject({ reason: 'model_not_ready' });
    expect(answer.proposal).toBeUndefined();
    expect(run(4000, alone({ models: {}, config: { release: '1.4.2' } }))).toMatchObject({ reason: 'model_not_ready' });
  });

  it('is not ordered more while it starts', () => {
    expect(run(4000, alone({ pending: pair(1, 0) })).proposal).toBeUndefined();
    expect(run(0, alone({ pending: pair(1, 0) })).proposal).toEqual({ prefill: 1 });
  });

  it('that is an aggregated pool is planned by both targets', () => {
    const agg = { models: { decode: AGGREGATED_MODEL }, ready: pair(0, 2), config: { mode: 'agg' } } as const;
    const { proposal, numbers } = run(2000, agg);
    expect(proposal?.decode).toBe(Math.min(10, Math.ceil(200 / numbers['decode_engine_requests_per_s']!)));
    expect(run(2000, { ...agg, setting: { limits: {} } })).toMatchObject({ reason: 'model_not_ready' });
  });
});

describe('while workers start', () => {
  it('both sides only shrink', () => {
    const starting = { pending: pair(2, 0) };
    expect(run(90_000, starting).proposal).toBeUndefined();
    expect(run(0, starting)).toMatchObject({ proposal: { prefill: 1, decode: 1 }, reason: 'scale' });
    expect(run(0, { ...starting, models: {} })).toMatchObject({ reason: 'model_not_ready' });
  });
});

it('needs no fewer for more requests', () => {
  const requests = fc.integer({ min: 0, max: 50_000 });
  fc.assert(
    fc.property(requests, requests, (a, b) => {
      const [few, many] = [run(Math.min(a, b)).numbers, run(Math.max(a, b)).numbers];
      expect(many['prefill_needed']).toBeGreaterThanOrEqual(few['prefill_needed']!);
      expect(many['decode_needed']).toBeGreaterThanOrEqual(few['decode_needed']!);
    }),
    { numRuns: 40 },
  );
});
