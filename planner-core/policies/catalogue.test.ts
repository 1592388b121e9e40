/** The documented rules of the catalogue, one by one. */
import { describe, expect, it } from 'vitest';
import { forecaster } from '../forecast/index.js';
import {
  chiron,
  HPA_BEHAVIOUR,
  heteroScale,
  hpa,
  KPA_DEFAULTS,
  keda,
  kpa,
  lastValue,
  leastGpuSeconds,
  type Observation,
  oracle,
  type Policy,
  type PolicyContext,
  perfectSystem,
  provisioned,
  schedule,
  tokenScale,
  type WorkerObservation,
  WVA_SATURATION_DEFAULTS,
  workBound,
  wvaQueueing,
  wvaSaturation,
} from '../index.js';
import { shape } from './hpa-behaviour.js';
import { sampleContext, sampleProfile } from './testing/sample-context.js';

const BOUNDS = { min: 1, max: 100 };

interface Moment {
  readonly time?: number;
  readonly ready?: number;
  readonly starting?: number;
  readonly queue?: number;
  readonly requests?: number;
  readonly duration_s?: number;
  readonly detail?: readonly WorkerObservation[];
}

/** A decode pool at one moment; ten seconds a tick. */
function at({ time = 10, ready = 2, starting = 0, queue, requests, duration_s, detail }: Moment): Observation {
  const workers = { ready, starting, draining: 0, desired: ready + starting };
  return {
    time,
    windowSeconds: 10,
    workers: { prefill: workers, decode: workers },
    ...(queue !== undefined && { queues: { decode: queue } }),
    ...(requests !== undefined && { traffic: { requests, inputTokensMean: 1000, outputTokensMean: 200 } }),
    ...(duration_s !== undefined && { latency: { requestDuration: duration_s } }),
    ...(detail && { workersDetail: { decode: detail } }),
  };
}

function run<State>(policy: Policy<State>, moments: readonly Moment[], context: PolicyContext = sampleContext()) {
  const session = policy.init(context);
  let state = session.initialState;
  return moments.map((moment) => {
    const answer = session.tick(state, at(moment));
    state = answer.state;
    return { ...answer.decision, decode: answer.decision.targets.decode, prefill: answer.decision.targets.prefill };
  });
}

describe('hpa', () => {
  const policy = hpa({ metric: 'queue', target: 10, tolerance: 0.1, bounds: BOUNDS, behaviour: HPA_BEHAVIOUR });

  it('asks for ⌈current × metric ÷ target⌉', () => {
    expect(run(policy, [{ ready: 2, queue: 35 }])[0]?.decode).toBe(4);
  });

  it('lets a metric near its target be', () => {
    expect(run(policy, [{ ready: 2, queue: 21.9 }])[0]?.decode).toBe(2);
    expect(run(policy, [{ ready: 2, queue: 22.1 }])[0]?.decode).toBe(3);
  });

  it('counts workers that are not ready as 0 on the way up, so that they are not ordered again', () => {
    expect(run(policy, [{ ready: 2, starting: 2, queue: 38 }])[0]?.decode).toBe(4);
    expect(run(policy, [{ ready: 2, starting: 2, queue: 60 }])[0]?.decode).toBe(6);
  });

  it('goes down only after the stabilisation window', () => {
    const moments = [0, 100, 290, 310].map((time) => ({ time, ready: 5, queue: time === 0 ? 50 : 10 }));
    expect(run(policy, moments).map(({ decode }) => decode)).toEqual([5, 5, 5, 1]);
  });

  it('doubles or adds four in 15 s, whichever is more', () => {
    expect(run(policy, [{ ready: 2, queue: 1000 }])[0]?.decode).toBe(6);
    expect(run(policy, [{ ready: 20, queue: 9000 }])[0]?.decode).toBe(40);
  });

  it('limits what a period adds over several ticks', () => {
    const rules = {
      ...HPA_BEHAVIOUR,
      scaleUp: { ...HPA_BEHAVIOUR.scaleUp, policies: [{ type: 'Pods' as const, value: 4, period_s: 60 }] },
    };
    const first = shape(rules, { recommendations: [], changes: [] }, 0, 2, 50);
    expect(first).toMatchObject({ count: 6, reason: 'rate_limited' });
    expect(shape(rules, first.state, 30, 6, 50).count).toBe(6);
    expect(shape(rules, first.state, 61, 6, 50).count).toBe(10);
  });

  it('holds without the metric', () => {
    expect(run(policy, [{ ready: 3 }])[0]).toMatchObject({ decode: 3, reasons: ['no_data', 'no_data'] });
  });
});

