import { describe, expect, it } from 'vitest';
import type { Observation, PolicyContext, WorkerCounts, WorkerObservation } from '../../ports.js';
import { sampleContext } from '../testing/index.js';
import { DYNAMO_PLANNER_DEFAULTS, type DynamoPlannerConfig, dynamoPlanner } from './index.js';
import { type DynamoPlannerState, roleOf } from './policy.js';

const CONFIG: DynamoPlannerConfig = { ...DYNAMO_PLANNER_DEFAULTS, enableLoadScaling: true, maxGpuBudget: 20 };

function counts(ready: number, starting = 0, draining = 0): WorkerCounts {
  return { ready, starting, draining, desired: ready + starting };
}

/** Workers with this much of their KV cache in use, and this queue of prompt tokens. */
function engines(number: number, kvShare: number, queuedPrefillTokens = 0): WorkerObservation[] {
  return Array.from({ length: number }, (_, i) => ({
    id: String(i),
    queuedPrefillTokens,
    step: {
      wallTime: 0.02,
      prefillRequests: 0,
      prefillTokens: 0,
      decodeRequests: kvShare > 0 ? Math.ceil(kvShare * 60) : 0,
      decodeKvTokens: kvShare * 400_000,
    },
  }));
}

function seen(prefill: WorkerCounts, decode: WorkerCounts, fields: Partial<Observation> = {}): Observation {
  return { time: 5, windowSeconds: 5, workers: { prefill, decode }, ...fields };
}

function decide(
  config: DynamoPlannerConfig,
  observations: readonly Observation[],
  context: PolicyContext = sampleContext(),
) {
  const session = dynamoPlanner(config).init(context);
  let state = session.initialState;
  return observations.map((observation) => {
    const answer = session.tick(state, observation);
    state = answer.state;
    return answer.decision;
  });
}

describe('load scaling by thresholds', () => {
  const loaded = (kvShare: number, queue: number, workers = 2) => ({
    workersDetail: { prefill: engines(workers, 0, queue), decode: engines(workers, kvShare) },
  });

  it('adds one where any engine is above', () => {
    const [decision] = decide(CONFIG, [seen(counts(2), counts(2), loaded(0.7, 20_000))]);
    expect(decision?.targets).toEqual({ prefill: 3 });
    expect(decision?.reasons).toEqual(['scale_up']);
  });

  it('takes one where all are below', () => {
    const [decision] = decide(CONFIG, [seen(counts(2), counts(2), loaded(0.3, 0))]);
    expect(decision?.targets).toEqual({ prefill: 1, decode: 1 });
  });

  it('since 1.6.1 takes none that the others could not stand in for', () => {
    const half = seen(counts(2), counts(2), loaded(0.55, 5000));
    expect(decide({ ...CONFIG, release: '1.4.2' }, [half])[0]?.targets).toEqual({ decode: 1 });
    expect(decide(CONFIG, [half])[0]?.targets).toEqual({});
  });

  it('only watches while engines that report are not the workers there are', () => {
    const [decision] = decide(CONFIG, [seen(counts(3), counts(2), loaded(0.3, 0))]);
    expect(decision?.targets).toEqual({});
    expect(decision?.reasons).toEqual(['worker_count_mismatch']);
  });

  it('says so when no engine reports', () => {
    expect(decide(CONFIG, [seen(counts(2), counts(2))])[0]?.reasons).toEqual(['no_fpm_data']);
  });
});

