/** Every cause of docs/reference/causes.md, planted in a cluster small enough to follow by hand; and what holds for all runs. */
import { describe, expect, it } from 'vitest';
import type { Role } from '../../planner-core/index.js';
import { type CauseContext, judge, latencies, MISS_CAUSES, MissCauses, type RequestEnd } from '../../reports/index.js';
import { type SimulationInput, simulate, unloadedTimes } from '../../sim/index.js';
import {
  collect,
  drawRun,
  type Rows,
  requests,
  type SmallClusterOptions,
  scriptedPolicy,
  smallInput,
  smallProfile,
} from '../../sim/testing/index.js';

const SLA = { ttft_ms: 2000, tpot_ms: 15 };
type Sla = Partial<typeof SLA> & { e2e_ms?: number };

function contextOf(input: SimulationInput, more: Partial<CauseContext> = {}): CauseContext {
  const isAggregated = 'aggregated' in input.cluster.pools;
  const startup_s: Partial<Record<Role, number>> = { prefill: 30, decode: 30, aggregated: 30 };
  return {
    unloaded: unloadedTimes(input.cluster),
    promptRole: isAggregated ? 'aggregated' : 'prefill',
    decodeRole: isAggregated ? 'aggregated' : 'decode',
    startup_s,
    hasPlanner: true,
    slowed: [],
    ...more,
  };
}

interface Played {
  /** Causes by request, of those that missed. */
  readonly causes: Map<number, string>;
  readonly late_s: Map<number, number>;
  readonly ends: RequestEnd[];
}

function explain(
  input: SimulationInput,
  traffic: Parameters<typeof simulate>[1],
  sla: Sla,
  context: CauseContext,
): Played {
  const misses = new MissCauses(sla, context);
  const played: Played = { causes: new Map(), late_s: new Map(), ends: [] };
  const { sink } = collect();
  simulate(input, traffic, {
    ...sink,
    worker: (event) => misses.sink.worker(event),
    tick: (event) => misses.sink.tick(event),
    requestEnd: (end) => {
      const miss = misses.of(end, judge(end, latencies(end), sla));
      if (miss) played.causes.set(end.id, miss.cause);
      if (miss?.late_s !== undefined) played.late_s.set(end.id, miss.late_s);
      played.ends.push(end);
    },
  });
  return played;
}

function play(rows: Rows, options: SmallClusterOptions, more: Partial<CauseContext> = {}, sla: Sla = SLA): Played {
  const input = { ...smallInput(options), sla: { ttft: 2, tpot: 0.015 } };
  return explain(input, requests(rows), sla, contextOf(input, more));
}

/** So many requests from a time on, evenly. */
const stream = (from_s: number, count: number, gap_s: number, input: number, output: number): Rows =>
  Array.from({ length: count }, (_, i) => [from_s + i * gap_s, input, output] as const);

const most = ({ causes }: Played): string | undefined => {
  const counts = new Map<string, number>();
  for (const cause of causes.values()) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
};

/** One prefill worker does one request a second; from 60 s on two come. */
const DOUBLED = [...stream(0, 60, 1.01, 900, 2), ...stream(60.6, 300, 0.5, 900, 2)];
/** Orders of a planner that ticks every 10 s: `count` from this tick on. */
const orders = (...counts: number[]) => scriptedPolicy(counts.map((prefill) => ({ prefill })));
const upAt = (tick: number, count = 3) => orders(...Array.from({ length: tick }, (_, i) => (i + 1 < tick ? 1 : count)));

