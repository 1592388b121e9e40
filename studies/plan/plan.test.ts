import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadScenario } from '../../scenarios/index.js';
import { playTrial } from '../pool/play-trial.js';
import type { TrialRunner } from '../pool/trial-runner.js';
import { FRESH_SOURCES } from '../trial/sources.js';
import { isFeasible, planScenario, planText, writePlan } from './index.js';
import { plan } from './plan.js';
import { combinations } from './settings.js';

const SCENARIO = `name: small
traffic:
  format: generated
  generator:
    duration_s: 120
    rate: [{ from_s: 0, rps: 8 }]
    input_tokens: 1500
    output_tokens: 60
cluster:
  prefill: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
  decode: { profile: llama-3.1-70b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 600, tpot_ms: 40 }
plan: { max_gpus: 16 }
`;

function scenarioFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-plan-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'small.yaml');
  writeFileSync(path, SCENARIO);
  return path;
}

/** Trials in this thread. */
const HERE: TrialRunner = {
  run: async (specs, { onOutcome } = {}) =>
    specs.map((spec, i) => {
      const outcome = playTrial(spec, FRESH_SOURCES);
      onOutcome?.(i, outcome);
      return outcome;
    }),
  close: async () => undefined,
};

it('answers with a deployment that keeps the promise on other seeds, while a worker less does not', () => {
  const { answers, seeds, runs } = plan(loadScenario(scenarioFile()));
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
  const of = (set: string[]) => plan(loadScenario(path, set)).answers[0]!.best!.deployment.counts;
  const [bare, spared] = [of([]), of(['plan.spare_workers=1'])];
  expect(spared).toEqual({ prefill: bare.prefill! + 1, decode: bare.decode! + 1 });
});

it.each([
  ['sla.ttft_ms=5', /too slow without any load: .* unloaded TTFT .* promised 5 ms/],
  ['plan.max_gpus=1', /one worker of each role takes 2 GPUs, more than 1/],
  ['traffic.rate_scale=40', /16 GPUs do not carry the load/],
])('says why there is no plan: %s', (set, because) => {
  const { answers } = plan(loadScenario(scenarioFile(), [set]));
  expect(answers[0]!.best).toBeUndefined();
  expect(answers[0]!.refused[0]!.because).toMatch(because);
});

it('weighs planner settings against fixed counts, and writes memo, data and picture', async () => {
  const path = scenarioFile();
  const sets = [
    'plan.vary={planner.policy: [static], cluster.prefill.replicas: [2, 3, 8], cluster.decode.replicas: [1, 3]}',
  ];
  let heard = 0;
  const answer = await planScenario(path, sets, HERE, (runs) => {
    heard = runs;
  });
  const { best, combinations: count, checked } = answer.settings['sla']!;
  expect(count).toBe(6);
  expect(checked.length).toBe(5);
  expect(best!.atLeast).toBeGreaterThanOrEqual(0.95);
  expect(heard).toBe(answer.fixed.runs + answer.settings['sla']!.runs);
  expect(isFeasible(answer)).toBe(true);
  expect(planText(answer)).toMatch(/Buy \d prefill \+ \d decode/);
  const directory = mkdtempSync(join(tmpdir(), 'headroom-plan-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
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
  await expect(planScenario(scenarioFile(), [vary], HERE, () => undefined)).rejects.toThrow(/statik/);
});

it('combines every value with every other', () => {
  expect(combinations({ a: [1, 2], b: ['x'] })).toEqual([
    { a: 1, b: 'x' },
    { a: 2, b: 'x' },
  ]);
  expect(() => combinations({ a: Array(200).fill(0), b: Array(200).fill(0) })).toThrow(/40000 combinations/);
});
