import { describe, expect, it } from 'vitest';
import { type PolicyContext, staticReplicas } from '../../planner-core/index.js';
import { sampleContext, sampleProfile } from '../../planner-core/policies/testing/index.js';
import { poolSpec } from '../../scenarios/index.js';
import { informed, startupSeconds } from './informed-policy.js';
import { knownTraffic } from './known-traffic.js';

const POOL = poolSpec({ profile: 'x', replicas: 1, max_batch: 7, max_batched_tokens: 900, startup: 45 });

/** Two pools of which nothing is known but the profile. */
function bareContext(): PolicyContext {
  const { intervalSeconds, sla } = sampleContext();
  const pool = { profile: sampleProfile(), replicas: 2 };
  return { intervalSeconds, sla, pools: { prefill: pool, decode: pool } };
}

/** What a policy hears at its start. */
function heard(
  specs: Parameters<typeof informed>[1],
  ahead?: Parameters<typeof informed>[2],
  context = bareContext(),
): PolicyContext {
  let told: PolicyContext | undefined;
  const listening = {
    ...staticReplicas(),
    init: (given: PolicyContext) => {
      told = given;
      return staticReplicas().init(given);
    },
  };
  informed(listening, specs, ahead).init(context);
  return told!;
}

describe('a policy is told', () => {
  it('what engines of its pools hold, and how long they take to start', () => {
    const { pools } = heard({ prefill: POOL }, undefined);
    expect(pools.prefill).toMatchObject({
      startupSeconds: 45,
      limits: { maxBatch: 7, maxBatchedTokens: 900, contextTokens: 16_000 }, // the longest prompt of the profile
    });
  });

  it('nothing of a pool that the scenario does not have', () => {
    const { pools } = heard({ prefill: POOL }, undefined);
    expect(pools.decode).toEqual(bareContext().pools.decode);
  });

  it('nothing twice: what the context has stands', () => {
    const { pools } = heard({ prefill: POOL, decode: POOL }, undefined, sampleContext());
    expect(pools.prefill).toMatchObject({ startupSeconds: 30, limits: { maxBatch: 64, maxBatchedTokens: 8192 } });
  });

  it('the traffic to come where it is given, and only there', () => {
    const ahead = knownTraffic([{ id: 0, arrival_s: 4.5, inputTokens: 10, outputTokens: 1 }]);
    const known = heard({}, ahead);
    expect(known.trafficSeconds).toBe(5);
    expect(known.trafficAhead!(4, 5).requests).toBe(1);
    expect(heard({}, undefined).trafficAhead).toBeUndefined();
  });

  it('the rest of its context as it was', () => {
    const { intervalSeconds, sla } = heard({ prefill: POOL }, undefined);
    expect({ intervalSeconds, sla }).toEqual({ intervalSeconds: 10, sla: { ttft: 0.5, tpot: 0.05 } });
  });
});

describe('a policy that will not start', () => {
  const refusing = (error: Error) =>
    informed(
      {
        name: 'refusing',
        init: () => {
          throw error;
        },
      },
      {},
      undefined,
    );

  it('makes the scenario invalid where it refuses its pools, the cause at hand', () => {
    const cause = new RangeError('needs two pools');
    expect(() => refusing(cause).init(bareContext())).toThrow(
      expect.objectContaining({
        code: 'HR_SCENARIO_INVALID',
        message: expect.stringContaining('needs two pools'),
        cause,
      }),
    );
  });

  it('throws any other error on, for that is a defect', () => {
    const defect = new TypeError('undefined is not a function');
    expect(() => refusing(defect).init(bareContext())).toThrow(defect);
  });

  it('keeps its name', () => {
    expect(refusing(new Error()).name).toBe('refusing');
  });
});

it.each([
  ['nothing', [], 0],
  [
    'fixed stages',
    [
      { name: 'a', fixed_s: 20 },
      { name: 'b', fixed_s: 5 },
    ],
    25,
  ],
  [
    'the mean of a scattered stage',
    [
      { name: 'a', fixed_s: 20 },
      { name: 'b', lognormal: { mean_s: 30, p95_s: 60 } },
    ],
    50,
  ],
  [
    'no transfer over a shared bandwidth',
    [
      { name: 'a', fixed_s: 20 },
      { name: 'pull', bytes_gb: 40 },
    ],
    20,
  ],
])('startup takes the sum of %s', (_what, stages, seconds) => {
  expect(startupSeconds({ startup: { stages } as never })).toBe(seconds);
});
