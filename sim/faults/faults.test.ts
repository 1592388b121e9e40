/** What goes wrong, and what becomes of the work and of what a planner sees. 1 ms a prompt token, 10 ms a decode step. */
import { describe, expect, it } from 'vitest';
import type { FaultSpec } from '../../scenarios/index.js';
import { play, type Rows, type SmallClusterOptions, scriptedPolicy } from '../testing/index.js';

const startup = { stages: [{ name: 'startup', fixed_s: 5 }] };
const aggregated = { startup };

const crash = (role: 'prefill' | 'decode' | 'aggregated', at_s: number): FaultSpec => ({
  kind: 'worker_crash',
  role,
  at_s,
  count: 1,
});

const ONE: Rows = [[0, 100, 51]]; // alone: first token at 100 ms, last at 600 ms

describe('a worker that crashes', () => {
  const crashed = (lost_work: 'fail' | 'requeue', more: SmallClusterOptions = {}) =>
    play(ONE, { aggregated, faults: [crash('aggregated', 0.355)], frontend: { lost_work }, ...more });

  it('is replaced: the next one starts at once', () => {
    const { workers } = crashed('fail', { trafficDuration_s: 20 });
    expect(workers.map(({ time_s, worker, state, cause }) => [time_s, worker, state, cause])).toEqual([
      [0, 0, 'ready', undefined],
      [0.355, 0, 'gone', 'crash'],
      [0.355, 1, 'starting', undefined],
      [5.355, 1, 'ready', undefined],
    ]);
  });

  it('fails what it had, with what its clients had got by then', () => {
    const { end } = crashed('fail');
    expect(end(0)).toMatchObject({ status: 'failed', deliveredTokens: 26, time_s: 0.355 });
    expect(end(0).lastToken_s).toBeCloseTo(0.35, 9);
  });

  it('leaves its work to another, which computes prompt and tokens again and tells none of them twice', () => {
    const { end, firstTokens, gaps } = crashed('requeue');
    expect(end(0)).toMatchObject({ status: 'completed', deliveredTokens: 51, attempts: 1, decodeWorker: 1 });
    expect(firstTokens).toHaveLength(1);
    expect(gaps).toHaveLength(50);
    // 100 + 26 tokens at the new worker give the 27th token; 24 more steps
    expect(end(0).time_s).toBeCloseTo(5.355 + 0.126 + 24 * 0.01, 9);
    expect(Math.max(...gaps)).toBeCloseTo(5.355 + 0.126 - 0.35, 9);
  });

  it('is retried by its client where nobody else does, from the beginning', () => {
    const { end, firstTokens } = crashed('fail', { clients: { retries: { max: 1, backoff_s: 1, factor: 2 } } });
    expect(end(0)).toMatchObject({ status: 'completed', deliveredTokens: 51, attempts: 2 });
    expect(firstTokens).toHaveLength(2);
  });

  it.each([
    ['prefill', 0.05], // while it computes
    ['prefill', 0.3], // while what it has computed is on its way
    ['decode', 0.3], // while it is awaited there
    ['decode', 0.7], // while it decodes
  ] as const)('loses nothing of a request requeued: %s worker at %d s', (role, at_s) => {
    const { end, gaps, firstTokens, result } = play(ONE, {
      prefill: { startup },
      decode: { startup },
      transfer: { latency_ms: 400 },
      faults: [crash(role, at_s)],
      frontend: { lost_work: 'requeue' },
    });
    expect(end(0)).toMatchObject({ status: 'completed', deliveredTokens: 51 });
    expect([firstTokens.length, gaps.length]).toEqual([1, 50]);
    expect(result.tally.completed).toBe(1);
  });

  it('comes again and again, at exponential distances', () => {
    const faults: FaultSpec[] = [{ kind: 'worker_crash', role: 'aggregated', mean_between_s: 50, count: 1 }];
    const { workers } = play([[0, 1, 1]], { aggregated: { replicas: 4, startup }, faults, trafficDuration_s: 20_000 });
    const crashes = workers.filter(({ cause }) => cause === 'crash');
    expect(Math.abs(crashes.length - 400)).toBeLessThan(4 * Math.sqrt(400));
  });

  it('is drawn among those that are ready; there may be fewer than are asked for', () => {
    const faults: FaultSpec[] = [{ kind: 'worker_crash', role: 'aggregated', at_s: 1, count: 9 }];
    const { workers } = play([[0, 1, 1]], { aggregated: { replicas: 3, startup }, faults, trafficDuration_s: 20 });
    expect(workers.filter(({ cause }) => cause === 'crash')).toHaveLength(3);
    expect(workers.filter(({ state, time_s }) => state === 'ready' && time_s > 0)).toHaveLength(3);
  });
});