describe('a miss is put down to', () => {
  it('infeasible: not even one alone keeps the promise', () => {
    expect(play([[0, 2500, 5]], {}).causes).toEqual(new Map([[0, 'infeasible']]));
    expect(play([[0, 100, 5]], {}, {}, { tpot_ms: 9 }).causes).toEqual(new Map([[0, 'infeasible']]));
    expect(play([[0, 100, 5]], {}, {}, { e2e_ms: 130 }).causes).toEqual(new Map([[0, 'infeasible']]));
    expect(play([[0, 200_000, 5]], {}).causes).toEqual(new Map([[0, 'infeasible']])); // no worker holds it
  });

  it('cold_start: what was ordered soon takes its time', () => {
    const played = play(
      DOUBLED,
      { policy: upAt(7), interval_s: 10, prefill: { startup: startup(60) } },
      { startup_s: { prefill: 60 } },
    );
    expect(most(played)).toBe('cold_start');
  });

  it('planner_late: by the time until the order', () => {
    const played = play(
      DOUBLED,
      { policy: upAt(18), interval_s: 10, prefill: { startup: startup(5) } },
      { startup_s: { prefill: 5 } },
    );
    expect(most(played)).toBe('planner_late');
    // the backlog begins within some seconds after 60 s, the order comes at 180 s
    expect(Math.max(...played.late_s.values())).toBeGreaterThan(110);
    expect(Math.max(...played.late_s.values())).toBeLessThan(120);
  });

  it('the stage itself where nobody may order, or no order could have come in time', () => {
    const never = { policy: orders(1), interval_s: 10 };
    expect(most(play(DOUBLED, never))).toBe('planner_late');
    expect(most(play(DOUBLED, never, { hasPlanner: false }))).toBe('prefill_queue');
    expect(most(play(DOUBLED, never, { startup_s: { prefill: 1000 } }))).toBe('prefill_queue');
  });

  it('scale_down: what was there had been given away', () => {
    const policy = orders(2, 2, 2, 2, 1, 1, 1, 1, 2);
    const played = play(DOUBLED, { policy, interval_s: 10, prefill: { replicas: 2 } });
    expect(most(played)).toBe('scale_down');
    const killed = play([[0, 100, 2000]], {
      policy: scriptedPolicy([{ decode: 0 }]),
      interval_s: 10,
      decode: { drain: 'immediate' },
    });
    expect(killed.causes).toEqual(new Map([[0, 'scale_down']]));
  });

  it('fault: a worker died, or was slow', () => {
    const crash = { kind: 'worker_crash', role: 'prefill', at_s: 20, count: 1 } as const;
    expect(most(play(stream(0, 60, 1.01, 900, 2), { faults: [crash], frontend: { lost_work: 'requeue' } }))).toBe(
      'fault',
    );
    const lost = play([[0, 100, 2000]], { faults: [{ ...crash, role: 'decode', at_s: 5 }] });
    expect(lost.causes).toEqual(new Map([[0, 'fault']]));
    const slow = { kind: 'slow_worker', role: 'decode', at_s: 1, duration_s: 60, factor: 3, count: 1 } as const;
    expect(play([[0, 100, 200]], { faults: [slow] }).causes).toEqual(new Map([[0, 'fault']]));
  });

  it('cold_start, too: a fresh worker is slow', () => {
    const played = play([[40, 1500, 2]], {
      policy: orders(1),
      interval_s: 1,
      prefill: { replicas: 0, startup: startup(1), warm_up: { requests: 5, factor: 2 } },
    });
    expect(played.causes).toEqual(new Map([[0, 'cold_start']]));
  });

  it('routing: another worker had nothing to do', () => {
    const rows: Rows = [
      [0, 1500, 2],
      [0.1, 10, 2],
      [1, 1400, 2], // round robin sends it behind the first; the second worker is idle by then
    ];
    const prefill = { replicas: 2, queue: 'per_worker', routing: { policy: 'round_robin' } } as const;
    const played = play(rows, { prefill }, {}, { ttft_ms: 1600 });
    expect(played.causes).toEqual(new Map([[2, 'routing']]));
  });

  it('prefill_queue and prefill_batch: others came before, or with it', () => {
    const burst: Rows = [...Array.from({ length: 4 }, () => [0, 900, 2] as const)];
    expect([...play(burst, {}).causes]).toEqual([
      [2, 'prefill_queue'],
      [3, 'prefill_queue'],
    ]);
    expect(new Set(play(burst, { prefill: { max_batch: 8 } }).causes.values())).toEqual(new Set(['prefill_batch']));
  });

  it('kv_wait and decode_batch: no room at the decode worker, or too many others in its batch', () => {
    const profile = smallProfile({ maxKvTokens: 1000 });
    const rows: Rows = [
      [0, 100, 600],
      [0.2, 100, 600],
    ];
    expect(play(rows, { profile }).causes).toEqual(new Map([[1, 'kv_wait']]));
    const steep = { ...smallProfile(), decode: { ...smallProfile().decode, itlMs: [10, 1000, 10, 1000] } };
    const many = stream(0, 40, 0.02, 10, 400);
    const played = play(many, { profile: steep }, { hasPlanner: false }, { tpot_ms: 15 });
    expect(new Set(played.causes.values())).toEqual(new Set(['decode_batch']));
  });

  it('transfer: the link was shared', () => {
    const profile = { ...smallProfile(), kvBytesPerToken: 1e6 };
    const rows = stream(0, 6, 0.001, 500, 2);
    const transfer = { bandwidth_gb_per_s: 1, latency_ms: 0, shared: { gb_per_s: 1, per: 'cluster' } } as const;
    const played = play(rows, { profile, transfer, prefill: { replicas: 6 } }, {}, { ttft_ms: 1600 });
    expect(new Set(played.causes.values())).toEqual(new Set(['transfer']));
  });

  it('rejected, client, run_end: it was let down outside', () => {
    const busy: Rows = stream(0, 3, 0.01, 900, 2);
    expect(play(busy, { frontend: { max_in_flight: 2 } }).causes).toEqual(new Map([[2, 'rejected']]));
    expect(play([[0, 900, 2]], { clients: { first_token_timeout_s: 0.5 } }).causes).toEqual(new Map([[0, 'client']]));
    expect(play([[0, 900, 500]], { drainLimit_s: 1.5 }).causes).toEqual(new Map([[0, 'run_end']]));
  });
});

