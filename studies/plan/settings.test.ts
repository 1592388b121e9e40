import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanSpec } from '../../scenarios/index.js';
import type { TrialSpec } from '../pool/trial-runner.js';
import { fakeRunner, type MadeRun, madeFailure, madeOutcome, smallScenario } from '../testing/index.js';
import { assigned, cheapestSettings, combinations } from './settings.js';

const SEEDS = { search: [1, 2, 3, 4], check: [5, 6] };

/** The value that a trial was given for a field. */
const numberOf = ({ sets }: TrialSpec, path: string) =>
  Number(sets.find((set) => set.startsWith(`${path}=`))!.slice(path.length + 1));

/** Asks for settings whose run is as `play` says of their trial. */
async function asked(
  vary: Readonly<Record<string, readonly unknown[]>>,
  play: (spec: TrialSpec) => MadeRun,
  plan: Partial<PlanSpec> = {},
) {
  const runner = fakeRunner((spec) => madeOutcome(play(spec)));
  const spec = { ...smallScenario().scenario.plan, vary: vary as Record<string, unknown[]>, ...plan };
  const question = { scenario: 'x.yaml', sets: ['common=1'], plan: spec, seeds: SEEDS };
  return { answer: await cheapestSettings(question, runner), runner };
}

describe('combinations', () => {
  it('are every value with every other, the last field turning fastest, each once', () => {
    expect(combinations({ a: [1, 2], b: ['x', 'y'] })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
  });

  it('are as many as the product of the lists, whatever they hold', () => {
    const lists = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.uniqueArray(fc.nat(99), { maxLength: 4 }));
    fc.assert(
      fc.property(lists, (vary) => {
        const all = combinations(vary);
        const product = Object.values(vary).reduce((count, values) => count * values.length, 1);
        expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(product);
        expect(all).toHaveLength(product);
      }),
      { numRuns: 50 },
    );
  });

  it('of nothing are the settings as they are', () => {
    expect(combinations({})).toEqual([{}]);
  });

  it('have an end', () => {
    const hundred = Array(100).fill(0);
    expect(combinations({ a: hundred, b: hundred })).toHaveLength(10_000);
    expect(() => combinations({ a: hundred, b: [...hundred, 0] })).toThrow(
      expect.objectContaining({
        code: 'HR_SCENARIO_INVALID',
        message: expect.stringMatching(/10100 combinations, more than 10000[\s\S]*headroom sweep/),
      }),
    );
  });
});

it('settings are overrides as typed by a user', () => {
  expect(assigned({ 'planner.policy': 'hpa', 'planner.target': 3, behavior: { a: [1] } })).toEqual([
    'planner.policy="hpa"',
    'planner.target=3',
    'behavior={"a":[1]}',
  ]);
});

describe('the cheapest settings', () => {
  it('are the cheapest of all that keep the promise, as trying everything finds', async () => {
    const run = fc.record({ usd: fc.integer({ min: 1, max: 50 }), attainment: fc.constantFrom(0.5, 0.94, 0.95, 0.99) });
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 24 }), async (runs) => {
        const { answer } = await asked({ i: runs.map((_, i) => i) }, (spec) => runs[numberOf(spec, 'i')]!);
        const feasible = runs.filter(({ attainment }) => attainment >= 0.95).map(({ usd }) => usd);
        expect(answer.best?.usdPerHour).toBe(feasible.length > 0 ? Math.min(...feasible) : undefined);
        expect(answer.combinations).toBe(runs.length);
      }),
      { numRuns: 40 },
    );
  });

  it.each<[PlanSpec['objective'], number]>([
    ['usd', 0],
    ['gpus', 1],
    ['goodput_per_gpu', 2],
  ])('by %s', async (objective, best) => {
    const runs: MadeRun[] = [
      { usd: 1, gpu_hours: 9, goodRequestsPerSecond: 9 },
      { usd: 5, gpu_hours: 2, goodRequestsPerSecond: 1 },
      { usd: 9, gpu_hours: 5, goodRequestsPerSecond: 20 },
    ];
    const { answer } = await asked({ i: [0, 1, 2] }, (spec) => runs[numberOf(spec, 'i')]!, { objective });
    expect(answer.best!.settings).toEqual({ i: best });
  });

  it('are told with their means over the run: GPUs, dollars an hour, good requests', async () => {
    const { answer } = await asked({ i: [0] }, ({ seed }) => ({
      attainment: seed === 5 ? 0.982 : 0.978,
      gpu_hours: seed === 5 ? 6 : 4,
      usd: 10,
      simulated_s: 7200,
      goodRequestsPerSecond: seed,
    }));
    expect(answer.best).toMatchObject({ meanGpus: 2.5, usdPerHour: 5, goodRequestsPerSecond: 5.5, runs: 2 });
    expect(answer.best!.attainment).toBeCloseTo(0.98, 12);
    expect(answer.best!.atLeast).toBeLessThan(0.98);
  });

  it('where no price is known go by GPUs', async () => {
    const { answer } = await asked({ i: [3, 1, 2] }, (spec) => ({ gpu_hours: numberOf(spec, 'i') }));
    expect(answer.best!.settings).toEqual({ i: 1 });
    expect(answer.best).not.toHaveProperty('usdPerHour');
  });
});

