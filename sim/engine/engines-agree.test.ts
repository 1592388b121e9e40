/** The leaping engine tells what the stepping engine tells: same order, times within a microsecond, the same gaps. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { LogHistogram } from '../../reports/index.js';
import { simulate } from '../simulation.js';
import { type Collected, collect } from '../testing/collecting-sink.js';
import {
  requests,
  type SmallClusterOptions,
  scriptedPolicy,
  smallInput,
  smallProfile,
} from '../testing/small-cluster.js';

const MICROSECOND = 1e-6;

/** Step times with no common measure, so that no two workers' events fall together by construction. */
function unevenProfile(maxKvTokens: number): EngineProfile {
  return {
    ...smallProfile({ maxKvTokens }),
    decodeSteps: [
      { contextTokens: 90, batch: [1, 7, 40], stepMs: [7.31, 9.77, 23.1] },
      { contextTokens: 700, batch: [1, 7, 40], stepMs: [7.93, 10.1, 31.7] },
      { contextTokens: 2300, batch: [1, 7], stepMs: [9.07, 13.9] },
    ],
  };
}

const anyRun = fc.record({
  rows: fc.array(
    fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 400 })),
    { minLength: 1, maxLength: 100 },
  ),
  script: fc.array(
    fc.record(
      { prefill: fc.integer({ min: 0, max: 4 }), decode: fc.integer({ min: 0, max: 4 }) },
      { requiredKeys: [] },
    ),
    { maxLength: 6 },
  ),
  queue: fc.constantFrom('pooled' as const, 'per_worker' as const),
  maxKvTokens: fc.integer({ min: 4000, max: 30_000 }),
  maxBatch: fc.integer({ min: 1, max: 40 }),
  startup_s: fc.double({ min: 0, max: 100, noNaN: true }),
  replicas: fc.integer({ min: 1, max: 3 }),
});

type AnyRun = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

function run(of: AnyRun, engine: 'leaping' | 'stepping'): Collected & { events: number } {
  const startup = { stages: [{ name: 'startup', fixed_s: of.startup_s }] };
  const options: SmallClusterOptions = {
    engine,
    prefill: { queue: of.queue, startup, replicas: of.replicas },
    decode: { queue: of.queue, startup, max_batch: of.maxBatch, replicas: of.replicas },
    profile: unevenProfile(of.maxKvTokens),
    policy: scriptedPolicy(of.script),
    interval_s: 37,
    drainLimit_s: 400,
  };
  const rows = of.rows
    .map(([ms, input, output], i) => [ms / 1000 + i * 1.37e-5, input, output] as const)
    .sort((a, b) => a[0] - b[0]);
  const collected = collect();
  const { events } = simulate(smallInput(options), requests(rows), collected.sink);
  return { ...collected, events };
}

function expectClose(leaping: number | undefined, stepping: number | undefined): void {
  if (stepping === undefined) expect(leaping).toBeUndefined();
  else expect(Math.abs(leaping! - stepping)).toBeLessThan(MICROSECOND);
}

it('agree on every event of random runs', () => {
  fc.assert(
    fc.property(anyRun, (of) => {
      const [leaping, stepping] = [run(of, 'leaping'), run(of, 'stepping')];
      expect(leaping.ends.map(({ id, status }) => [id, status])).toEqual(
        stepping.ends.map(({ id, status }) => [id, status]),
      );
      leaping.ends.forEach((end, i) => {
        const other = stepping.ends[i]!;
        expect([end.prefillWorker, end.decodeWorker, end.deliveredTokens]).toEqual([
          other.prefillWorker,
          other.decodeWorker,
          other.deliveredTokens,
        ]);
        expectClose(end.firstToken_s, other.firstToken_s);
        expectClose(end.lastToken_s, other.lastToken_s);
      });
      expect(leaping.workers.map(({ worker, state, stage }) => [worker, state, stage])).toEqual(
        stepping.workers.map(({ worker, state, stage }) => [worker, state, stage]),
      );
      leaping.workers.forEach(({ time_s }, i) => expectClose(time_s, stepping.workers[i]!.time_s));
      const sorted = (gaps: readonly number[]) => [...gaps].sort((a, b) => a - b);
      const [mine, theirs] = [sorted(leaping.gaps), sorted(stepping.gaps)];
      expect(mine.length).toBe(theirs.length);
      mine.forEach((gap, i) => expectClose(gap, theirs[i]));
    }),
    { numRuns: 150 },
  );
});

it('show a planner the same counters at every scrape', () => {
  const of: AnyRun = {
    rows: Array.from({ length: 100 }, (_, i) => [i * 1900, 500 + ((i * 37) % 900), 50 + ((i * 53) % 300)]),
    script: [],
    queue: 'pooled',
    maxKvTokens: 30_000,
    maxBatch: 40,
    startup_s: 10,
    replicas: 1,
  };
  const [leaping, stepping] = [run(of, 'leaping'), run(of, 'stepping')];
  expect(leaping.ticks.length).toBeGreaterThan(4);
  leaping.ticks.forEach(({ observation }, i) => {
    const other = stepping.ticks[i]!.observation;
    expectClose(observation.latency?.itl, other.latency?.itl);
    expectClose(observation.latency?.requestDuration, other.latency?.requestDuration);
    expect(observation.traffic?.requests).toBeCloseTo(other.traffic!.requests!, 9);
  });
  expect(leaping.events).toBeLessThan(stepping.events / 10);
});

it('fill the same ITL histogram', () => {
  const of: AnyRun = {
    rows: Array.from({ length: 60 }, (_, i) => [i * 700, 1000, 300]),
    script: [],
    queue: 'pooled',
    maxKvTokens: 30_000,
    maxBatch: 40,
    startup_s: 10,
    replicas: 1,
  };
  const histogram = ({ gaps }: Collected) => {
    const out = new LogHistogram();
    for (const gap of gaps) out.record(gap);
    return out;
  };
  const [mine, theirs] = [histogram(run(of, 'leaping')), histogram(run(of, 'stepping'))];
  for (const q of [0.01, 0.5, 0.9, 0.99, 1]) expect(mine.quantile(q) / theirs.quantile(q)).toBeCloseTo(1, 5);
});
