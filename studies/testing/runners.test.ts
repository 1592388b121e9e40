/** The fake keeps to what every runner promises. */
import { expect, it } from 'vitest';
import { summarySchema } from '../../reports/index.js';
import { fakeRunner, inlineRunner } from './runners.js';
import { scenarioFile } from './scenarios.js';
import { madeFailure, madeOutcome, madeSummary } from './summaries.js';

const specs = [1, 2, 3].map((seed) => ({ scenario: 'x.yaml', sets: [], seed }));

it('plays in order, tells each outcome and what it played', async () => {
  const runner = fakeRunner(({ seed }) => madeOutcome({ offered: seed }));
  const heard: number[] = [];
  const outcomes = await runner.run(specs, { onOutcome: (i) => heard.push(i) });
  expect(outcomes.map(({ summary }) => summary!.requests.offered)).toEqual([1, 2, 3]);
  expect([heard, runner.played]).toEqual([[0, 1, 2], specs]);
});

it('ends once it is told to: outcomes told before stay told', async () => {
  const stop = new AbortController();
  const heard: number[] = [];
  const runner = fakeRunner(() => madeOutcome());
  const run = runner.run(specs, {
    signal: stop.signal,
    onOutcome: (i) => {
      heard.push(i);
      stop.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  expect(heard).toEqual([0]);
});

it('dies with a machine', async () => {
  const runner = fakeRunner(() => madeOutcome(), 2);
  await expect(runner.run(specs)).rejects.toThrow('lost');
  expect(runner.played).toHaveLength(2);
});

it('counts how often it was let go', async () => {
  const runner = fakeRunner(() => madeOutcome());
  await runner.close();
  expect(runner.closed).toBe(1);
});

it('simulates where it is asked to', async () => {
  const spec = { scenario: scenarioFile(), sets: ['traffic.generator.duration_s=5'], seed: 1 };
  const [outcome] = await inlineRunner().run([spec]);
  expect(outcome!.summary!.requests.offered).toBeGreaterThan(10);
});

it('runs made by hand have the published shape', () => {
  for (const made of [madeSummary(), madeSummary({ attainment: 0.5, usd: 3, scale_ups: 2 })]) {
    expect(summarySchema.parse(made)).toEqual(made);
  }
  expect(madeFailure('why').failure).toEqual({ code: 'HR_INTERNAL', message: 'why' });
});
