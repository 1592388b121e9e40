import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation, simulate } from './simulation.js';
import { collect } from './testing/collecting-sink.js';
import {
  requests,
  type SmallClusterOptions,
  scriptedPolicy,
  smallInput,
  smallProfile,
} from './testing/small-cluster.js';

function run(rows: Parameters<typeof requests>[0], options: SmallClusterOptions = {}) {
  const collected = collect();
  const result = simulate(smallInput(options), requests(rows), collected.sink);
  return { ...collected, result };
}

describe('one request', () => {
  it('passes prefill, transfer and decode in the times of the profile', () => {
    const { ends, firstTokens, gaps, result } = run([[0, 100, 3]]);
    expect(firstTokens[0]?.ttft_s).toBeCloseTo(0.1 + 0.002, 9);
    expect(ends[0]?.lastToken_s).toBeCloseTo(0.102 + 2 * 0.01, 9);
    expect(gaps).toEqual([expect.closeTo(0.01, 9), expect.closeTo(0.01, 9)]);
    expect(result.tally).toEqual({ injected: 1, completed: 1, failed: 0, unfinished: 0 });
  });

  it('ends at the prefill worker when it wants one token', () => {
    const { ends, gaps } = run([[0, 100, 1]]);
    expect(ends[0]).toMatchObject({ status: 'completed', deliveredTokens: 1, prefillWorker: 0 });
    expect(ends[0]?.decodeWorker).toBeUndefined();
    expect(ends[0]?.lastToken_s).toBeCloseTo(0.1, 9);
    expect(gaps).toEqual([]);
  });

  it('fails at once when no worker could ever hold it', () => {
    const { ends } = run([[2, 900, 200]], { profile: smallProfile({ maxKvTokens: 1000 }) });
    expect(ends[0]).toMatchObject({ status: 'failed', time_s: 2, deliveredTokens: 0 });
  });
});

describe('queues', () => {
  it('serves prompts first come, first served', () => {
    const { firstTokens } = run([
      [0, 100, 2],
      [0.05, 100, 2],
    ]);
    expect(firstTokens.map(({ ttft_s }) => ttft_s)).toEqual([expect.closeTo(0.102, 9), expect.closeTo(0.152, 9)]);
  });

  it('shares a pooled queue between workers', () => {
    const { ends } = run(
      [
        [0, 100, 1],
        [0, 100, 1],
        [0, 100, 1],
      ],
      { prefill: { replicas: 2 } },
    );
    expect(ends.map(({ prefillWorker, time_s }) => [prefillWorker, time_s])).toEqual([
      [0, expect.closeTo(0.1, 9)],
      [1, expect.closeTo(0.1, 9)],
      [0, expect.closeTo(0.2, 9)],
    ]);
  });

  it('keeps a request on the worker it was routed to, even when another is idle', () => {
    const rows: [number, number, number][] = [
      [0, 300, 1],
      [0, 200, 1],
      [0.01, 100, 1], // worker 1 has fewer tokens outstanding
      [0.02, 150, 1], // then worker 0, which it must wait for although worker 1 would be free earlier
    ];
    const { ends } = run(rows, { prefill: { replicas: 2, queue: 'per_worker' } });
    const workers = new Map(ends.map(({ id, prefillWorker }) => [id, prefillWorker]));
    expect([...workers].sort(([a], [b]) => a - b).map(([, worker]) => worker)).toEqual([0, 1, 1, 0]);
  });

  it('waits for KV room before the transfer, so the wait is inside TTFT', () => {
    const { firstTokens, ends } = run(
      [
        [0, 500, 101],
        [0, 500, 101],
      ],
      { profile: smallProfile({ maxKvTokens: 700 }) },
    );
    const firstDone = ends.find(({ id }) => id === 0)!.lastToken_s!;
    expect(firstTokens[1]?.time_s).toBeCloseTo(firstDone + 0.002, 9);
  });

  it('keeps within the batch limit', () => {
    const { samples } = run(
      Array.from({ length: 20 }, (_, i) => [i * 0.001, 1, 2000] as const),
      { decode: { max_batch: 4 } },
    );
    const running = samples.map((sample) => sample.pools.decode!.running!);
    expect(Math.max(...running)).toBe(4);
  });
});