describe('load scaling by targets', () => {
  const config: DynamoPlannerConfig = { ...CONFIG, optimizationTarget: 'sla', enableThroughputScaling: false };

  it('adds a prefill worker when every queue is too long for the target', () => {
    const detail = { prefill: engines(2, 0, 30_000), decode: engines(2, 0.4) };
    const [decision] = decide(config, [seen(counts(2), counts(2), { workersDetail: detail })]);
    expect(decision?.targets['prefill']).toBe(3);
    expect(decision?.explanation['estimated_ttft_ms']).toBeGreaterThan(500);
  });

  it('refuses to take a worker whose load would make the others miss', () => {
    const detail = { prefill: engines(2, 0, 4500), decode: engines(2, 0.1) };
    const [decision] = decide(config, [seen(counts(2), counts(2), { workersDetail: detail })]);
    expect(decision?.targets['prefill']).toBeUndefined();
    const prefillOnly = decide({ ...config, mode: 'prefill' }, [seen(counts(2), counts(0), { workersDetail: detail })]);
    expect(prefillOnly[0]?.reasons).toEqual(['scale_down_refused_consolidation']);
  });

  it('waits for a model', () => {
    const context = sampleContext();
    const session = dynamoPlanner({ ...config, mode: 'decode' }, { bootstrap: {} }).init(context);
    const detail = { decode: [{ id: 'a' }] };
    const { decision } = session.tick(session.initialState, seen(counts(0), counts(1), { workersDetail: detail }));
    expect(decision.reasons).toEqual(['insufficient_data']);
  });
});

describe('throughput scaling', () => {
  const config: DynamoPlannerConfig = {
    ...CONFIG,
    optimizationTarget: 'sla',
    enableLoadScaling: false,
    throughputInterval_s: 20,
    forecast: { ...CONFIG.forecast, predictor: 'constant' },
  };
  const traffic = (requests: number) => ({ requests, inputTokensMean: 1000, outputTokensMean: 200 });
  const ticks = (requests: number, ready = 1) =>
    [5, 10, 15, 20].map((time) => seen(counts(ready), counts(ready), { time, traffic: traffic(requests) }));

  it('gathers the traffic of its slow interval, and decides at its end', () => {
    const decisions = decide(config, ticks(100));
    expect(decisions.slice(0, 3).map(({ reasons }) => reasons)).toEqual([[], [], []]);
    expect(decisions[3]?.reasons).toEqual(['scale']);
    expect(decisions[3]?.explanation['forecast_requests']).toBe(400);
    const perEngine = decisions[3]!.explanation['prefill_engine_requests_per_s']!;
    expect(decisions[3]?.targets['prefill']).toBe(Math.ceil(20 / perEngine));
  });

  it('moves by so many workers at most', () => {
    const wide = { ...config, maxGpuBudget: 100, maxThroughputScalingReplicas: 3 };
    expect(decide(wide, ticks(5000)).at(-1)?.targets).toEqual({ prefill: 4, decode: 4 });
    expect(decide({ ...wide, release: '1.4.2' }, ticks(5000)).at(-1)!.targets['prefill']).toBeGreaterThan(4);
  });

  it('is the floor of load scaling where both run', () => {
    const both: DynamoPlannerConfig = { ...config, enableLoadScaling: true, loadInterval_s: 5, maxGpuBudget: 100 };
    const idle = { workersDetail: { prefill: engines(4, 0), decode: engines(4, 0.01) } };
    const decisions = decide(
      both,
      ticks(300, 4).map((tick) => ({ ...tick, ...idle })),
    );
    expect(decisions[0]?.targets).toEqual({ prefill: 3, decode: 3 });
    expect(decisions[3]?.reasons.slice(0, 2)).toEqual(['set_lower_bound', 'scale_down_capped_by_throughput']);
  });

  it('holds and says why while it cannot tell', () => {
    const absent = [5, 10, 15, 20].map((time) => seen(counts(1), counts(1), { time }));
    expect(decide(config, absent).at(-1)?.reasons).toEqual(['no_traffic_data']);
  });
});

describe('a scale-up under way', () => {
  const idle = (time: number) =>
    seen(counts(2, 2), counts(2), {
      time,
      workersDetail: { prefill: engines(2, 0, 0), decode: engines(2, 0.7) },
    });

  it('is cut back only when that is asked for over a whole load interval', () => {
    const decisions = decide(CONFIG, [idle(5), idle(10)]);
    expect(decisions[0]?.targets).toEqual({});
    expect(decisions[0]?.reasons).toContain('startup_reduction_pending');
    expect(decisions[1]?.targets).toEqual({ prefill: 1 });
  });

  it('is left alone by 1.4.2', () => {
    expect(decide({ ...CONFIG, release: '1.4.2' }, [idle(5)])[0]?.reasons).toEqual(['scaling_in_progress']);
  });

  it('is not added to', () => {
    const busy = seen(counts(2, 1), counts(2), {
      workersDetail: { prefill: engines(2, 0, 50_000), decode: engines(2, 0.7) },
    });
    expect(decide(CONFIG, [busy])[0]?.targets).toEqual({});
  });
});