describe('keda', () => {
  const policy = keda({
    targetQueue: 5,
    activationQueue: 2,
    cooldown_s: 60,
    tolerance: 0.1,
    bounds: { min: 0, max: 10 },
    behaviour: HPA_BEHAVIOUR,
  });

  it('wakes from zero above the activation queue', () => {
    expect(run(policy, [{ ready: 0, queue: 2 }])[0]?.decode).toBe(0);
    expect(run(policy, [{ ready: 0, queue: 3 }])[0]?.decode).toBe(1);
  });

  it('goes to zero after a cooldown without activity', () => {
    const moments = [0, 30, 59, 61].map((time) => ({ time, ready: 1, queue: time === 0 ? 9 : 0 }));
    expect(run(policy, moments).map(({ decode }) => decode)).toEqual([2, 1, 1, 0]);
  });
});

describe('kpa', () => {
  const policy = kpa({ ...KPA_DEFAULTS, targetConcurrency: 10, bounds: BOUNDS });
  const busy = (running: number) => [{ id: 'a', running, queuedRequests: 0, queuedDecodeRequests: 0 }];

  it('averages over its stable window', () => {
    const moments = [40, 50, 60].map((time) => ({ time, ready: 3, detail: busy(time === 60 ? 30 : 45) }));
    expect(run(policy, moments).at(-1)?.decode).toBe(4);
  });

  it('panics at twice what the ready workers can take, and goes no lower until it has passed', () => {
    const moments = [
      { time: 0, ready: 2, detail: busy(20) },
      { time: 10, ready: 2, detail: busy(90) },
      { time: 20, ready: 9, detail: busy(5) },
      { time: 75, ready: 9, detail: busy(5) },
    ];
    const decisions = run(policy, moments);
    expect(decisions.map(({ decode }) => decode)).toEqual([2, 9, 9, 4]);
    expect(decisions[1]?.reasons).toContain('panic');
    expect(decisions[3]?.reasons).not.toContain('panic');
  });
});

describe('wva-saturation', () => {
  const policy = wvaSaturation({ ...WVA_SATURATION_DEFAULTS, bounds: BOUNDS });
  const workers = (...usage: number[]) => usage.map((kvUsage, i) => ({ id: String(i), kvUsage, queuedRequests: 0 }));

  it('adds one when the mean spare of the free workers is low', () => {
    expect(run(policy, [{ ready: 2, detail: workers(0.75, 0.76) }])[0]?.decode).toBe(3);
    expect(run(policy, [{ ready: 2, detail: workers(0.95, 0.9) }])[0]?.decode).toBe(3);
  });

  it('takes one only when the others can take its load', () => {
    expect(run(policy, [{ ready: 2, detail: workers(0.3, 0.3) }])[0]?.decode).toBe(1);
    expect(run(policy, [{ ready: 2, detail: workers(0.5, 0.5) }])[0]?.decode).toBe(2);
  });

  it('orders nothing while workers start', () => {
    expect(run(policy, [{ ready: 2, starting: 1, detail: workers(0.9, 0.9) }])[0]).toMatchObject({
      decode: 3,
      reasons: ['no_data', 'scaling_in_progress'],
    });
  });
});

it('wva-queueing keeps room for waiting inside the TTFT target, throughput alone does not', () => {
  const context: PolicyContext = { ...sampleContext(), sla: { ttft: 0.1, tpot: 0.05 } };
  const moment = { requests: 2000 };
  const [queueing] = run(wvaQueueing({ maxBatch: 64, bounds: BOUNDS }), [moment], context);
  const alone = lastValue({ forecaster: forecaster({ kind: 'constant' }), bounds: BOUNDS });
  const [throughput] = run(alone, [moment], context);
  expect(queueing!.prefill).toBeGreaterThan(1.5 * throughput!.prefill!);
  // M/M/1: a wait of 45 ms on prompts of 55 ms is reached at 45 % of the rate
  expect(queueing!.explanation['prefill_worker_requests_per_s']).toBeCloseTo(0.45 / 0.055, 2);
});

describe('heteroscale', () => {
  const policy = heteroScale({
    tokensPerSecondPerGpu: 1000,
    prefillPerDecode: 0.5,
    scaleOutThreshold: 0.1,
    scaleInThreshold: 0.2,
    cooldown_s: 60,
    bounds: BOUNDS,
  });

  it('follows decode tokens, prefill in ratio', () => {
    expect(run(policy, [{ ready: 2, requests: 300 }])[0]).toMatchObject({ decode: 6, prefill: 3 });
  });

  it('lets small changes be, and does not scale in soon after a change', () => {
    expect(run(policy, [{ ready: 2, requests: 90 }])[0]?.decode).toBe(2);
    const moments = [
      { time: 10, ready: 2, requests: 300 },
      { time: 20, ready: 6, requests: 50 },
      { time: 80, ready: 6, requests: 50 },
    ];
    expect(run(policy, moments).map(({ decode }) => decode)).toEqual([6, 6, 1]);
  });
});