describe('no settings', () => {
  it('are the answer where none keeps the promise; the nearest are told', async () => {
    const { answer } = await asked({ i: [1, 2, 3] }, (spec) => ({ attainment: numberOf(spec, 'i') / 10 }));
    expect(answer.best).toBeUndefined();
    expect(answer.checked.map(({ settings }) => settings['i'])).toEqual([3, 2, 1]);
  });

  it('are the answer where the best of the search fails on seeds of its own', async () => {
    const { answer } = await asked({ i: [1] }, ({ seed }) => ({ attainment: seed > 4 ? 0.5 : 1 }));
    expect([answer.best, answer.checked.length]).toEqual([undefined, 1]);
  });

  it('count as kept where the mean is high but in doubt', async () => {
    const { answer } = await asked({ i: [1] }, ({ seed }) => ({ attainment: seed === 6 ? 0.92 : 1 }));
    expect(answer.checked[0]!.attainment).toBeCloseTo(0.96, 12);
    expect(answer.best).toBeUndefined();
  });
});

describe('the runs', () => {
  it('halve what is left and double its seeds, and the last five face the check', async () => {
    const { runner, answer } = await asked({ i: Array.from({ length: 20 }, (_, i) => i) }, (spec) => ({
      usd: 1 + numberOf(spec, 'i'),
    }));
    const bySeeds = (seeds: readonly number[]) => runner.played.filter(({ seed }) => seeds.includes(seed)).length;
    // 20 on one seed, 10 on two, 5 on four
    expect(bySeeds([1])).toBe(20 + 10 + 5);
    expect(bySeeds([2])).toBe(10 + 5);
    expect(bySeeds([3, 4])).toBe(5 + 5);
    expect(bySeeds([5, 6])).toBe(5 + 5);
    expect(answer.runs).toBe(runner.played.length);
    expect(answer.checked.map(({ settings }) => settings['i'])).toEqual([0, 1, 2, 3, 4]);
  });

  it('all hear of what holds for every combination, first', async () => {
    const { runner } = await asked({ i: [1], 'a.b': ['x'] }, () => ({}));
    expect(new Set(runner.played.map(({ sets }) => sets.join(' ')))).toEqual(new Set(['common=1 i=1 a.b="x"']));
  });

  it('are heard of one by one', async () => {
    let heard = 0;
    const plan = { ...smallScenario().scenario.plan, vary: { i: [1, 2] } };
    const runner = fakeRunner(() => madeOutcome());
    const { runs } = await cheapestSettings({ scenario: 'x', sets: [], plan, seeds: SEEDS }, runner, () => heard++);
    expect([heard, runs]).toEqual([runner.played.length, runner.played.length]);
  });

  it('end with the error of a combination that cannot run', async () => {
    const plan = { ...smallScenario().scenario.plan, vary: { i: [1, 2] } };
    const runner = fakeRunner((spec) =>
      numberOf(spec, 'i') === 2 ? madeFailure('no such policy', 'HR_SCENARIO_INVALID') : madeOutcome(),
    );
    await expect(cheapestSettings({ scenario: 'x', sets: [], plan, seeds: SEEDS }, runner)).rejects.toMatchObject({
      code: 'HR_SCENARIO_INVALID',
      message: expect.stringContaining('no such policy'),
    });
  });
});
