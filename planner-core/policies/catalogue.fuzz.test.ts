/** Every policy under random ticks: no NaN, no count outside its bounds, no throw, and a state that is plain data. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chiron,
  DYNAMO_PLANNER_DEFAULTS,
  dynamoPlanner,
  dynamoSla,
  forecaster,
  HPA_BEHAVIOUR,
  headroom,
  heteroScale,
  hpa,
  KPA_DEFAULTS,
  keda,
  kpa,
  lastValue,
  type Observation,
  oracle,
  type Policy,
  perfectSystem,
  provisioned,
  type Role,
  schedule,
  staticReplicas,
  tokenScale,
  WVA_SATURATION_DEFAULTS,
  workBound,
  wvaQueueing,
  wvaSaturation,
} from '../index.js';
import { sampleContext } from './testing/sample-context.js';

const BOUNDS = { min: 1, max: 12 };
const DYNAMO = { ...DYNAMO_PLANNER_DEFAULTS, maxGpuBudget: 12, throughputInterval_s: 20 };

/** Policy, fewest and most workers of a role. */
const CATALOGUE: readonly (readonly [string, Policy<never>, number, number])[] = (
  [
    ['static', staticReplicas(), 0, 12],
    ['static-peak', provisioned({ of: 'peak', bounds: BOUNDS }), 1, 12],
    ['schedule', schedule({ period_s: 60, rows: [{ from_s: 0, replicas: { prefill: 3 } }] }), 0, 3],
    ['hpa', hpa({ metric: 'queue', target: 4, tolerance: 0.1, bounds: BOUNDS, behaviour: HPA_BEHAVIOUR }), 1, 12],
    [
      'hpa kv',
      hpa({ metric: 'kv_usage', target: 0.6, tolerance: 0.1, bounds: BOUNDS, behaviour: HPA_BEHAVIOUR }),
      1,
      12,
    ],
    [
      'keda',
      keda({
        targetQueue: 4,
        activationQueue: 0,
        cooldown_s: 30,
        tolerance: 0.1,
        bounds: { min: 0, max: 12 },
        behaviour: HPA_BEHAVIOUR,
      }),
      0,
      12,
    ],
    ['kpa', kpa({ ...KPA_DEFAULTS, targetConcurrency: 8, bounds: BOUNDS }), 1, 12],
    ['wva-saturation', wvaSaturation({ ...WVA_SATURATION_DEFAULTS, bounds: BOUNDS }), 1, 12],
    ['wva-queueing', wvaQueueing({ maxBatch: 64, bounds: BOUNDS }), 1, 12],
    [
      'heteroscale',
      heteroScale({
        tokensPerSecondPerGpu: 900,
        prefillPerDecode: 0.5,
        scaleOutThreshold: 0.1,
        scaleInThreshold: 0.2,
        cooldown_s: 60,
        bounds: BOUNDS,
      }),
      1,
      12,
    ],
    ['tokenscale', tokenScale({ headroom: 0.1, networkGbPerSecond: 25, bounds: BOUNDS }), 1, 12],
    ['chiron', chiron({ utilisation: 0.7, maxBatch: 64, bounds: BOUNDS }), 1, 12],
    ['last-value', lastValue({ forecaster: forecaster({ kind: 'constant' }), bounds: BOUNDS }), 1, 12],
    ['ets', lastValue({ forecaster: forecaster({ kind: 'ets', window: 20 }), quantile: 0.9, bounds: BOUNDS }), 1, 12],
    ['headroom', headroom({ attainment: 0.95, bounds: BOUNDS }), 1, 12],
    ['oracle', oracle({ bounds: BOUNDS }), 1, 12],
    ['perfect-system', perfectSystem({ bounds: BOUNDS }), 1, 12],
    ['work-bound', workBound({ bounds: BOUNDS }), 1, 12],
    ['dynamo-sla', dynamoSla({ release: '1.0.2', ttft_s: 0.5, itl_s: 0.05, maxGpuBudget: 12, minEndpoint: 1 }), 0, 12],
    ...(['throughput', 'latency', 'sla'] as const).flatMap((optimizationTarget) =>
      (['1.4.2', '1.6.1'] as const).map((release) => [
        `dynamo-planner ${release} ${optimizationTarget}`,
        dynamoPlanner({
          ...DYNAMO,
          release,
          optimizationTarget,
          enableLoadScaling: true,
          enableThroughputScaling: optimizationTarget === 'sla',
          forecast: { ...DYNAMO.forecast, predictor: 'kalman' },
        }),
        0,
        12,
      ]),
    ),
  ] as [string, Policy, number, number][]
).map((entry) => entry as unknown as [string, Policy<never>, number, number]);

