import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogHistogram } from '../../reports/index.js';
import { loadScenario } from '../../scenarios/index.js';
import { runTrial } from '../trial/trial.js';
import { keptSources } from './kept-sources.js';
import { localRunner } from './local-runner.js';
import { playTrial } from './play-trial.js';
import type { TrialRunner, TrialSpec } from './trial-runner.js';

const SCENARIO = `
traffic:
  format: generated
  generator: { duration_s: 60, rate: [{ from_s: 0, rps: 5 }], input_tokens: 500, output_tokens: 50 }
cluster:
  prefill: { profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
  decode: { profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 50 }
`;

let folder: string;
let scenario: string;
let runner: TrialRunner;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-pool-'));
  scenario = join(folder, 'small.yaml');
  writeFileSync(scenario, SCENARIO);
  runner = localRunner(2);
});
afterAll(async () => {
  await runner.close();
  rmSync(folder, { recursive: true });
});

const trial = (duration_s: number, seed = 1): TrialSpec => ({
  scenario,
  sets: [`traffic.generator.duration_s=${duration_s}`],
  seed,
});

describe('the pool', () => {
  it('gives outcomes in the order asked for, whichever trial ends first', async () => {
    const lengths = [1200, 10, 20, 400, 5];
    const heard: number[] = [];
    const outcomes = await runner.run(
      lengths.map((s) => trial(s)),
      { onOutcome: (index) => heard.push(index) },
    );
    expect(heard.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(heard).not.toEqual([0, 1, 2, 3, 4]);
    const offered = outcomes.map(({ summary }) => summary!.requests.offered);
    expect(offered).toEqual(lengths.map((s) => runTrial(loadScenario(scenario, [...trial(s).sets])).requests.offered));
  });

  it('tells a failure of the trial that it belongs to', async () => {
    const bad = { ...trial(10), sets: ['planner.policy=statik'] };
    const [first, second, third] = await runner.run([trial(10), bad, trial(10, 2)]);
    expect(first!.summary).toBeDefined();
    expect(second!.failure).toMatchObject({ code: 'HR_SCENARIO_INVALID', message: expect.stringContaining('statik') });
    expect(third!.summary).toBeDefined();
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const specs = Array.from({ length: 50 }, (_, i) => trial(300, i));
    let heard = 0;
    const run = runner.run(specs, {
      signal: stop.signal,
      onOutcome: () => {
        if (++heard === 3) stop.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(heard).toBeLessThan(50);
    expect((await runner.run([trial(10)]))[0]!.summary).toBeDefined();
  });
});

describe('kept sources', () => {
  it('change nothing', () => {
    const sources = keptSources();
    for (const policy of ['static', 'oracle', 'static-mean']) {
      const spec = { scenario, sets: [`planner.policy=${policy}`], seed: 3 };
      const fresh = runTrial(loadScenario(scenario, [...spec.sets, 'seed=3']));
      expect(playTrial(spec, sources).summary).toEqual(fresh);
      expect(playTrial(spec, sources).summary).toEqual(fresh);
    }
  });

  it('read traffic once, and again where it does not fit', () => {
    const { scenario: loaded, resolve } = loadScenario(scenario);
    for (const [most, same] of [
      [10_000, true],
      [10, false],
    ] as const) {
      const sources = keptSources(most);
      const [first, second] = [1, 2].map(() => [...sources.traffic(loaded.traffic, 1, resolve).requests]);
      expect(second).toEqual(first);
      expect(second![0] === first![0]).toBe(same);
    }
  });

  it('let the oldest traffic go first', () => {
    const { scenario: loaded, resolve } = loadScenario(scenario);
    const sources = keptSources(700); // about 300 requests a seed
    const firstOf = (seed: number) => [...sources.traffic(loaded.traffic, seed, resolve).requests][0];
    const [one, two] = [firstOf(1), firstOf(2)];
    firstOf(3);
    expect(firstOf(2)).toBe(two);
    expect(firstOf(1)).not.toBe(one);
  });
});

it('distributions merge as if one run had made both', () => {
  const sources = keptSources();
  const [a, b] = [1, 2].map((seed) => playTrial({ scenario, sets: [], seed, histograms: true }, sources));
  const merged = LogHistogram.fromState(a!.summary ? a!.histograms!.ttft_ms : never());
  merged.merge(LogHistogram.fromState(b!.summary ? b!.histograms!.ttft_ms : never()));
  const counts = [a, b].map((outcome) => outcome!.summary!.ttft_ms!.count);
  expect(merged.count).toBe(counts[0]! + counts[1]!);
  expect(merged.max() * 1000).toBe(Math.max(a!.summary!.ttft_ms!.max, b!.summary!.ttft_ms!.max));
});

function never(): never {
  throw new Error('a trial failed');
}
