/** Threads of this machine: real ones, for what a pool of threads must keep cannot be seen on a fake. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inlineRunner, scenarioFile } from '../testing/index.js';
import { localRunner } from './local-runner.js';
import type { TrialRunner, TrialSpec } from './trial-runner.js';

let runner: TrialRunner;
beforeAll(() => {
  runner = localRunner(2);
});
afterAll(() => runner.close());

/** Trials of one file, by the seconds that their traffic lasts. */
function trials(...durations_s: readonly number[]): TrialSpec[] {
  const scenario = scenarioFile();
  return durations_s.map((duration_s, i) => ({
    scenario,
    sets: [`traffic.generator.duration_s=${duration_s}`],
    seed: i + 1,
  }));
}

it('gives outcomes in the order asked for, whichever trial ends first, and those that one thread gives', async () => {
  const specs = trials(900, 5, 10, 200, 5);
  const heard: number[] = [];
  const outcomes = await runner.run(specs, { onOutcome: (index) => heard.push(index) });
  expect(heard.toSorted()).toEqual([0, 1, 2, 3, 4]);
  expect(heard).not.toEqual([0, 1, 2, 3, 4]);
  expect(outcomes).toEqual(await inlineRunner().run(specs));
});

it('tells a failure of the trial that it belongs to', async () => {
  const [good, other] = trials(5, 5) as [TrialSpec, TrialSpec];
  const [first, second, third] = await runner.run([good, { ...good, sets: ['planner.policy=statik'] }, other]);
  expect(first!.summary).toBeDefined();
  expect(second!.failure).toMatchObject({ code: 'HR_SCENARIO_INVALID', message: expect.stringContaining('statik') });
  expect(third!.summary).toBeDefined();
});

it('ends when it is told to, and runs again after that', async () => {
  const stop = new AbortController();
  let heard = 0;
  const run = runner.run(trials(...Array.from({ length: 50 }, () => 200)), {
    signal: stop.signal,
    onOutcome: () => {
      if (++heard === 3) stop.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  expect(heard).toBeLessThan(50);
  expect((await runner.run(trials(5)))[0]!.summary).toBeDefined();
});

it('begins nothing when it has been told to end before', async () => {
  let heard = 0;
  const run = runner.run(trials(5), { signal: AbortSignal.abort(new Error('over')), onOutcome: () => heard++ });
  await expect(run).rejects.toThrow('over');
  expect(heard).toBe(0);
});

it('has no outcomes of no trials', async () => {
  expect(await runner.run([])).toEqual([]);
});