it('tells and orders nothing in advisory mode', () => {
  const busy = seen(counts(2), counts(2), {
    workersDetail: { prefill: engines(2, 0, 20_000), decode: engines(2, 0.7) },
  });
  const [decision] = decide({ ...CONFIG, advisory: true }, [busy]);
  expect(decision?.targets).toEqual({});
  expect(decision?.reasons).toEqual(['scale_up', 'advisory']);
  expect(decision?.explanation['prefill_advised']).toBe(3);
});

it('plans an aggregated pool as one', () => {
  const { prefill, ...rest } = sampleContext().pools;
  const context = { ...sampleContext(), pools: { ...rest, aggregated: prefill! } };
  const now: Observation = {
    time: 5,
    windowSeconds: 5,
    workers: { aggregated: counts(2) },
    workersDetail: { aggregated: engines(2, 1.2) },
  };
  expect(decide({ ...CONFIG, mode: 'agg' }, [now], context)[0]?.targets).toEqual({ aggregated: 3 });
});

it('refuses a context without its pools', () => {
  expect(() => dynamoPlanner({ ...CONFIG, mode: 'agg' }).init(sampleContext())).toThrow(/pool of role aggregated/);
});

describe('the power limit', () => {
  it('is kept by what the planner orders', () => {
    const limited = sampleContext();
    const context: PolicyContext = {
      ...limited,
      pools: {
        prefill: { ...limited.pools.prefill!, limits: { ...limited.pools.prefill!.limits, wattsPerWorker: 700 } },
        decode: { ...limited.pools.decode!, limits: { ...limited.pools.decode!.limits, wattsPerWorker: 700 } },
      },
    };
    const busy = seen(counts(2), counts(2), {
      workersDetail: { prefill: engines(2, 0, 20_000), decode: engines(2, 1.2) },
    });
    const config = { ...CONFIG, totalGpuPowerLimit_w: 3500 };
    const { targets, reasons } = decide(config, [busy], context)[0]!;
    expect((targets.prefill ?? 2) + (targets.decode ?? 2)).toBe(5);
    expect(reasons).toContain('power_budget_clamped');
    expect(() => dynamoPlanner({ ...config, totalGpuPowerLimit_w: 1000 }).init(context)).toThrow(/draw more/);
  });
});

describe('its two clocks', () => {
  const config: DynamoPlannerConfig = {
    ...CONFIG,
    optimizationTarget: 'sla',
    loadInterval_s: 10,
    throughputInterval_s: 20,
    forecast: { ...CONFIG.forecast, predictor: 'constant' },
  };
  const tick = (time: number) =>
    seen(counts(2), counts(2), {
      time,
      traffic: { requests: 10, inputTokensMean: 1000, outputTokensMean: 200 },
      workersDetail: { prefill: engines(2, 0, 5000), decode: engines(2, 0.3) },
    });

  it('run each at its interval, load on top of throughput', () => {
    const reasons = decide(config, [5, 10, 15, 20].map(tick)).map((decision) => decision.reasons.length);
    expect(reasons[0]).toBe(0);
    expect(reasons[1]).toBeGreaterThan(0);
    expect(reasons[2]).toBe(0);
    expect(decide(config, [5, 10, 15, 20].map(tick))[3]?.reasons[0]).toBe('set_lower_bound');
  });

  it('take a hair less than an interval for one', () => {
    const early = [5, 9.9999995].map(tick);
    expect(decide(config, early)[1]?.reasons.length).toBeGreaterThan(0);
    expect(decide(config, [5, 9.99].map(tick))[1]?.reasons).toEqual([]);
  });

  it('take a first tick for as long as its window', () => {
    const wide = { ...tick(100), windowSeconds: 10 };
    expect(decide(config, [wide])[0]?.reasons.length).toBeGreaterThan(0);
  });

  it('spread the requests over the time that has passed', () => {
    const late = [5, 10, 15, 40].map(tick);
    const { explanation } = decide(config, late)[3]!;
    expect(explanation['forecast_requests']).toBe(40);
  });
});

