import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../../reports/index.js';
import { type LoadedSweep, type SweepSpec, shippedPath } from '../../scenarios/index.js';
import type { TrialOutcome, TrialSpec } from '../pool/trial-runner.js';
import { type FakeRunner, fakeRunner, type MadeRun, madeFailure, madeOutcome, madeSummary } from '../testing/index.js';
import { runShard, runSweep } from './run.js';

/** A sweep of `x` over the quickstart, whose seed is 1. */
const sweepOf = (fields: Partial<SweepSpec> = {}): LoadedSweep => ({
  name: 'made',
  scenario: shippedPath('scenarios', 'quickstart.yaml'),
  sweep: { scenario: 'quickstart.yaml', set: ['run.drain_limit_s=9'], axes: { x: [1, 2, 3] }, seeds: 2, ...fields },
});
const xOf = ({ sets }: TrialSpec) => Number(/^x=(\d+)$/.exec(sets.at(-1)!)![1]);
const byX = (play: (x: number, seed: number) => MadeRun): FakeRunner =>
  fakeRunner((spec) => madeOutcome(play(xOf(spec), spec.seed)));

describe('the runs of a sweep', () => {
  it('are every point on every seed from that of the scenario on, with the overrides of all', async () => {
    const runner = byX(() => ({}));
    await runSweep(sweepOf(), runner);
    const scenario = shippedPath('scenarios', 'quickstart.yaml');
    expect(runner.played).toEqual(
      [1, 2, 3].flatMap((x) =>
        [1, 2].map((seed) => ({ scenario, sets: ['run.drain_limit_s=9', `x=${x}`], seed, histograms: true })),
      ),
    );
  });

  it('begin with another seed where the overrides say so', async () => {
    const runner = byX(() => ({}));
    const { seeds } = await runSweep(sweepOf({ set: ['seed=40'] }), runner);
    expect(seeds).toEqual([40, 41]);
  });

  it('are told one by one, of the most that there can be', async () => {
    const told: [number, number][] = [];
    await runSweep(
      sweepOf(),
      byX(() => ({})),
      { progress: (...of) => told.push(of) },
    );
    expect(told).toEqual([1, 2, 3, 4, 5, 6].map((done) => [done, 6]));
  });

  it('end when they are told to', async () => {
    const stop = new AbortController();
    const runner = byX(() => ({}));
    const run = runSweep(sweepOf(), runner, { signal: stop.signal, progress: () => stop.abort(new Error('enough')) });
    await expect(run).rejects.toThrow('enough');
    expect(runner.played).toHaveLength(1);
  });
});

describe('a row', () => {
  const rowsOf = async (runner: FakeRunner, fields: Partial<SweepSpec> = {}) =>
    (await runSweep(sweepOf({ axes: { x: [1] }, ...fields }), runner)).rows;

  it('has the means of its runs, and the interval of the attainment', async () => {
    const [row] = await rowsOf(
      byX((_, seed) => ({
        attainment: seed === 1 ? 0.9 : 1,
        gpu_hours: seed,
        usd: 10 * seed,
        offered: 100 * seed,
        scale_ups: seed,
        scale_downs: 1,
        simulated_s: 1800,
      })),
    );
    expect(row).toMatchObject({
      values: { x: 1 },
      runs: 2,
      gpu_hours: 1.5,
      usd: 15,
      requests: 150,
      scale_changes: 2.5, // 1 + 1 and 2 + 1
      scale_changes_per_h: 5,
    });
    expect(row!.attainment).toBeCloseTo(0.95, 12);
    // Student's t with one degree of freedom, 12.706, times a standard error of 0.05
    expect(row!.attainment_ci95![1] - 0.95).toBeCloseTo(12.706 * 0.05, 3);
  });

  it('of one run has no interval, and no cost where one run has none', async () => {
    const [single] = await rowsOf(
      byX(() => ({})),
      { seeds: 1 },
    );
    expect(single).not.toHaveProperty('attainment_ci95');
    const [partly] = await rowsOf(byX((_, seed) => (seed === 1 ? { usd: 1 } : {})));
    expect(partly).not.toHaveProperty('usd');
  });

  it('counts a run without a promise as one that keeps it', async () => {
    const summary = madeSummary();
    const { overall: _, ...attainment } = summary.attainment;
    const [row] = await rowsOf(fakeRunner(() => ({ summary: { ...summary, attainment } })));
    expect(row!.attainment).toBe(1);
  });

  it('has the quantiles of all its requests together, not the mean of quantiles', async () => {
    const histogram = (...values_s: number[]) => {
      const all = new LogHistogram();
      for (const value of values_s) all.record(value);
      return all.state();
    };
    const empty = histogram();
    const ofSeed = ({ seed }: TrialSpec): TrialOutcome => ({
      summary: madeSummary(),
      histograms: {
        ttft_ms: seed === 1 ? histogram(0.1, 0.1, 0.1) : histogram(0.9),
        tpot_ms: empty,
        itl_ms: empty,
        e2e_ms: empty,
      } as never,
    });
    const [row] = await rowsOf(fakeRunner(ofSeed));
    expect(row!.ttft_p50_ms! / 100).toBeCloseTo(1, 1); // three of four took 100 ms
    expect(row!.ttft_p99_ms! / 900).toBeCloseTo(1, 1);
    expect(row).not.toHaveProperty('tpot_p50_ms');
  });

  it('that fails says why, and stops no other', async () => {
    const runner = fakeRunner((spec) => (xOf(spec) === 2 && spec.seed === 2 ? madeFailure('broken') : madeOutcome()));
    const rows = await rowsOf(runner, { axes: { x: [1, 2, 3] } });
    expect(rows.map(({ runs, failure }) => [runs, failure?.message])).toEqual([
      [2, undefined],
      [0, 'broken'],
      [2, undefined],
    ]);
  });
});

