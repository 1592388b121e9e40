/** Whole plans, simulated: small ones, for each takes some dozens of runs. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { loadScenario } from '../../scenarios/index.js';
import { inlineRunner, scenarioFile, testFolder } from '../testing/index.js';
import { isFeasible, planScenario, planText, writePlan } from './index.js';
import { plan } from './plan.js';

const LARGE = 'llama-3.1-70b-fp8_h200_sxm_vllm_tp1';
/** A load that takes several workers of a larger engine. */
const LOADED = [
  'traffic.generator={ duration_s: 40, rate: [{ from_s: 0, rps: 8 }], input_tokens: 1500, output_tokens: 60 }',
  `cluster.prefill.profile=${LARGE}`,
  `cluster.decode.profile=${LARGE}`,
  'sla={ ttft_ms: 600, tpot_ms: 40 }',
  'plan.max_gpus=16',
];

it('answers with a deployment that keeps the promise on other seeds, while a worker less does not', () => {
  const { answers, seeds, runs } = plan(loadScenario(scenarioFile(), LOADED));
  const { best, cheaper, sensitivity } = answers[0]!;
  expect(seeds.search.filter((seed) => seeds.check.includes(seed))).toEqual([]);
  expect(best!.checked).toMatchObject({ meets: true, runs: 5, upperBound: false });
  expect(best!.checked.atLeast).toBeGreaterThanOrEqual(0.95);
  expect(cheaper.length).toBeGreaterThan(0);
  expect(cheaper.map(({ checked }) => checked.meets)).not.toContain(true);
  expect(best!.gpus).toBe(best!.deployment.counts.prefill! + best!.deployment.counts.decode!);
  expect(sensitivity!.growth).toBeGreaterThanOrEqual(1);
  expect(runs).toBeLessThan(200);
});

it('keeps more workers where some may be lost', () => {
  const path = scenarioFile();
  const of = (set: string[]) => plan(loadScenario(path, [...LOADED, ...set])).answers[0]!.best!.deployment.counts;
  const [bare, spared] = [of([]), of(['plan.spare_workers=1'])];
  expect(spared).toEqual({ prefill: bare.prefill! + 1, decode: bare.decode! + 1 });
});

it.each([
  ['sla.ttft_ms=5', /too slow without any load: .* unloaded TTFT .* promised 5 ms/],
  ['plan.max_gpus=1', /one worker of each role takes 2 GPUs, more than 1/],
  ['traffic.rate_scale=40', /16 GPUs do not carry the load/],
])('says why there is no plan: %s', (set, because) => {
  const { answers } = plan(loadScenario(scenarioFile(), [...LOADED, set]));
  expect(answers[0]!.best).toBeUndefined();
  expect(answers[0]!.refused[0]!.because).toMatch(because);
});

it('weighs planner settings against fixed counts, and writes memo, data and picture', async () => {
  const path = scenarioFile();
  const sets = [
    ...LOADED,
    'plan.vary={planner.policy: [static], cluster.prefill.replicas: [2, 3, 8], cluster.decode.replicas: [1, 3]}',
  ];
  let heard = 0;
  const answer = await planScenario(path, sets, inlineRunner(), (runs) => {
    heard = runs;
  });
  const { best, combinations: count, checked } = answer.settings['sla']!;
  expect(count).toBe(6);
  expect(checked.length).toBe(5);
  expect(best!.atLeast).toBeGreaterThanOrEqual(0.95);
  expect(heard).toBe(answer.fixed.runs + answer.settings['sla']!.runs);
  expect(isFeasible(answer)).toBe(true);
  expect(planText(answer)).toMatch(/Buy \d prefill \+ \d decode/);
  const directory = testFolder();
  const paths = await writePlan(directory, answer);
  expect(paths.map((file) => file.slice(directory.length + 1))).toEqual([
    'plan.json',
    'plan.md',
    'export/sla/dgd-replicas.yaml',
    'export/sla/deployment-replicas.yaml',
    'export/sla/planner.yaml',
    'front-sla.svg',
  ]);
  expect(JSON.parse(readFileSync(paths[0]!, 'utf8'))).toMatchObject({ name: 'small', fixed: { objective: 'usd' } });
  expect(readFileSync(paths[1]!, 'utf8')).toContain('| the answer and a worker less |');
});

it('names a combination that cannot run', async () => {
  const vary = 'plan.vary={planner.policy: [statik]}';
  await expect(planScenario(scenarioFile(), [...LOADED, vary], inlineRunner(), () => undefined)).rejects.toThrow(
    /statik/,
  );
});

it('resamples a trace for its planner settings too, and tells of it', async () => {
  const path = scenarioFile();
  const rows = Array.from({ length: 40 }, (_, i) => ({
    timestamp: 1000 * i,
    input_length: 100,
    output_length: 10,
    hash_ids: [],
  }));
  writeFileSync(join(dirname(path), 'trace.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const sets = [
    'traffic={ format: mooncake, path: trace.jsonl }',
    'plan={ max_gpus: 2, seeds: 2, check_seeds: 2, vary: { planner.interval_s: [60] } }',
  ];
  const runner = inlineRunner();
  const { fixed } = await planScenario(path, sets, runner, () => undefined);
  expect(fixed.resampled).toBe(true);
  expect(runner.played[0]!.sets).toContain('traffic.resample={"block_s":60,"reach":2}');
});

it('an infeasible plan is told as one, and has nothing to put into a cluster', async () => {
  const set = [...LOADED, 'sla={ ttft_ms: 5 }'];
  const answer = await planScenario(scenarioFile(), set, inlineRunner(), () => undefined);
  expect([isFeasible(answer), answer.exports, answer.settings]).toEqual([false, { sla: {} }, {}]);
});
