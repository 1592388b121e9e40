import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation, PolicyContext, WorkerCounts, WorkerObservation } from '../../ports.js';
import { sampleContext } from '../testing/sample-context.js';
import { clampPair, fitDirection, isInBand, isRebalance, tolerance, totalOf } from './budget.js';
import { guardPair, guardSingle } from './budget-guard.js';
import { DYNAMO_PLANNER_DEFAULTS, type DynamoPlannerConfig, dynamoPlanner } from './index.js';
import { applyPowerLimit } from './power.js';

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

describe('the budget', () => {
  const small = fc.integer({ min: 0, max: 12 });
  const pair = fc.record({ prefill: small, decode: small });
  const gpus = fc.record({ prefill: fc.integer({ min: 1, max: 8 }), decode: fc.integer({ min: 1, max: 8 }) });
  const band = fc.record({ minGpus: fc.integer({ min: -1, max: 60 }), maxGpus: fc.integer({ min: -1, max: 60 }) });
  const LEAST = { prefill: 1, decode: 1 };

  it('never exceeds the most GPUs', () => {
    fc.assert(
      fc.property(pair, gpus, band, (count, each, within) => {
        const total = totalOf(clampPair(count, each, within, LEAST), each);
        if (within.maxGpus >= 0 && totalOf(count, each) > within.maxGpus)
          expect(total).toBeLessThanOrEqual(within.maxGpus);
      }),
    );
  });

  it('takes none from decode to reach the fewest GPUs, except in 1.4', () => {
    const counts = { prefill: 1, decode: 3 };
    const each = { prefill: 8, decode: 1 };
    const within = { minGpus: 16, maxGpus: -1 };
    expect(clampPair(counts, each, within, LEAST)).toEqual({ prefill: 2, decode: 3 });
    expect(clampPair(counts, each, within, LEAST, false)).toEqual({ prefill: 2, decode: 1 });
  });

  it('fits a move without turning it round, both legs of a rebalance or none', () => {
    fc.assert(
      fc.property(pair, pair, gpus, band, (current, proposed, each, within) => {
        const fitted = fitDirection(current, proposed, each, within, LEAST);
        for (const role of ['prefill', 'decode'] as const) {
          expect(fitted[role]).toBeGreaterThanOrEqual(Math.min(current[role], proposed[role]));
          expect(fitted[role]).toBeLessThanOrEqual(Math.max(current[role], proposed[role]));
        }
        const moved = (['prefill', 'decode'] as const).filter((role) => fitted[role] !== current[role]);
        if (isRebalance(current, proposed)) expect(moved.length).not.toBe(1);
        const slack = tolerance(within, [each.prefill, each.decode]);
        if (moved.length > 0) expect(isInBand(totalOf(fitted, each), within, slack)).toBe(true);
      }),
    );
  });

  it('holds at its edges, and brings back what lies outside', () => {
    const within = { minGpus: 4, maxGpus: 8 };
    expect(guardSingle(4, 3, 1, within, 1)).toEqual({ counts: 4, reason: 'gpu_budget_guard_hold' });
    expect(guardSingle(8, 9, 1, within, 1)).toEqual({ counts: 8, reason: 'gpu_budget_guard_hold' });
    expect(guardSingle(10, 11, 1, within, 1)).toEqual({ counts: 8, reason: 'gpu_budget_reconcile' });
    const one = { prefill: 1, decode: 1 };
    const full = { prefill: 4, decode: 4 };
    expect(guardPair(full, { prefill: 5, decode: 4 }, one, within, LEAST).reason).toBe('gpu_budget_guard_hold');
    expect(guardPair(full, { prefill: 5, decode: 3 }, one, within, LEAST)).toEqual({
      counts: { prefill: 5, decode: 3 },
    });
  });
});

describe('the power limit', () => {
  const WATTS = { prefill: 700, decode: 700 };
  const LEAST = { prefill: 1, decode: 1 };

  it('charges a role that is not proposed at its count', () => {
    const answer = applyPowerLimit({ prefill: 6 }, { prefill: 2, decode: 4 }, WATTS, 5600, LEAST);
    expect(answer).toEqual({ counts: { prefill: 4 }, reason: 'power_budget_clamped' });
  });

  it('refuses growth where the peer leaves no room at all', () => {
    const answer = applyPowerLimit({ prefill: 1 }, { prefill: 0, decode: 8 }, WATTS, 5600, LEAST);
    expect(answer).toEqual({ counts: { prefill: 0 }, reason: 'power_budget_scale_up_suppressed' });
  });

  it('lets one pool shrink before the other grows', () => {
    const answer = applyPowerLimit({ prefill: 4, decode: 1 }, { prefill: 1, decode: 4 }, WATTS, 3500, LEAST);
    expect(answer).toEqual({ counts: { prefill: 1, decode: 1 }, reason: 'power_rebalance_staged' });
  });

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