describe('workers', () => {
  it('serve only after their startup, and count as starting until then', () => {
    const rows: [number, number, number][] = [[0, 1, 1]];
    const { workers, workerEnds } = run(rows, {
      prefill: {
        startup: {
          stages: [
            { name: 'load', fixed_s: 20 },
            { name: 'warm', fixed_s: 5 },
          ],
        },
      },
      policy: scriptedPolicy([{ prefill: 2 }]),
      trafficDuration_s: 120,
    });
    const second = workers.filter(({ worker }) => worker === 2);
    expect(second.map(({ time_s, state, stage }) => [time_s, state, stage])).toEqual([
      [60, 'starting', 'load'],
      [80, 'starting', 'warm'],
      [85, 'ready', undefined],
    ]);
    expect(workerEnds.find(({ worker }) => worker === 2)?.seconds).toMatchObject({ starting: 25, idle: 35 });
  });

  it('are cancelled while they start before ready ones are drained', () => {
    const { workers } = run([[0, 1, 1]], {
      prefill: { startup: { stages: [{ name: 'load', fixed_s: 100 }] } },
      policy: scriptedPolicy([{ prefill: 2 }, { prefill: 1 }]),
      trafficDuration_s: 300,
    });
    expect(workers.filter(({ worker }) => worker === 2).map(({ time_s, state }) => [time_s, state])).toEqual([
      [60, 'starting'],
      [120, 'gone'],
    ]);
    expect(workers.some(({ worker, state }) => worker === 0 && state === 'draining')).toBe(false);
  });

  it('finish what they have before they leave', () => {
    const { workers, ends, result } = run(
      [
        [59, 10, 500],
        [59, 10, 500],
      ],
      { decode: { replicas: 2 }, policy: scriptedPolicy([{ decode: 1 }]) },
    );
    const left = workers.find(({ role, state }) => role === 'decode' && state === 'gone')!;
    const draining = workers.find(({ role, state }) => role === 'decode' && state === 'draining')!;
    expect(draining.time_s).toBe(60);
    expect(left.worker).toBe(draining.worker);
    expect(ends.map(({ lastToken_s }) => lastToken_s)).toContain(left.time_s);
    expect(result.tally.completed).toBe(2);
  });

  it('leave requests unfinished when there are none to serve them', () => {
    const { ends, result } = run([[1, 10, 5]], { prefill: { replicas: 0 }, drainLimit_s: 100 });
    expect(ends[0]?.status).toBe('unfinished');
    expect(result.tally.unfinished).toBe(1);
    expect(result.simulated_s).toBeLessThanOrEqual(101);
  });
});

it('can be stopped between two slices and still closes its books', () => {
  const collected = collect();
  const rows = Array.from({ length: 100 }, (_, i) => [i, 50, 20] as const);
  const simulation = new Simulation(smallInput(), requests(rows), collected.sink);
  expect(simulation.advance(200)).toBe(false);
  const { tally } = simulation.finish();
  expect(tally.completed + tally.unfinished).toBe(tally.injected);
  expect(tally.injected).toBeLessThan(100);
  expect(collected.runEnds).toHaveLength(1);
  expect(collected.workerEnds).toHaveLength(2);
});

it.each([
  [{ prefill: 1.5 }, 'orders 1.5 prefill workers'],
  [{ decode: -1 }, 'orders -1 decode workers'],
  [{ decode: Number.NaN }, 'orders NaN decode workers'],
])('stops a policy that orders %j', (targets, message) => {
  const start = () => run([[0, 1, 1]], { policy: scriptedPolicy([targets]), trafficDuration_s: 100 });
  expect(start).toThrow(
    expect.objectContaining({ code: 'HR_INVARIANT_BREACH', message: expect.stringContaining(message) }),
  );
});

const anyRun = fc.record({
  rows: fc.array(
    fc.tuple(fc.integer({ min: 0, max: 300_000 }), fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 300 })),
    { minLength: 1, maxLength: 120 },
  ),
  script: fc.array(
    fc.record(
      { prefill: fc.integer({ min: 0, max: 5 }), decode: fc.integer({ min: 0, max: 5 }) },
      { requiredKeys: [] },
    ),
    { maxLength: 8 },
  ),
  queue: fc.constantFrom('pooled' as const, 'per_worker' as const),
  maxKvTokens: fc.integer({ min: 1000, max: 20_000 }),
  maxBatch: fc.integer({ min: 1, max: 32 }),
  startup_s: fc.integer({ min: 0, max: 200 }),
});

it('keeps its invariants and repeats itself, whatever the traffic and the orders', () => {
  fc.assert(
    fc.property(anyRun, ({ rows, script, queue, maxKvTokens, maxBatch, startup_s }) => {
      const sorted = rows.map(([ms, input, output]) => [ms / 1000, input, output] as const).sort((a, b) => a[0] - b[0]);
      const startup = { stages: [{ name: 'startup', fixed_s: startup_s }] };
      const options: SmallClusterOptions = {
        prefill: { queue, startup },
        decode: { queue, startup, max_batch: maxBatch },
        profile: smallProfile({ maxKvTokens }),
        policy: scriptedPolicy(script),
        interval_s: 30,
        drainLimit_s: 600,
      };
      const first = run(sorted, options);
      expect(first.ends).toHaveLength(rows.length);
      expect(run(sorted, options).log).toEqual(first.log);
    }),
    { numRuns: 60 },
  );
});
