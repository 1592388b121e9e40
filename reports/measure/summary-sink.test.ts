import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../planner-core/index.js';
import type { PoolSample, RequestEnd, RunEnd, TickEvent } from '../record/events.js';
import type { Summary } from '../record/summary.js';
import { teeSinks } from '../record/tee.js';
import { FIVE_PRICES, FIVE_SLA, tellFiveRequests } from '../testing/five-requests.js';
import { anyRequestEnd, completed, unserved } from '../testing/requests.js';
import { SummarySink } from './summary-sink.js';

function fiveRequests(): Summary {
  const sink = new SummarySink(FIVE_SLA, FIVE_PRICES);
  tellFiveRequests(teeSinks(sink));
  return sink.summary('hash');
}

function summaryOf(ends: readonly RequestEnd[], end: RunEnd = { time_s: 100 }, sla = {}): Summary {
  const sink = new SummarySink(sla);
  for (const one of ends) {
    sink.arrival(one);
    sink.requestEnd(one);
  }
  sink.runEnd(end);
  return sink.summary('hash');
}

describe('the summary of the five requests', () => {
  const summary = fiveRequests();

  it('counts them by what became of them', () => {
    expect(summary.requests).toEqual({
      offered: 5,
      completed: 3,
      failed: 1,
      unfinished: 1,
      failed_by_status: { failed: 1 },
    });
    expect(summary.tokens).toEqual({ input: 1500, output: 79, delivered: 44 });
    expect(summary.prefix_cache).toEqual({ hit_token_ratio: 50 / 1500 });
  });

  it('has what was promised, and how much of it was kept', () => {
    expect(summary.sla).toEqual({ ttft_ms: 1000, tpot_ms: 100 });
    expect(summary.attainment).toMatchObject({ overall: 0.4, ttft: 0.25, tpot: 0.5, e2e: 1, by_class: { batch: 1 } });
    expect(summary.causes).toEqual({ failed: 1, ttft: 1, unfinished: 1 });
    expect(summary).not.toHaveProperty('planner_late_s');
  });

  it('has rates over the ten seconds', () => {
    expect(summary.goodput).toEqual({ requests_per_s: 0.2, output_tokens_per_s: 1.2 });
    expect(summary.throughput).toEqual({ requests_per_s: 0.3, input_tokens_per_s: 150, output_tokens_per_s: 4.4 });
  });

  it('has latencies of those who came to them', () => {
    expect(summary.ttft_ms).toMatchObject({ count: 4, mean: 2375, max: 6000 });
    expect(summary.ttft_ms!.p50 / 1000).toBeCloseTo(1, 2);
    expect(summary.tpot_ms).toMatchObject({ count: 2, mean: 100, max: 100 });
    expect(summary.e2e_ms).toMatchObject({ count: 3, mean: expect.closeTo(3833.333, 3), max: 6000 });
    expect(summary.itl_ms).toMatchObject({ count: 40, mean: expect.closeTo(175), max: 400 });
    expect(summary.itl_ms!.p50 / 100).toBeCloseTo(1, 2);
    expect(summary.itl_ms!.p90 / 400).toBeCloseTo(1, 2);
  });

  it('has a curve of each latency, and of each but the gaps how much it can be believed', () => {
    expect(Object.keys(summary.distributions)).toEqual(['ttft_ms', 'itl_ms', 'tpot_ms', 'e2e_ms']);
    expect(summary.distributions.ttft_ms!.at(-1)).toEqual([1, 6000]);
    const nothing = { p50: {}, p90: {}, p99: {} };
    expect(summary.confidence).toEqual({ ttft_ms: expect.anything(), tpot_ms: nothing, e2e_ms: nothing });
  });

  it('has what the workers took and what that cost', () => {
    expect(summary.gpu_hours.total * 3600).toBeCloseTo(40, 9);
    expect(summary.gpu_hours).not.toHaveProperty('nodes');
    expect(summary.cost!.usd).toBeCloseTo(0.035, 12);
    expect(summary.cost!.usd_per_good_request).toBeCloseTo(0.0175, 12);
    expect(summary.cost!.usd_per_million_output_tokens).toBeCloseTo(0.035 / 44e-6, 6);
  });

  it('has what the planner did, and what the simulator did', () => {
    expect(summary.scaling).toEqual({
      decisions: 2,
      scale_ups: 1,
      scale_downs: 1,
      max_workers_by_role: { prefill: 1, decode: 2 },
    });
    expect(summary.simulation).toEqual({
      events: 99,
      simulated_s: 10,
      single_steps: 5,
      leapt_steps: 6,
      preemptions: 1,
    });
    expect(summary.event_log_sha256).toBe('hash');
  });

  it('is the same when it is told again', () => expect(fiveRequests()).toEqual(summary));
});

