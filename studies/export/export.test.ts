import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { loadPlannerFile, loadProfile, loadScenario, poolsOf, shippedPath } from '../../scenarios/index.js';
import { testFolder } from '../testing/index.js';
import { exportCounts, exportPlanner } from './index.js';

const QUICKSTART = shippedPath('scenarios', 'quickstart.yaml');

function exportedAs(planner: string) {
  const { scenario, resolve } = loadScenario(QUICKSTART, [`planner=${planner}`]);
  const pools = poolsOf(scenario.cluster).map(([role, { profile }]) => [role, loadProfile(profile, resolve).profile]);
  return exportPlanner(scenario, { profiles: Object.fromEntries(pools) });
}

it('fixed counts patch the services of a graph and the Deployments of the guide', () => {
  const { profile } = loadProfile('llama-3.1-8b-fp8_h100_sxm_vllm_tp1', (path) => path);
  const files = exportCounts({ prefill: 3, decode: 2 }, { profiles: { prefill: profile, decode: profile } });
  expect(parse(files['dgd-replicas.yaml']!).spec.services).toEqual({
    VllmPrefillWorker: { replicas: 3 },
    VllmDecodeWorker: { replicas: 2 },
  });
  const deployments = parseAllDocuments(files['deployment-replicas.yaml']!).map((one) => one.toJS());
  expect(deployments.map(({ metadata, spec }) => [metadata.name, spec.replicas])).toEqual([
    ['vllm-disagg-planner-vllmprefillworker', 3],
    ['vllm-disagg-planner-vllmdecodeworker', 2],
  ]);
});

it('a policy of ours becomes a file that headroom planner reads', () => {
  const path = join(testFolder(), 'planner.yaml');
  writeFileSync(path, exportedAs('{policy: headroom, attainment: 0.97}')['planner.yaml']!);
  const { scenario } = loadPlannerFile(path);
  expect(scenario.planner).toMatchObject({ policy: 'headroom', attainment: 0.97 });
  expect(scenario.connector).toMatchObject({ kind: 'kubernetes' });
});

it.each([
  ['hpa', 'hpa.yaml'],
  ['keda', 'keda.yaml'],
  ['dynamo-sla', 'dynamo-planner.yaml'],
  ['dynamo-planner', 'dynamo-planner.yaml'],
  ['headroom', 'planner.yaml'],
  ['kpa', 'planner.yaml'],
  ['static', 'planner.yaml'],
])('%s becomes %s, which parses again', (policy, name) => {
  const files = exportedAs(`{ policy: ${policy} }`);
  expect(Object.keys(files)).toEqual([name]);
  for (const document of parseAllDocuments(files[name]!)) expect(document.errors).toEqual([]);
});

it('counts of one pool patch one Deployment', () => {
  const { profile } = loadProfile('llama-3.1-8b-fp8_h100_sxm_vllm_tp1', (path) => path);
  const files = exportCounts({ aggregated: 4 }, { profiles: { aggregated: profile } });
  expect(parseAllDocuments(files['deployment-replicas.yaml']!).map((one) => one.toJS().spec.replicas)).toEqual([4]);
});

const PYTHON = process.env['DYNAMO_PYTHON'];

it.skipIf(!PYTHON)(
  "Dynamo's own configuration class takes it (DYNAMO_PYTHON: a Python with ai-dynamo 1.4 or later)",
  () => {
    const planner =
      '{policy: dynamo-planner, config: {optimization_target: sla, enable_load_scaling: true, max_gpu_budget: 24}}';
    const path = join(testFolder(), 'planner.yaml');
    writeFileSync(path, exportedAs(planner)['dynamo-planner.yaml']!);
    const code = `
import sys, yaml
from dynamo.planner.config.planner_config import PlannerConfig
config = PlannerConfig(**yaml.safe_load(open(sys.argv[1])))
print(config.max_gpu_budget, config.ttft_ms, config.itl_ms)`;
    const { stdout, stderr, status } = spawnSync(PYTHON!, ['-c', code, path], { encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(stdout.trim()).toBe('24 1000.0 40.0');
  },
);
