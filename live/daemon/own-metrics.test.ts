import { describe, expect, it } from 'vitest';
import { parsePage } from '../metrics/exposition.js';
import { OwnMetrics } from './own-metrics.js';
import type { TickOutcome } from './planner.js';

const NO_FAULTS = { source: false, connector: false, halfApplied: false };

/** A tick that decided on 90 requests of 60 s. */
function outcome(more: Partial<TickOutcome> & { held?: boolean } = {}): TickOutcome {
  const { held, ...rest } = more;
  const counts = (ready: number, desired: number) => ({ ready, starting: desired - ready, draining: 0, desired });
  return {
    entry: {
      time_s: 60,
      observation: {
        time: 60,
        windowSeconds: 60,
        traffic: { requests: 90, inputTokensMean: 3000, outputTokensMean: 150 },
        latency: { ttft: 0.25, itl: 0.0125, requestDuration: 2.5 },
        workers: {},
      },
      decision: {
        targets: {},
        reasons: ['forecast'],
        explanation: { forecast_requests: 120, forecast_input_tokens: 3100, forecast_output_tokens: 140 },
        log: [],
      },
      ordered: {},
      ...(held && { held }),
    },
    memory: { time_s: 60, policy: undefined, safe: { prefill: 3, decode: 4 }, open: {}, seen: [] },
    workers: { prefill: counts(2, 3), decode: counts(4, 4) },
    age_s: 1.5,
    faults: NO_FAULTS,
    ...rest,
  };
}

/** Every series of the page by its name and labels. */
async function seriesOf(metrics: OwnMetrics): Promise<Record<string, number>> {
  const samples = parsePage(await metrics.text(), () => true);
  return Object.fromEntries(
    samples.map(({ name, labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
  );
}

describe('before the first tick', () => {
  it('has the promise that was given, in milliseconds, and that it leads', async () => {
    expect(await seriesOf(new OwnMetrics({ ttft_ms: 500, tpot_ms: 50 }))).toEqual({
      dynamo_planner_sla_target_ttft_ms: 500,
      dynamo_planner_sla_target_itl_ms: 50,
      headroom_planner_leader: 1,
    });
  });

  it('has no promise where none was given', async () => {
    expect(await seriesOf(new OwnMetrics({}))).toEqual({ headroom_planner_leader: 1 });
  });
});

describe('after a tick', () => {
  it('shows what was seen, computed and ordered, each in its unit', async () => {
    const metrics = new OwnMetrics({});
    metrics.tick(outcome());
    expect(await seriesOf(metrics)).toEqual({
      headroom_planner_leader: 1,
      'headroom_planner_ticks_total decided': 1,
      dynamo_planner_num_prefill_replicas: 2,
      dynamo_planner_num_decode_replicas: 4,
      dynamo_planner_observed_ttft_ms: 250,
      dynamo_planner_observed_itl_ms: 12.5,
      dynamo_planner_observed_requests_per_second: 1.5, // 90 in 60 s
      dynamo_planner_observed_request_duration_seconds: 2.5,
      dynamo_planner_observed_input_sequence_tokens: 3000,
      dynamo_planner_observed_output_sequence_tokens: 150,
      dynamo_planner_predicted_requests_per_second: 2, // 120 in 60 s
      dynamo_planner_predicted_input_sequence_tokens: 3100,
      dynamo_planner_predicted_output_sequence_tokens: 140,
      dynamo_planner_predicted_num_prefill_replicas: 3,
      dynamo_planner_predicted_num_decode_replicas: 4,
      headroom_planner_source_age_seconds: 1.5,
      'headroom_planner_desired_replicas prefill': 3,
      'headroom_planner_desired_replicas decode': 4,
      'headroom_planner_target_replicas prefill': 3,
      'headroom_planner_target_replicas decode': 4,
    });
  });

  it('takes away a figure that is no longer known, and brings it back', async () => {
    const metrics = new OwnMetrics({});
    metrics.tick(outcome());
    const silent = outcome({ workers: undefined, age_s: undefined });
    const { traffic: _t, latency: _l, ...blind } = silent.entry.observation;
    metrics.tick({ ...silent, entry: { ...silent.entry, observation: blind } });
    const without = await seriesOf(metrics);
    expect(Object.keys(without).filter((name) => /observed|num_(prefill|decode)|age/.test(name))).toEqual([
      'dynamo_planner_predicted_num_prefill_replicas',
      'dynamo_planner_predicted_num_decode_replicas',
    ]);
    metrics.tick(outcome());
    expect(await seriesOf(metrics)).toHaveProperty('dynamo_planner_observed_ttft_ms', 250);
  });

  it('aggregated workers stand where decode workers do', async () => {
    const metrics = new OwnMetrics({});
    const workers = { aggregated: { ready: 5, starting: 0, draining: 0, desired: 6 } };
    metrics.tick(outcome({ workers, memory: { ...outcome().memory, safe: { aggregated: 6 } } }));
    expect(await seriesOf(metrics)).toMatchObject({
      dynamo_planner_num_decode_replicas: 5,
      dynamo_planner_predicted_num_decode_replicas: 6,
      'headroom_planner_desired_replicas aggregated': 6,
    });
  });

  it('no worker ready is 0, not unknown', async () => {
    const metrics = new OwnMetrics({});
    metrics.tick(outcome({ workers: { decode: { ready: 0, starting: 2, draining: 0, desired: 2 } } }));
    const series = await seriesOf(metrics);
    expect(series['dynamo_planner_num_decode_replicas']).toBe(0);
    expect(series).not.toHaveProperty('dynamo_planner_num_prefill_replicas');
  });
});

describe('counters', () => {
  it('ticks by what came of them', async () => {
    const metrics = new OwnMetrics({});
    for (const held of [true, false, true]) metrics.tick(outcome({ held }));
    expect(await seriesOf(metrics)).toMatchObject({
      'headroom_planner_ticks_total held': 2,
      'headroom_planner_ticks_total decided': 1,
    });
  });

  it.each([
    ['source', { ...NO_FAULTS, source: true }],
    ['connector', { ...NO_FAULTS, connector: true }],
    ['half_applied', { ...NO_FAULTS, halfApplied: true }],
  ])('a tick with a fault of kind %s counts that one alone', async (kind, faults) => {
    const metrics = new OwnMetrics({});
    metrics.tick(outcome({ faults }));
    const counted = Object.entries(await seriesOf(metrics)).filter(([name]) => name.includes('faults_total'));
    expect(counted).toEqual([[`headroom_planner_faults_total ${kind}`, 1]]);
  });

  it('faults beside ticks, several at a time', async () => {
    const metrics = new OwnMetrics({});
    metrics.fault('late_tick', 3);
    metrics.fault('late_tick');
    metrics.fault('clock_step');
    expect(await seriesOf(metrics)).toMatchObject({
      'headroom_planner_faults_total late_tick': 4,
      'headroom_planner_faults_total clock_step': 1,
    });
  });
});

it('tells who leads, and the GPU-hours so far', async () => {
  const metrics = new OwnMetrics({});
  metrics.leader(false);
  metrics.gpuHours(12.5);
  expect(await seriesOf(metrics)).toEqual({ headroom_planner_leader: 0, dynamo_planner_gpu_hours: 12.5 });
});

it('two planners of one process share nothing', async () => {
  const [one, other] = [new OwnMetrics({}), new OwnMetrics({})];
  one.tick(outcome());
  expect(await seriesOf(other)).toEqual({ headroom_planner_leader: 1 });
});