describe('whatever the run', () => {
  it('has one known cause for every miss, and times in order', () => {
    for (let seed = 1; seed <= 15; seed++) {
      const { input, traffic } = drawRun(seed, 'leaping');
      const sla = { ttft_ms: 1500, tpot_ms: 20, e2e_ms: 20_000 };
      const { causes, ends } = explain(input, traffic, sla, contextOf(input));
      const missed = ends.filter((end) => judge(end, latencies(end), sla).all === false);
      expect([...causes.keys()].sort()).toEqual(missed.map(({ id }) => id).sort());
      for (const cause of causes.values()) expect(Object.keys(MISS_CAUSES)).toContain(cause);
      for (const { arrival_s, stages, firstToken_s } of ends) {
        const { queued_s, started_s, prefilled_s, granted_s, transferred_s } = stages!;
        const times = [arrival_s, queued_s, started_s, prefilled_s, granted_s, transferred_s, firstToken_s];
        const known = times.filter((time_s) => time_s !== undefined);
        expect(known).toEqual([...known].sort((a, b) => a - b));
      }
    }
  });

  it('leaves nothing to blame of a request that is alone', () => {
    let measured = 0;
    for (let seed = 1; seed <= 24; seed++) {
      const { input } = drawRun(seed, 'leaping');
      const pools = Object.fromEntries(
        Object.entries(input.cluster.pools).map(([role, pool]) => [
          role,
          {
            ...pool,
            groups: [{ ...pool.groups[0]!, spec: { ...pool.groups[0]!.spec, replicas: 1, warm_pool: undefined } }],
          },
        ]),
      );
      const alone = {
        ...smallInput({ transfer: input.cluster.transfer }),
        cluster: { ...input.cluster, pools, infrastructure: {} },
      } as SimulationInput;
      const { ends } = explain(alone, requests([[0, 700, 60]]), {}, contextOf(alone));
      const [end] = ends;
      if (end!.status !== 'completed' || end!.preemptions! > 0) continue; // too large for this draw's memory
      measured++;
      const times = unloadedTimes(alone.cluster)(end!);
      const fresh_s = end!.stages!.holdUps?.freshPrompt_s ?? 0;
      const ttft_s = times.overhead_s + times.prefill_s + fresh_s + times.transfer_s + times.firstStep_s;
      expect(end!.firstToken_s).toBeCloseTo(ttft_s, 6);
      expect(end!.lastToken_s).toBeCloseTo(ttft_s + times.decode_s, 6);
    }
    expect(measured).toBeGreaterThan(12);
  });
});

function startup(seconds: number) {
  return { stages: [{ name: 'startup', fixed_s: seconds }] };
}
