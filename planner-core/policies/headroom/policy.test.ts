/** The policy against small versions of the museum's failures: made-up observations around a cluster that obeys. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision, Observation, PolicyContext, Role, WorkerCounts } from '../../ports.js';
import { frozen } from '../../testing/index.js';
import { sampleContext, sampleProfile } from '../testing/index.js';
import { type HeadroomOptions, headroom } from './index.js';

const OPTIONS: HeadroomOptions = { attainment: 0.95, bounds: { min: 1, max: 32 } };
const INTERVAL_S = 10;

interface Moment {
  readonly rate: number;
  readonly fields?: Partial<Observation>;
  /** Somebody sets both roles to this count. */
  readonly edit?: number;
}

/** Ticks of a cluster whose workers start as ordered, 30 s later, and which serves everything. */
function play(moments: readonly Moment[], options = OPTIONS, context: PolicyContext = sampleContext()) {
  const session = headroom(options).init(context);
  let state = session.initialState;
  const startup_s = context.pools.prefill!.startupSeconds!;
  const roles = Object.keys(context.pools) as Role[];
  let cluster = roles.map((role) => ({ role, ready: context.pools[role]!.replicas, due: [] as number[] }));
  return moments.map(({ rate, fields, edit }, i): Decision => {
    const time = INTERVAL_S * (i + 1);
    cluster = cluster.map(({ role, ready, due }) => {
      const left = due.filter((at) => at > time);
      return { role, ready: edit ?? ready + due.length - left.length, due: edit === undefined ? left : [] };
    });
    const workers = Object.fromEntries(
      cluster.map(({ role, ready, due }): [Role, WorkerCounts] => [
        role,
        { ready, starting: due.length, draining: 0, desired: ready + due.length },
      ]),
    );
    const observation: Observation = {
      time,
      windowSeconds: INTERVAL_S,
      traffic: {
        requests: rate * INTERVAL_S,
        inputTokensMean: rate > 0 ? 1000 : Number.NaN,
        outputTokensMean: rate > 0 ? 200 : Number.NaN,
      },
      queues: { prefill: 0, decode: 0 },
      workers,
      ...fields,
    };
    const answer = session.tick(frozen(state), frozen(observation));
    state = answer.state;
    for (const one of cluster) {
      const target = answer.decision.targets[one.role] ?? one.ready + one.due.length;
      while (one.ready + one.due.length < target) one.due.push(time + startup_s);
      while (one.ready + one.due.length > target && one.due.length > 0) one.due.pop();
      one.ready = Math.min(one.ready, target);
    }
    return answer.decision;
  });
}

const steady = (rate: number, ticks: number, fields?: Partial<Observation>): Moment[] =>
  Array.from({ length: ticks }, () => ({ rate, ...(fields && { fields }) }));
const prefills = (decisions: readonly Decision[]) => decisions.map(({ targets }) => targets.prefill!);