describe('what it remembers', () => {
  const config: DynamoPlannerConfig = { ...CONFIG, optimizationTarget: 'sla', speculativeNextn: 3 };
  const session = dynamoPlanner(config).init(sampleContext());
  const stateAfter = (traffic: Observation['traffic']) =>
    session.tick(session.initialState, seen(counts(2), counts(2), { ...(traffic && { traffic }) })).state;

  it.each([
    [undefined, undefined],
    [0.4, 0.4],
    [Number.NaN, undefined],
    [0, 0],
  ])('a hit rate of %s as %s', (kvHitRate, kept) => {
    expect(stateAfter(kvHitRate === undefined ? {} : { kvHitRate }).kvHitRate).toBe(kept);
  });

  it.each([
    [undefined, 1],
    [2.5, 2.5],
    [9, 4],
    [0.2, 1],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])('an accept length of %s as %d', (acceptLength, kept) => {
    expect(stateAfter(acceptLength === undefined ? {} : { acceptLength }).acceptLength).toBe(kept);
  });

  it('no accept length without speculative decoding', () => {
    const plain = dynamoPlanner({ ...config, speculativeNextn: 0 }).init(sampleContext());
    const now = seen(counts(2), counts(2), { traffic: { acceptLength: 2.5 } });
    expect(plain.tick(plain.initialState, now).state.acceptLength).toBe(1);
  });

  it('the last hit rate through a tick that does not tell', () => {
    const told = stateAfter({ kvHitRate: 0.4 });
    expect(session.tick(told, seen(counts(2), counts(2), { time: 10 })).state.kvHitRate).toBe(0.4);
  });

  it('what engines report, on top of the profile', () => {
    const samples = (state: DynamoPlannerState) =>
      state.models.prefill!.stores.prefill.store.buckets.reduce((sum, bucket) => sum + bucket.length, 0);
    const step = { wallTime: 0.1, prefillRequests: 1, prefillTokens: 1500, decodeRequests: 0, decodeKvTokens: 0 };
    const reporting = seen(counts(2), counts(2), { workersDetail: { prefill: [{ id: 'a', step }] } });
    const learnt = session.tick(session.initialState, reporting).state;
    expect(samples(learnt)).toBe(samples(session.initialState) + 1);
  });
});

describe('what it knows beforehand', () => {
  it('past loads warm the forecast', () => {
    const config: DynamoPlannerConfig = {
      ...CONFIG,
      optimizationTarget: 'sla',
      throughputInterval_s: 5,
      forecast: { ...CONFIG.forecast, predictor: 'kalman' },
    };
    const past = Array.from({ length: 8 }, () => ({ requests: 500, isl: 1000, osl: 200 }));
    const now = seen(counts(2), counts(2), {
      traffic: { requests: 100, inputTokensMean: 1000, outputTokensMean: 200 },
    });
    const expected = (warmUp: typeof past) => {
      const session = dynamoPlanner(config, { warmUp }).init(sampleContext());
      return session.tick(session.initialState, now).decision.explanation['forecast_requests']!;
    };
    expect(expected([])).toBe(100);
    expect(expected(past)).toBeGreaterThan(150);
  });

  it('has no models where it does not ask them', () => {
    expect(dynamoPlanner(CONFIG).init(sampleContext()).initialState.models).toEqual({});
  });
});

it.each([
  ['disagg', 'prefill', 'prefill'],
  ['disagg', 'decode', 'decode'],
  ['decode', 'decode', 'decode'],
  ['agg', 'decode', 'aggregated'],
] as const)('in mode %s the side %s is the role %s', (mode, side, role) => {
  expect(roleOf({ ...CONFIG, mode }, side)).toBe(role);
});