describe('a point without hope', () => {
  const halfHopeless = () => byX((x) => ({ attainment: x % 2 === 0 ? 0.2 : 0.9 }));

  it('is given up after its first run, and the others go on', async () => {
    const runner = halfHopeless();
    const { rows } = await runSweep(sweepOf({ give_up_below: 0.5, seeds: 3 }), runner);
    expect(rows.map(({ runs, attainment }) => [runs, attainment])).toEqual([
      [3, expect.closeTo(0.9, 9)],
      [1, 0.2],
      [3, expect.closeTo(0.9, 9)],
    ]);
    expect(runner.played).toHaveLength(7);
  });

  it('is one with less than the limit, not with as much', async () => {
    const runner = byX(() => ({ attainment: 0.5 }));
    await runSweep(sweepOf({ give_up_below: 0.5 }), runner);
    expect(runner.played).toHaveLength(6);
  });

  it('gives the rows that a sweep without a limit gives, where none is below it', async () => {
    const plain = await runSweep(
      sweepOf(),
      byX((x) => ({ attainment: 0.9 + x / 100 })),
    );
    const limited = await runSweep(
      sweepOf({ give_up_below: 0.5 }),
      byX((x) => ({ attainment: 0.9 + x / 100 })),
    );
    expect(limited.rows).toEqual(plain.rows);
  });

  it('is none where its first run failed: the others may tell more', async () => {
    const runner = fakeRunner(({ seed }) => (seed === 1 ? madeFailure('broken') : madeOutcome()));
    const { rows } = await runSweep(sweepOf({ give_up_below: 0.5, axes: { x: [1] } }), runner);
    expect([runner.played.length, rows[0]!.failure!.message]).toEqual([2, 'broken']);
  });
});

describe('the result', () => {
  it('names the sweep, its axes and what it marks, where it marks anything', async () => {
    const stability = { at: { x: 1 }, attainment: 0.95 };
    const result = await runSweep(
      sweepOf({ description: 'why', stability }),
      byX(() => ({})),
    );
    expect(result).toMatchObject({ name: 'made', description: 'why', axes: ['x'], seeds: [1, 2], stability });
    const bare = await runSweep(
      sweepOf(),
      byX(() => ({})),
    );
    expect([Object.hasOwn(bare, 'description'), Object.hasOwn(bare, 'stability')]).toEqual([false, false]);
  });
});

describe('a shard', () => {
  it('plays every so-manieth run from its own on', async () => {
    const runner = byX(() => ({}));
    expect(await runShard(sweepOf(), runner, { index: 1, of: 4 })).toEqual({ runs: 2, failed: 0 });
    expect(runner.played.map((spec) => [xOf(spec), spec.seed])).toEqual([
      [1, 2],
      [3, 2],
    ]);
  });

  it('plays whole points where the first run of a point decides', async () => {
    const runner = byX((x) => ({ attainment: x === 1 ? 0.1 : 0.9 }));
    expect(await runShard(sweepOf({ give_up_below: 0.5 }), runner, { index: 0, of: 2 })).toEqual({
      runs: 3,
      failed: 0,
    });
    expect(runner.played.map(xOf)).toEqual([1, 3, 3]);
  });

  it('counts what failed', async () => {
    const runner = fakeRunner((spec) => (xOf(spec) === 2 ? madeFailure('broken') : madeOutcome()));
    expect(await runShard(sweepOf(), runner, { index: 0, of: 1 })).toEqual({ runs: 6, failed: 2 });
  });

  it('beyond the last run has nothing to do', async () => {
    expect(
      await runShard(
        sweepOf(),
        byX(() => ({})),
        { index: 6, of: 7 },
      ),
    ).toEqual({ runs: 0, failed: 0 });
  });
});