describe('a run', () => {
  it('without anything has counts of 0, and no figure that does not exist', () => {
    expect(summaryOf([], { time_s: 0 })).toEqual({
      requests: { offered: 0, completed: 0, failed: 0, unfinished: 0 },
      tokens: { input: 0, output: 0, delivered: 0 },
      sla: {},
      attainment: { by_class: {} },
      causes: {},
      goodput: { requests_per_s: 0, output_tokens_per_s: 0 },
      confidence: {},
      distributions: {},
      throughput: { requests_per_s: 0, input_tokens_per_s: 0, output_tokens_per_s: 0 },
      gpu_hours: { total: 0, starting: 0, serving: 0, idle: 0, draining: 0, by_role: {} },
      scaling: { decisions: 0, scale_ups: 0, scale_downs: 0, max_workers_by_role: {} },
      prefix_cache: {},
      event_log_sha256: 'hash',
    });
  });

  it('of no length has rates of 0', () => {
    const { throughput, goodput } = summaryOf([completed()], { time_s: 0 }, { ttft_ms: 1000 });
    expect(throughput).toEqual({ requests_per_s: 0, input_tokens_per_s: 0, output_tokens_per_s: 0 });
    expect(goodput).toEqual({ requests_per_s: 0, output_tokens_per_s: 0 });
  });

  it('of half a second has rates over half a second', () => {
    expect(summaryOf([completed()], { time_s: 0.5 }).throughput).toEqual({
      requests_per_s: 2,
      input_tokens_per_s: 200,
      output_tokens_per_s: 22,
    });
  });

  it('in which all failed has no latency, and an attainment of 0', () => {
    const ends = (['failed', 'timed_out', 'timed_out', 'cancelled', 'rejected'] as const).map((status) =>
      unserved(status),
    );
    const summary = summaryOf(ends, { time_s: 10 }, { ttft_ms: 1000 });
    expect(summary.requests).toEqual({
      offered: 5,
      completed: 0,
      failed: 5,
      unfinished: 0,
      failed_by_status: { failed: 1, timed_out: 2, cancelled: 1, rejected: 1 },
    });
    expect(summary.attainment).toMatchObject({ overall: 0, ttft: 0, by_class: {} });
    expect(summary.causes).toEqual({ rejected: 1, cancelled: 1, failed: 1, timed_out: 2 });
    expect(summary).not.toHaveProperty('ttft_ms');
    expect(summary).not.toHaveProperty('e2e_ms');
  });

  it('counts a first token of one that failed, and no time per token of it', () => {
    const summary = summaryOf([completed({ status: 'timed_out' })]);
    expect(summary.ttft_ms!.count).toBe(1);
    expect(summary).not.toHaveProperty('tpot_ms');
    expect(summary).not.toHaveProperty('e2e_ms');
  });

  it('to which nothing was promised has no goodput', () => {
    expect(summaryOf([completed()]).goodput).toEqual({ requests_per_s: 0, output_tokens_per_s: 0 });
  });

  it('without a price has no cost', () => {
    const sink = new SummarySink(FIVE_SLA);
    tellFiveRequests(teeSinks(sink));
    expect(sink.summary('')).not.toHaveProperty('cost');
  });

  it('on nodes tells what of them no worker held', () => {
    const { gpu_hours } = summaryOf([], { time_s: 3600, nodes: { provisioned_gpu_s: 7200, idle_gpu_s: 1800 } });
    expect(gpu_hours).toMatchObject({ total: 0, nodes: 2, nodes_idle: 0.5 });
  });

  it('that is live has no simulation', () => {
    expect(summaryOf([completed()])).not.toHaveProperty('simulation');
    expect(summaryOf([completed()], { time_s: 1, events: 0 }).simulation).toEqual({
      events: 0,
      simulated_s: 1,
      preemptions: 0,
    });
  });
});

