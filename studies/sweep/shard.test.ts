/** Shards of a sweep: together they are the sweep, and what one of them loses the rest finds missing. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LoadedSweep, shippedPath } from '../../scenarios/index.js';
import { journaled, journalPath } from '../pool/journal.js';
import type { TrialSpec } from '../pool/trial-runner.js';
import { type FakeRunner, fakeRunner, madeOutcome, testFolder } from '../testing/index.js';
import { runShard, runSweep } from './index.js';

/** Its attainment follows from what is asked, so that half of the points are hopeless; lost after `most` trials. */
function pod(most?: number): FakeRunner {
  const play = ({ sets, seed }: TrialSpec) => {
    const value = Number(/=(\d+)/.exec(sets[0]!)![1]);
    return madeOutcome({ attainment: value % 2 === 0 ? 0.9 : 0.1, offered: value + seed });
  };
  return fakeRunner(play, most);
}

const namesOf = (...runners: readonly FakeRunner[]) =>
  runners.flatMap(({ played }) => played.map(({ sets, seed }) => `${sets.join()} ${seed}`));

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
    const folder = testFolder();
    let round = 0;
    const size = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(size, size, size, fc.constantFrom(undefined, 0.5), async (points, seeds, of, limit) => {
        const directory = join(folder, `round-${round++}`);
        const sweep = sweepOf(points, seeds, limit);
        const whole = pod();
        const expected = await runSweep(sweep, whole);
        const pods = Array.from({ length: of }, () => pod());
        // each begins before another has written anything, as pods do
        const shards = pods.map((runner, index) => journaled(runner, journalPath(directory, index)));
        const told = await Promise.all(shards.map((runner, index) => runShard(sweep, runner, { index, of })));
        expect(namesOf(...pods).toSorted()).toEqual(namesOf(whole).toSorted());
        expect(told.reduce((sum, { runs }) => sum + runs, 0)).toBe(whole.played.length);
        const again = pod();
        expect(await runSweep(sweep, journaled(again, journalPath(directory)))).toEqual(expected);
        expect(again.played).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['another try, which plays what is missing', true, 12],
    ['the sweep itself', false, 8],
  ])('a lost one is made up for by %s', async (_by, retried, left) => {
    const sweep = sweepOf(6, 2);
    const directory = testFolder();
    const pods: FakeRunner[] = [];
    const start = (most?: number) => {
      pods.push(pod(most));
      return pods.at(-1)!;
    };
    const shard = (index: number, most?: number) =>
      runShard(sweep, journaled(start(most), journalPath(directory, index)), { index, of: 2 });
    await shard(0);
    await expect(shard(1, 2)).rejects.toThrow('lost');
    if (retried) await shard(1);
    expect(namesOf(...pods)).toHaveLength(left);
    await runSweep(sweep, journaled(start(), journalPath(directory)));
    expect(namesOf(...pods)).toHaveLength(12);
    expect(new Set(namesOf(...pods)).size).toBe(12);
  });
});