describe('a slow worker', () => {
  it('takes so many times as long from its next step on, until the fault is over', () => {
    const faults: FaultSpec[] = [
      { kind: 'slow_worker', role: 'aggregated', at_s: 0.205, duration_s: 0.1, factor: 4, count: 1 },
    ];
    const { end, gaps } = play(ONE, { aggregated, faults });
    // the step to 210 ms is as ever; then 250, 290 and the one to 330, under way when it is over; 37 remain
    expect(gaps.filter((gap) => gap > 0.015)).toEqual(Array(3).fill(expect.closeTo(0.04, 9)));
    expect(end(0).time_s).toBeCloseTo(0.33 + 36 * 0.01, 9);
  });

  it('stays as slow as the faults that are not over make it', () => {
    const slow = { kind: 'slow_worker', role: 'aggregated', at_s: 0.205, count: 1 } as const;
    const faults: FaultSpec[] = [
      { ...slow, duration_s: 0.1, factor: 4 },
      { ...slow, duration_s: 0.3, factor: 2 },
    ];
    const { gaps } = play(ONE, { aggregated, faults });
    // from 210 ms on: two steps of 80 ms, the second under way when the first fault is over, then 20 ms to 510 ms
    expect(gaps.filter((gap) => gap > 0.05)).toEqual(Array(2).fill(expect.closeTo(0.08, 9)));
    expect(gaps.filter((gap) => gap > 0.015 && gap < 0.05)).toEqual(Array(7).fill(expect.closeTo(0.02, 9)));
  });
});

it("carries out somebody else's edit of the replicas, until the planner orders again", () => {
  const faults: FaultSpec[] = [{ kind: 'replicas_edit', role: 'aggregated', at_s: 30, replicas: 3 }];
  const { ticks } = play([[0, 1, 1]], {
    aggregated,
    faults,
    policy: scriptedPolicy([{}, { aggregated: 1 }]),
    trafficDuration_s: 200,
  });
  expect(ticks.map(({ observation }) => observation.workers.aggregated?.desired)).toEqual([3, 3, 1]);
  expect(ticks[2]!.observation.workers.aggregated?.ready).toBe(1);
});

describe('what a planner sees when metrics fail', () => {
  const steady: Rows = Array.from({ length: 400 }, (_, i) => [i, 100, 11]);
  const traffic = (...faults: FaultSpec[]) =>
    play(steady, { aggregated, faults }).ticks.map(({ observation }) => observation.traffic);

  it('frozen: nothing seems to happen, the means are 0/0', () => {
    const seen = traffic({ kind: 'metrics_frozen', at_s: 61, duration_s: 120 });
    expect(seen[0]!.requests).toBeGreaterThan(50);
    expect(seen[2]).toMatchObject({ requests: 0, inputTokensMean: Number.NaN });
    expect(seen[4]).toMatchObject({ inputTokensMean: 100 });
  });

  it('frozen, then thawed: the counters jump by all that was hidden', () => {
    const seen = traffic({ kind: 'metrics_frozen', at_s: 61, duration_s: 100 });
    expect(seen[2]!.requests).toBeGreaterThan(100); // of the 60 s up to 180 s, and of 100 s before
  });

  it('lost: no series at all', () => {
    const seen = traffic({ kind: 'metrics_lost', at_s: 61, duration_s: 120 });
    expect(seen[0]!.requests).toBeGreaterThan(50);
    expect(seen[2]).toEqual({});
    expect(seen[4]!.requests).toBeGreaterThan(50);
  });

  it('late: what happens between the last scrape before a tick and the first after it is in neither window', () => {
    const burst: Rows = Array.from({ length: 100 }, () => [119, 1, 1] as const);
    const rows = [...steady, ...burst].sort((a, b) => a[0] - b[0]);
    const requestsSeen = (faults: FaultSpec[]) =>
      play(rows, { aggregated, faults }).ticks.map(({ observation }) => observation.traffic!.requests!);
    const [inTime, late] = [
      requestsSeen([]),
      requestsSeen([{ kind: 'late_scrape', at_s: 99, duration_s: 60, delay_s: 3 }]), // at 103, 108, 113, 118, 123 s
    ];
    expect(inTime[1]).toBeGreaterThan(150);
    expect(late[1]).toBeLessThan(70);
    expect(late[2]).toBeLessThan(70);
  });
});

it('lets a fault of another role pass', () => {
  expect(play(ONE, { aggregated, faults: [crash('decode', 0.1)] }).end(0).status).toBe('completed');
});