describe('scaling', () => {
  const tick = (ordered: TickEvent['ordered']) => ({ ordered }) as TickEvent;
  const pool = (change: Partial<PoolSample>): PoolSample => ({
    ready: 0,
    starting: 0,
    draining: 0,
    desired: 0,
    kinds: [],
    ...change,
  });

  function scalingOf(tell: (sink: SummarySink) => void): Summary['scaling'] {
    const sink = new SummarySink({});
    tell(sink);
    return sink.summary('').scaling;
  }

  it('counts for each role whether its order rose or fell since the tick before', () => {
    const orders = [
      { prefill: 1, decode: 1 },
      { prefill: 2, decode: 3 },
      { prefill: 2, decode: 2 },
      { prefill: 1, decode: 5 },
    ];
    const scaling = scalingOf((sink) => orders.forEach((ordered) => void sink.tick(tick(ordered))));
    expect(scaling).toMatchObject({ decisions: 4, scale_ups: 3, scale_downs: 2 });
  });

  it('counts the first order against what there was at the start', () => {
    const counted = (desired: number | undefined) =>
      scalingOf((sink) => {
        if (desired !== undefined) sink.sample({ pools: { decode: pool({ desired }) } });
        sink.tick(tick({ decode: 3 }));
      });
    expect(counted(undefined)).toMatchObject({ scale_ups: 0, scale_downs: 0 });
    expect(counted(2)).toMatchObject({ scale_ups: 1, scale_downs: 0 });
    expect(counted(4)).toMatchObject({ scale_ups: 0, scale_downs: 1 });
  });

  it('has the most workers that a sample saw, without those that have no GPUs yet', () => {
    const pools: readonly PoolSample[] = [
      pool({ ready: 2 }),
      pool({ ready: 2, starting: 3, draining: 1, pending: 2 }),
      pool({ ready: 3 }),
    ];
    const scaling = scalingOf((sink) => {
      for (const decode of pools) sink.sample({ pools: { decode } });
    });
    expect(scaling.max_workers_by_role).toEqual({ decode: 4 });
  });

  it('says nothing of a role that nobody saw', () => {
    const roles: Role[] = ['aggregated'];
    const scaling = scalingOf((sink) => {
      for (const role of roles) sink.sample({ pools: { [role]: pool({}) } });
    });
    expect(scaling.max_workers_by_role).toEqual({ aggregated: 0 });
  });
});

describe('the figures so far', () => {
  it('do not change with what comes after', () => {
    const sink = new SummarySink(FIVE_SLA, FIVE_PRICES);
    tellFiveRequests(teeSinks(sink));
    const before = sink.summary('');
    const told = JSON.stringify(before);
    tellFiveRequests(teeSinks(sink));
    expect(JSON.stringify(before)).toBe(told);
  });

  it('of latencies are plain data that another run may merge', () => {
    const sink = new SummarySink({});
    tellFiveRequests(teeSinks(sink));
    const { itl_ms, ttft_ms } = sink.histograms();
    expect(ttft_ms.range).toEqual([0.5, 6]);
    const other = new SummarySink({});
    other.tokenGaps(0.2, 1, 60, 0);
    other.mergeGaps(itl_ms);
    expect(other.summary('').itl_ms).toMatchObject({ count: 100, mean: expect.closeTo(190), max: 400 });
  });
});

describe('whatever the requests', () => {
  const ends = fc.array(anyRequestEnd, { maxLength: 25 });
  const sla = { ttft_ms: 5000, tpot_ms: 200 };
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, count) => all + count, 0);

  it('each is counted once, and each miss has one cause', () => {
    fc.assert(
      fc.property(ends, (told) => {
        const { requests, attainment, causes, tokens, goodput } = summaryOf(told, { time_s: 100 }, sla);
        expect(requests.completed + requests.failed + requests.unfinished).toBe(told.length);
        expect(sum(requests.failed_by_status ?? {})).toBe(requests.failed);
        expect(tokens.delivered).toBe(told.reduce((all, { deliveredTokens }) => all + deliveredTokens, 0));
        const missed = Math.round(told.length * (1 - (attainment.overall ?? 1)));
        expect(sum(causes!)).toBe(missed);
        expect(goodput.requests_per_s).toBeCloseTo((told.length - missed) / 100, 12);
      }),
    );
  });

  it('the order of those that end at one time changes no figure', () => {
    fc.assert(
      fc.property(
        ends.chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told, { minLength: told.length }))),
        ([told, shuffled]) => {
          const atOnce = (some: readonly RequestEnd[]) =>
            summaryOf(
              some.map((end) => ({ ...end, time_s: 100 })),
              { time_s: 100 },
              sla,
            );
          const rounded = (_: string, value: unknown) =>
            typeof value === 'number' ? Number(value.toPrecision(10)) : value;
          const figures = (some: readonly RequestEnd[]) => {
            const { requests, causes, ...rest } = atOnce(some);
            const { failed_by_status, ...counts } = requests;
            return JSON.parse(
              JSON.stringify({ ...rest, counts, causes, by: { ...failed_by_status } }, rounded),
            ) as unknown;
          };
          expect(figures(shuffled)).toEqual(figures(told));
        },
      ),
      { numRuns: 40 },
    );
  });
});