it('tokenscale counts whole requests for decode, and no more prompts than the link hands on', () => {
  const [free] = run(tokenScale({ headroom: 0, bounds: BOUNDS }), [{ requests: 500 }]);
  const [narrow] = run(tokenScale({ headroom: 0, networkGbPerSecond: 0.5, bounds: BOUNDS }), [{ requests: 500 }]);
  expect(narrow?.prefill).toBe(10);
  expect(free!.prefill).toBeLessThan(10);
  expect(free?.decode).toBe(narrow?.decode);
});

it('chiron sizes for what runs over its utilisation, and for what waits', () => {
  const policy = chiron({ utilisation: 0.5, maxBatch: 32, bounds: BOUNDS });
  const running = [{ id: 'a', running: 64 }];
  expect(run(policy, [{ requests: 100, detail: running }])[0]?.decode).toBe(4);
  expect(run(policy, [{ requests: 100, detail: running, queue: 500 }])[0]!.decode).toBeGreaterThan(4);
});

it('schedule repeats its table, and holds a role that it does not name', () => {
  const rows = [
    { from_s: 0, replicas: { decode: 2 } },
    { from_s: 60, replicas: { decode: 7 } },
  ];
  const decisions = run(schedule({ rows, period_s: 100 }), [{ time: 30 }, { time: 60 }, { time: 130 }, { time: 199 }]);
  expect(decisions.map(({ decode }) => decode)).toEqual([2, 7, 2, 7]);
  expect(decisions[0]?.prefill).toBeUndefined();
});

describe('references', () => {
  /** One request a second, ten a second from 300 s on. */
  const context: PolicyContext = {
    ...sampleContext(),
    trafficAhead: (from_s, to_s) => {
      const late = Math.max(0, Math.min(600, to_s) - Math.max(300, from_s));
      const early = Math.max(0, Math.min(300, to_s) - from_s);
      return { requests: early + 100 * late, inputTokensMean: 1000, outputTokensMean: 200 };
    },
  };

  it('the oracle orders a startup ahead of the rise', () => {
    const decisions = run(oracle({ bounds: BOUNDS }), [{ time: 250 }, { time: 270 }, { time: 590 }], context);
    expect(decisions[0]?.prefill).toBe(1);
    expect(decisions[1]!.prefill).toBeGreaterThan(4);
  });

  it('the perfect system has the workers when they are needed, and the bound needs no more', () => {
    const perfect = run(perfectSystem({ bounds: BOUNDS }), [{ time: 290 }, { time: 300 }], context);
    expect(perfect[0]?.prefill).toBe(1);
    expect(perfect[1]!.prefill).toBeGreaterThan(4);
    const bound = run(workBound({ bounds: BOUNDS }), [{ time: 300 }], context);
    expect(bound[0]!.prefill).toBeLessThanOrEqual(perfect[1]!.prefill!);
    expect(bound[0]!.decode).toBeLessThanOrEqual(perfect[1]!.decode!);
  });

  it('the work bound is work over the best measured rate', () => {
    const profile = sampleProfile();
    const load = { requests: 10, isl: 1000, osl: 100 };
    const best = Math.max(...profile.prefill.tokensPerSecondPerGpu);
    expect(leastGpuSeconds('prefill', { profile, replicas: 1 }, load)).toBeCloseTo(10_000 / best, 9);
  });

  it('a constant count is the most that any interval needs, or the mean', () => {
    const [peak] = run(provisioned({ of: 'peak', bounds: BOUNDS }), [{}], context);
    const [mean] = run(provisioned({ of: 'mean', bounds: BOUNDS }), [{}], context);
    expect(peak?.prefill).toBe(run(perfectSystem({ bounds: BOUNDS }), [{ time: 300 }], context)[0]?.prefill);
    expect(mean!.prefill).toBeLessThan(peak!.prefill!);
  });

  it('refuse to start where the traffic is not known', () => {
    const { trafficAhead, ...unknown } = sampleContext();
    expect(trafficAhead).toBeDefined();
    for (const policy of [
      oracle({ bounds: BOUNDS }),
      workBound({ bounds: BOUNDS }),
      provisioned({ of: 'peak', bounds: BOUNDS }),
    ]) {
      expect(() => policy.init(unknown)).toThrow(RangeError);
    }
  });
});

it('last-value sizes for a quantile where it is asked to', () => {
  const moments = [100, 300, 120, 280, 150, 250].map((requests, i) => ({ time: 10 * i, requests }));
  const chosen = forecaster({ kind: 'moving-average', window: 6 });
  const point = run(lastValue({ forecaster: chosen, bounds: BOUNDS }), moments).at(-1)!;
  const high = run(lastValue({ forecaster: chosen, quantile: 0.95, bounds: BOUNDS }), moments).at(-1)!;
  expect(high.explanation['forecast_requests']).toBeGreaterThan(point.explanation['forecast_requests']! * 1.2);
});
