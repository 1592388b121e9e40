import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineProfile, Observation } from '../../index.js';
import { fixed } from '../python.js';
import type { DynamoSlaOptions } from './options.js';
import { dynamoSla } from './policy.js';

const contexts = [1000, 4000, 8000];
const usages = [0.05, 0.4, 0.7, 1];
const points = contexts.flatMap((context) => usages.map((usage) => ({ usage, context })));

const profile: EngineProfile = {
  id: 'test',
  gpusPerWorker: 1,
  prefill: {
    isl: [100, 1000, 4000, 8000],
    ttftMs: [20, 100, 400, 900],
    tokensPerSecondPerGpu: [5000, 10_000, 10_000, 9000],
  },
  decode: {
    kvUsage: points.map(({ usage }) => usage),
    contextTokens: points.map(({ context }) => context),
    itlMs: points.map(({ usage }) => 10 + 30 * usage),
    tokensPerSecondPerGpu: points.map(({ usage }) => 2000 * usage),
    maxKvTokens: 100_000,
  },
  provenance: { source: 'test', licence: 'Apache-2.0', verdict: 'unverified' },
};

const workers = (ready: number) => ({ ready, starting: 0, draining: 0, desired: ready });

function observation(
  changes: { traffic?: object; latency?: object; prefill?: number; decode?: number } = {},
): Observation {
  return {
    time: 60,
    windowSeconds: 60,
    traffic: { requests: 300, inputTokensMean: 4000, outputTokensMean: 200, ...changes.traffic },
    latency: { ttft: 0.4, itl: 0.02, requestDuration: 4.4, ...changes.latency },
    workers: { prefill: workers(changes.prefill ?? 2), decode: workers(changes.decode ?? 2) },
  };
}

function session(options: Partial<DynamoSlaOptions> = {}) {
  const policy = dynamoSla({
    release: '0.5.1',
    ttft_s: 0.5,
    itl_s: 0.03,
    maxGpuBudget: 100,
    minEndpoint: 1,
    ...options,
  });
  return policy.init({
    intervalSeconds: 60,
    sla: {},
    pools: { prefill: { profile, replicas: 1 }, decode: { profile, replicas: 1 } },
  });
}

function decide(seen: Observation, options: Partial<DynamoSlaOptions> = {}) {
  const planner = session(options);
  return planner.tick(planner.initialState, seen);
}

describe('one tick', () => {
  it('sizes prefill by the token rate', () => {
    const { decision } = decide(observation({ latency: { ttft: 0.4 } }));
    expect(decision.explanation['prefill_load_tokens_per_s']).toBeCloseTo(20_000, 9);
    expect(decision.targets.prefill).toBe(2);
    expect(decision.reasons).toContain('forecast');
  });

  it('prints its log word for word', () => {
    const { decision } = decide(observation());
    const texts = decision.log.map(({ text }) => text);
    expect(texts.slice(0, 4)).toEqual([
      'New adjustment interval started!',
      'Observed num_req: 300.00 isl: 4000.00 osl: 200.00',
      'Observed ttft: 0.400s itl: 0.020s',
      'Number of prefill workers: 2, number of decode workers: 2',
    ]);
    expect(texts[4]).toMatch(/^Correction factors: TTFT: 1\.000, ITL: \d\.\d{3}$/);
    expect(texts[5]).toBe('Predicted load: num_req=300.00, isl=4000.00, osl=200.00');
    expect(texts[6]).toBe('Prefill calculation: 20000.00(p_thpt) / 10000.00(p_engine_cap) = 2(num_p)');
    expect(texts[8]).toMatch(/^Predicted number of engine replicas: prefill=2, decode=\d+$/);
  });

  it('holds on NaN, and says so', () => {
    const { decision, state } = decide(observation({ latency: { ttft: Number.NaN } }));
    expect(decision.targets).toEqual({});
    expect(decision.reasons).toEqual(['no_data']);
    expect(decision.log.at(-1)?.text).toBe(
      'Metrics contain None or NaN values (no active requests), skipping adjustment',
    );
    expect(state.forecast.requests).toEqual({ seenTraffic: true, inner: 300 });
  });

  it('takes absent series for zero, and so falls to its minimum', () => {
    const seen: Observation = { time: 60, windowSeconds: 60, workers: { prefill: workers(5), decode: workers(5) } };
    const { decision } = decide(seen);
    expect(decision.targets).toEqual({ prefill: 1, decode: 1 });
    expect(decision.reasons).toEqual(['forecast', 'min_endpoint']);
    expect(decision.log.map(({ text }) => text)).toContain('d_correction_factor is 0.0, using default value of 1.0');
  });

  it('gives up without decode workers, with the prefill factor already changed', () => {
    const { decision, state } = decide(observation({ decode: 0, latency: { ttft: 0.8 } }));
    expect(decision.reasons).toEqual(['correction_failed']);
    expect(decision.log.at(-1)?.text).toBe('Failed to correct prediction factors: float division by zero');
    expect(state.correction).toEqual({ prefill: expect.closeTo(2, 9), decode: 1 });
  });

  it('gives up on a duration that is no number', () => {
    const { decision } = decide(observation({ latency: { requestDuration: Number.NaN } }));
    expect(decision.log.at(-1)?.text).toBe('Failed to correct prediction factors: cannot convert float NaN to integer');
  });

  it('shrinks to the GPU budget, prefill in proportion and decode the rest', () => {
    const { decision } = decide(observation({ traffic: { requests: 3000 } }), { maxGpuBudget: 10 });
    expect(decision.reasons).toContain('gpu_budget');
    expect(decision.targets.prefill! + decision.targets.decode!).toBe(10);
    expect(decision.log.at(-1)?.text).toMatch(
      /^Total number of GPUs required \(\d+\) exceeds the max GPU budget \(10\), scaling down to \d+ prefill and \d+ decode replicas$/,
    );
  });
});