/** Numbers as metrics give them: absent, not a number, zero, small, absurd. */
const metric = (most: number) =>
  fc.oneof(
    fc.constant(undefined),
    fc.constant(Number.NaN),
    fc.constant(0),
    fc.double({ min: 0, max: most, noNaN: true }),
    fc.double({ min: 0, max: 1e12, noNaN: true }),
  );
const count = fc.integer({ min: 0, max: 12 });
const counts = fc.record({
  ready: count,
  starting: fc.integer({ min: 0, max: 3 }),
  draining: fc.integer({ min: 0, max: 2 }),
  desired: count,
});
const tokens = fc.integer({ min: 0, max: 200_000 });
const worker = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    kvUsage: metric(1),
    running: metric(100),
    queuedRequests: metric(50),
    queuedPrefillTokens: tokens,
    queuedDecodeKvTokens: tokens,
    step: fc.record({
      wallTime: fc.double({ min: 0, max: 2, noNaN: true }),
      prefillRequests: fc.integer({ min: 0, max: 4 }),
      prefillTokens: tokens,
      decodeRequests: fc.integer({ min: 0, max: 64 }),
      decodeKvTokens: tokens,
    }),
  },
  { requiredKeys: ['id'] },
);
const perRole = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.record({ prefill: arbitrary, decode: arbitrary }, { requiredKeys: [] });
const observation = fc.record({
  workers: perRole(counts),
  traffic: fc.record({
    requests: metric(1e4),
    arrivals: metric(1e4),
    inputTokensMean: metric(2e4),
    outputTokensMean: metric(2e3),
    kvHitRate: metric(1),
  }),
  latency: fc.record({ ttft: metric(10), itl: metric(1), requestDuration: metric(100) }),
  queues: perRole(metric(1000)),
  workersDetail: perRole(fc.array(worker, { maxLength: 4 })),
});

describe.each(CATALOGUE)('%s', (_name, policy, least, most) => {
  const session = policy.init(sampleContext());

  it('keeps its bounds, whatever the metrics say', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 12 }), (seen) => {
        let state = session.initialState;
        seen.forEach((fields, i) => {
          const now = { time: 10 * (i + 1), windowSeconds: 10, ...withoutAbsent(fields) } as Observation;
          const answer = session.tick(state, now);
          expect(session.tick(JSON.parse(JSON.stringify(state)) as never, now).decision).toEqual(answer.decision);
          state = answer.state;
          for (const target of Object.values(answer.decision.targets)) {
            expect(Number.isInteger(target)).toBe(true);
            expect(target).toBeGreaterThanOrEqual(least);
            expect(target).toBeLessThanOrEqual(most);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('gives each role that it plans a reason', () => {
    const workers = { ready: 2, starting: 0, draining: 0, desired: 2 };
    const now: Observation = {
      time: 20,
      windowSeconds: 20,
      traffic: { requests: 100, inputTokensMean: 1000, outputTokensMean: 200 },
      latency: { ttft: 0.2, itl: 0.02, requestDuration: 5 },
      workers: { prefill: workers, decode: workers } satisfies Partial<Record<Role, typeof workers>>,
      queues: { prefill: 1, decode: 0 },
    };
    expect(session.tick(session.initialState, now).decision.reasons.length).toBeGreaterThan(0);
  });
});

function withoutAbsent(fields: object): object {
  return JSON.parse(
    JSON.stringify(fields, (_key, value) => (Number.isNaN(value) ? 'NaN' : value)),
    (_key, value) => (value === 'NaN' ? Number.NaN : value),
  ) as object;
}
