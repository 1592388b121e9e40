/** Shards of a sweep: together they are the sweep, and what one of them loses the rest finds missing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../reports/index.js';
import { type LoadedSweep, shippedPath } from '../../scenarios/index.js';
import { journaled, journalPath } from '../pool/journal.js';
import type { TrialOutcome, TrialRunner, TrialSpec } from '../pool/trial-runner.js';
import { runShard, runSweep } from './index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-shards-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Its attainment follows from what is asked, so that half of the points are hopeless. */
function outcomeOf({ sets, seed }: TrialSpec): TrialOutcome {
  const value = Number(/=(\d+)/.exec(sets[0]!)![1]);
  const summary = {
    attainment: { overall: value % 2 === 0 ? 0.9 : 0.1 },
    requests: { offered: value + seed },
    gpu_hours: { total: 1 },
    scaling: { scale_ups: 0, scale_downs: 0 },
    simulation: { simulated_s: 3600 },
  } as Summary;
  return { summary };
}

/** Notes what it plays; dies with everything after `most` trials. */
function counting(played: string[], most = Number.POSITIVE_INFINITY): TrialRunner {
  return {
    run: async (specs, options) =>
      specs.map((spec, i) => {
        if (i >= most) throw new Error('the pod is lost');
        played.push(`${spec.sets.join()} ${spec.seed}`);
        options?.onOutcome?.(i, outcomeOf(spec));
        return outcomeOf(spec);
      }),
    close: async () => undefined,
  };
}

const sweepOf = (points: number, seeds: number, give_up_below?: number): LoadedSweep => ({
  name: 'x',
  scenario: shippedPath('scenarios', 'quickstart.yaml'),
  sweep: {
    scenario: 'quickstart.yaml',
    set: [],
    axes: { 'planner.interval_s': Array.from({ length: points }, (_, i) => i + 1) },
    seeds,
    ...(give_up_below !== undefined && { give_up_below }),
  },
});

describe('shards', () => {
  it('are the runs of the sweep, each in one of them, and the journals together are its result', async () => {
    let round = 0;
    const size = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.constantFrom(undefined, 0.5), async (points, seeds, of, limit) => {
        const directory = join(folder, `round-${round++}`);
        const sweep = sweepOf(points, seeds, limit);
        const whole: string[] = [];
        const expected = await runSweep(sweep, counting(whole));
        const played: string[] = [];
        // each begins before another has written anything, as pods do
        const shards = Array.from({ length: of }, (_, index) =>
          journaled(counting(played), journalPath(directory, index)),
        );
        const told = await Promise.all(shards.map((runner, index) => runShard(sweep, runner, { index, of })));
        expect(played.toSorted()).toEqual(whole.toSorted());
        expect(told.reduce((sum, { runs }) => sum + runs, 0)).toBe(whole.length);
        const again: string[] = [];
        expect(await runSweep(sweep, journaled(counting(again), journalPath(directory)))).toEqual(expected);
        expect(again).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('a lost one is made up for: by another try, which plays what is missing, or by the sweep itself', async () => {
    const sweep = sweepOf(6, 2);
    for (const retried of [true, false]) {
      const directory = join(folder, `lost-${retried}`);
      const played: string[] = [];
      const shard = (index: number, most?: number) =>
        runShard(sweep, journaled(counting(played, most), journalPath(directory, index)), { index, of: 2 });
      await shard(0);
      await expect(shard(1, 2)).rejects.toThrow('lost');
      if (retried) await shard(1);
      const left = played.length;
      await runSweep(sweep, journaled(counting(played), journalPath(directory)));
      expect(played).toHaveLength(12);
      expect(new Set(played).size).toBe(12);
      expect(left).toBe(retried ? 12 : 8);
    }
  });
});
