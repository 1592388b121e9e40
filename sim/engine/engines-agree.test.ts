/** The leaping engine tells what the stepping engine tells: same order, times within a microsecond, the same gaps. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LogHistogram } from '../../reports/index.js';
import { simulate } from '../simulation.js';
import {
  type Collected,
  collect,
  disagreement,
  drawRun,
  requests,
  type SmallClusterOptions,
  scriptedPolicy,
  smallInput,
  unevenProfile,
} from '../testing/index.js';

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

it('agree on every event of random runs', () => {
  fc.assert(
    fc.property(anyRun, (of) => {
      expect(disagreement(run(of, 'leaping'), run(of, 'stepping'))).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

it("agree with Dynamo's planner in the loop", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const [leaping, stepping] = (['leaping', 'stepping'] as const).map((engine) => {
      const { input, traffic } = drawRun(seed, engine);
      const collected = collect();
      simulate(input, traffic, collected.sink);
      return collected;
    });
    expect(disagreement(leaping!, stepping!)).toBeUndefined();
  }
});

it('tell of a difference where there is one', () => {
  const [one, other] = [7, 8].map((seed) => {
    const collected = collect();
    const { input, traffic } = drawRun(seed, 'leaping');
    simulate(input, traffic, collected.sink);
    return collected;
  });
  expect(disagreement(one!, one!)).toBeUndefined();
  expect(disagreement(one!, other!)).toMatch(/ends|end 0/);
});

/** One worker a role with room for all, and nobody who orders more. */
const STEADY: Omit<AnyRun, 'rows'> = {
  script: [],
  queue: 'pooled',
  maxKvTokens: 30_000,
  maxBatch: 40,
  startup_s: 10,
  replicas: 1,
};

it('show a planner the same counters at every scrape', () => {
  const of: AnyRun = {
    rows: Array.from({ length: 100 }, (_, i) => [i * 1900, 500 + ((i * 37) % 900), 50 + ((i * 53) % 300)]),
    ...STEADY,
  };
  const [leaping, stepping] = [run(of, 'leaping'), run(of, 'stepping')];
  expect(leaping.ticks.length).toBeGreaterThan(4);
  expect(disagreement(leaping, stepping)).toBeUndefined();
  expect(leaping.events).toBeLessThan(stepping.events / 10);
});

it('fill the same ITL histogram', () => {
  const of: AnyRun = {
    rows: Array.from({ length: 60 }, (_, i) => [i * 700, 1000, 300]),
    ...STEADY,
  };
  const histogram = ({ gaps }: Collected) => {
    const out = new LogHistogram();
    for (const gap of gaps) out.record(gap);
    return out;
  };
  const [mine, theirs] = [histogram(run(of, 'leaping')), histogram(run(of, 'stepping'))];
  for (const q of [0.01, 0.5, 0.9, 0.99, 1]) expect(mine.quantile(q) / theirs.quantile(q)).toBeCloseTo(1, 5);
});