describe('releases', () => {
  it('0.4.0 reads the profile TTFT in the wrong unit and sizes prefill a thousandth', () => {
    const { decision } = decide(observation({ traffic: { requests: 3000 } }), { release: '0.4.0' });
    expect(decision.explanation['prefill_correction_factor']).toBeCloseTo(0.001, 6);
    expect(decision.targets.prefill).toBe(1);
  });

  it('0.4.0 corrects whatever it is told', () => {
    const { decision } = decide(observation(), { release: '0.4.0', noCorrection: true });
    expect(decision.explanation).toHaveProperty('prefill_correction_factor');
  });

  it('0.4.1 decides on NaN when correction is off; 0.5.0 holds', () => {
    const seen = observation({ latency: { ttft: Number.NaN } });
    expect(decide(seen, { release: '0.4.1', noCorrection: true }).decision.targets.prefill).toBe(2);
    expect(decide(seen, { release: '0.5.0', noCorrection: true }).decision.targets).toEqual({});
  });

  it('only 0.5.x prints its calculation', () => {
    const printed = (release: DynamoSlaOptions['release']) =>
      decide(observation(), { release }).decision.log.some(({ text }) => text.startsWith('Prefill calculation'));
    expect([printed('0.4.0'), printed('0.4.1'), printed('0.5.0'), printed('0.5.1')]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

const anyNumber = fc.oneof(fc.double({ min: 0, max: 1e5 }), fc.constant(Number.NaN), fc.constant(0));
const anyObservation = fc.record({
  traffic: fc.record(
    { requests: anyNumber, inputTokensMean: anyNumber, outputTokensMean: anyNumber },
    { requiredKeys: [] },
  ),
  latency: fc.record({ ttft: anyNumber, itl: anyNumber, requestDuration: anyNumber }, { requiredKeys: [] }),
  prefill: fc.integer({ min: 0, max: 50 }),
  decode: fc.integer({ min: 0, max: 50 }),
});

it('never orders a count that is not whole or below the minimum, and is pure', () => {
  const planner = session({ minEndpoint: 2 });
  fc.assert(
    fc.property(fc.array(anyObservation, { maxLength: 6 }), (seen) => {
      let state = planner.initialState;
      for (const { traffic, latency, prefill, decode } of seen) {
        const input: Observation = {
          time: 60,
          windowSeconds: 60,
          traffic,
          latency,
          workers: { prefill: workers(prefill), decode: workers(decode) },
        };
        const first = planner.tick(state, input);
        expect(planner.tick(structuredClone(state), input)).toEqual(first);
        for (const count of Object.values(first.decision.targets)) {
          expect(Number.isInteger(count)).toBe(true);
          expect(count).toBeGreaterThanOrEqual(2);
        }
        state = first.state;
      }
    }),
  );
});

it.each([
  [0.125, 2, '0.12'],
  [0.375, 2, '0.38'],
  [2.675, 2, '2.67'],
  [Number.NaN, 3, 'nan'],
  [Number.POSITIVE_INFINITY, 3, 'inf'],
])('formats %d to %d digits as Python does', (value, digits, text) => {
  expect(fixed(value, digits)).toBe(text);
});