describe('headroom', () => {
  it('orders whole numbers of workers for answers that no context holds, and nobody there', () => {
    const session = headroom({ ...OPTIONS, bounds: { min: 1, max: 12 } }).init(sampleContext());
    const latency = { ttft: Number.NaN, itl: Number.NaN };
    const tick = { windowSeconds: 10, queues: {}, workersDetail: {}, latency };
    const told = { requests: 0, arrivals: 0, inputTokensMean: 1, outputTokensMean: 3793998.0000000987 };
    const first = session.tick(session.initialState, { ...tick, time: 10, workers: {}, traffic: told });
    const decode = { ready: 0, starting: 0, draining: 0, desired: 0 };
    const traffic = { requests: 0, arrivals: 0, inputTokensMean: 0, outputTokensMean: Number.NaN };
    const { decision } = session.tick(first.state, { ...tick, time: 20, workers: { decode }, traffic });
    expect(decision.targets.decode).toBe(1);
  });

  it('counts what is ordered: one step of the load is answered once', () => {
    const counts = prefills(play([...steady(5, 12), ...steady(60, 40)]));
    const settled = counts.at(-1)!;
    // 60 prompts of 55 ms a second keep 3.3 workers busy
    expect(settled).toBeGreaterThanOrEqual(4);
    expect(Math.max(...counts)).toBeLessThanOrEqual(settled + 2);
  });

  it('sees demand that waits inside while little ends', () => {
    const waiting = Array.from({ length: 8 }, (_, i) => ({ rate: 18, fields: { queues: { prefill: 720 * (i + 1) } } }));
    const decisions = play([...steady(10, 6), ...waiting]);
    expect(decisions.at(-1)!.explanation['demand_requests_per_s']).toBeCloseTo(90);
    expect(decisions.at(-1)!.targets.prefill).toBeGreaterThan(3);
    expect(decisions.flatMap(({ reasons }) => reasons)).toContain('back_pressure');
  });

  it('stays still under a constant load', () => {
    const counts = prefills(play(steady(22, 90)));
    expect(new Set(counts.slice(40)).size).toBe(1);
  });

  it('holds through an outage, never below the minimum, and rests after long silence', () => {
    const nothing: Partial<Observation> = { traffic: {}, queues: {} };
    const decisions = play([...steady(60, 30), ...steady(0, 30, nothing), ...steady(0, 90, nothing)]);
    const counts = prefills(decisions);
    expect(counts.slice(30, 60).every((count) => count === counts[29])).toBe(true);
    expect(decisions[40]!.reasons).toContain('no_data');
    expect(counts.at(-1)).toBe(1);
  });

  it('holds what it found until somebody came', () => {
    const silent: Partial<Observation> = { traffic: {} };
    expect(prefills(play(steady(0, 60, silent)))).toEqual(new Array(60).fill(2));
  });

  it('returns to the minimum when nobody comes, NaN means and all', () => {
    const decisions = play([...steady(60, 30), ...steady(0, 45)]);
    expect(decisions.at(-1)!.targets).toEqual({ prefill: 1, decode: 1 });
  });

  it('says that a promise is infeasible and keeps the count that throughput needs', () => {
    const context = { ...sampleContext(), sla: { ttft: 0.02, tpot: 0.05 } };
    const last = play(steady(22, 60), OPTIONS, context).at(-1)!;
    expect(last.reasons).toContain('infeasible');
    expect(last.log[0]?.text).toMatch(/unloaded TTFT .* > promise 20.0 ms/);
    expect(last.targets.prefill).toBeLessThanOrEqual(3);
  });

  it('goes back to what is needed after an outside edit', () => {
    const moments = steady(22, 80).map((moment, i) => (i === 40 ? { ...moment, edit: 12 } : moment));
    const counts = prefills(play(moments));
    expect(counts[39]).toBeLessThan(12);
    expect(counts.at(-1)).toBe(counts[39]);
  });

  it('moves in bounded steps and forgets a metric that ran wild', () => {
    const counts = prefills(play(steady(20, 80).map((moment, i) => (i === 30 ? { rate: 1000 } : moment))));
    counts.forEach((count, i) => {
      if (i > 0) expect(Math.abs(count - counts[i - 1]!)).toBeLessThanOrEqual(8);
    });
    expect(counts.at(-1)! - counts[29]!).toBeLessThanOrEqual(1);
  });

  it('learns a slower engine, but within bounds, and not from cold workers', () => {
    const slow = (itl: number) => steady(22, 60, { latency: { itl, ttft: 0.06 } });
    const decode = (moments: readonly Moment[]) => play(moments).at(-1)!.targets.decode!;
    expect(decode(slow(10))).toBeLessThanOrEqual(2 * decode(slow(0.006)) + 2);
  });

  it('plans aggregated workers', () => {
    const { prefill, ...rest } = sampleContext().pools;
    expect(rest).toBeDefined();
    const context = { ...sampleContext(), pools: { aggregated: prefill! } };
    const session = headroom(OPTIONS).init(context);
    const workers = { aggregated: { ready: 2, starting: 0, draining: 0, desired: 2 } };
    let state = session.initialState;
    let target = 0;
    for (let i = 1; i <= 40; i++) {
      const traffic = { arrivals: 500, inputTokensMean: 1000, outputTokensMean: 200 };
      const answer = session.tick(state, { time: 10 * i, windowSeconds: 10, traffic, workers });
      state = answer.state;
      target = answer.decision.targets.aggregated!;
    }
    expect(target).toBeGreaterThanOrEqual(4);
    expect(target).toBeLessThanOrEqual(8);
  });

  it('orders no fewer for a stricter promise', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 5, maxLength: 30 }),
        fc.double({ min: 0.5, max: 0.95, noNaN: true }),
        (rates, attainment) => {
          const needed = (share: number) =>
            play(
              rates.map((rate) => ({ rate })),
              { ...OPTIONS, attainment: share },
            ).at(-1)!.explanation['prefill_needed'];
          const [loose, strict] = [needed(attainment), needed(0.99)];
          if (loose !== undefined && strict !== undefined) expect(strict).toBeGreaterThanOrEqual(loose);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('keeps a plain state', () => {
    const session = headroom(OPTIONS).init({
      ...sampleContext(),
      pools: { prefill: { profile: sampleProfile(), replicas: 1 } },
    });
    expect(JSON.parse(JSON.stringify(session.initialState))).toEqual(session.initialState);
  });
});

describe('limits', () => {
  it('a GPU budget is kept, and more of it is never fewer workers', () => {
    const totals = [2, 4, 6, 10, 20].map((gpuBudget) => {
      const { prefill, decode } = play(steady(150, 40), { ...OPTIONS, gpuBudget }).at(-1)!.targets;
      expect(prefill! + decode!).toBeLessThanOrEqual(gpuBudget);
      return prefill! + decode!;
    });
    totals.forEach((total, i) => {
      if (i > 0) expect(total).toBeGreaterThanOrEqual(totals[i - 1]!);
    });
  });

  it('a budget below the minimum gives the minimum', () => {
    const { targets, reasons } = play(steady(150, 20), { ...OPTIONS, gpuBudget: 1 }).at(-1)!;
    expect(targets).toEqual({ prefill: 1, decode: 1 });
    expect(reasons).toContain('gpu_budget');
  });

  it('a maximum is kept, and the other role needs no more than gets through', () => {
    const narrow = { ...OPTIONS, bounds: { min: 1, max: 3 } };
    const { targets, reasons } = play(steady(150, 40), narrow).at(-1)!;
    expect(targets.prefill).toBe(3);
    expect(targets.decode).toBeLessThanOrEqual(3);
    expect(reasons).toContain('max_replicas');
  });

  it('more load is never fewer workers', () => {
    const settled = [5, 20, 40, 80, 120].map((rate) => prefills(play(steady(rate, 50))).at(-1)!);
    settled.forEach((count, i) => {
      if (i > 0) expect(count).toBeGreaterThanOrEqual(settled[i - 1]!);
    });
  });

  it('workers that wait for GPUs are not ordered again', () => {
    const session = headroom(OPTIONS).init(sampleContext());
    const waiting = { ready: 2, starting: 3, draining: 0, desired: 5, pending: 3 };
    const others = { ready: 2, starting: 0, draining: 0, desired: 2 };
    let state = session.initialState;
    const targets: number[] = [];
    for (let i = 1; i <= 20; i++) {
      const answer = session.tick(state, {
        time: 10 * i,
        windowSeconds: 10,
        traffic: { arrivals: 1500, inputTokensMean: 1000, outputTokensMean: 200 },
        workers: { prefill: waiting, decode: others },
      });
      state = answer.state;
      if (answer.decision.targets.prefill !== undefined) targets.push(answer.decision.targets.prefill);
    }
    expect(Math.max(...targets)).toBe(5);
  });
});

describe('what it says', () => {
  it('gives the numbers of every step, by role', () => {
    const { explanation } = play(steady(22, 20)).at(-1)!;
    expect(Object.keys(explanation)).toEqual(
      expect.arrayContaining([
        'demand_requests_per_s',
        'prefill_expected_requests_per_s',
        'prefill_worker_requests_per_s',
        'prefill_needed',
        'prefill_wanted',
        'prefill_missed_share',
        'prefill_backlog_at_ready_requests',
        'decode_needed',
      ]),
    );
    expect(explanation['demand_requests_per_s']).toBeCloseTo(22, 6);
    expect(explanation['prefill_missed_share']).toBeLessThanOrEqual(0.05);
  });

  it('names both promises that cannot be kept, in milliseconds', () => {
    const context = { ...sampleContext(), sla: { ttft: 0.02, tpot: 0.001 } };
    const texts = play(steady(22, 20), OPTIONS, context)
      .at(-1)!
      .log.map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringMatching(/^unloaded TTFT .* ms > promise 20\.0 ms: sized for throughput$/),
      expect.stringMatching(/^unloaded TPOT .* ms > promise 1\.00 ms: sized for throughput$/),
    ]);
  });

  it('says forecast, and why it moved or did not', () => {
    const { reasons } = play(steady(22, 60)).at(-1)!;
    expect(reasons).toContain('forecast');
    expect(reasons).toContain('no_change');
  });
});
