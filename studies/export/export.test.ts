import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { loadPlannerFile, loadProfile, loadScenario, poolsOf, shippedPath } from '../../scenarios/index.js';
import { exportCounts, exportPlanner } from './index.js';

const QUICKSTART = shippedPath('scenarios', 'quickstart.yaml');

function exportedAs(planner: string) {
  const { scenario, resolve } = loadScenario(QUICKSTART, [`planner=${planner}`]);
  const pools = poolsOf(scenario.cluster).map(([role, { profile }]) => [role, loadProfile(profile, resolve).profile]);
  return exportPlanner(scenario, { profiles: Object.fromEntries(pools) });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'headroom-export-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
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
  const path = join(folder(), 'planner.yaml');
  writeFileSync(path, exportedAs('{policy: headroom, attainment: 0.97}')['planner.yaml']!);
  const { scenario } = loadPlannerFile(path);
  expect(scenario.planner).toMatchObject({ policy: 'headroom', attainment: 0.97 });
  expect(scenario.connector).toMatchObject({ kind: 'kubernetes' });
});

it('an HPA and a ScaledObject per role keep bounds, target and behaviour', () => {
  const hpas = parseAllDocuments(
    exportedAs('{policy: hpa, metric: kv_usage, target: 0.7, max_replicas: 12}')['hpa.yaml']!,
  );
  expect(hpas.length).toBe(2);
  expect(hpas[0]!.toJS().spec).toMatchObject({
    maxReplicas: 12,
    metrics: [{ type: 'Pods', pods: { target: { averageValue: '700m' } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
  });
  const keda = parseAllDocuments(exportedAs('{policy: keda, target_queue: 3, cooldown_s: 120}')['keda.yaml']!);
  expect(keda[1]!.toJS().spec).toMatchObject({ cooldownPeriod: 120, triggers: [{ metadata: { threshold: '3' } }] });
});

it('planners of the seed era take arguments in seconds, 1.0.2 a file in milliseconds', () => {
  const args = parse(exportedAs('{policy: dynamo-sla, version: 0.5.1}')['dynamo-planner.yaml']!).spec.services.Planner;
  expect(args.extraPodSpec.mainContainer.args).toEqual(expect.arrayContaining(['--ttft=1', '--itl=0.04']));
  expect(parse(exportedAs('{policy: dynamo-sla, version: 1.0.2}')['dynamo-planner.yaml']!)).toMatchObject({
    ttft: 1000,
    itl: 40,
  });
});

const PYTHON = process.env['DYNAMO_PYTHON'];

it.skipIf(!PYTHON)(
  "Dynamo's own configuration class takes it (DYNAMO_PYTHON: a Python with ai-dynamo 1.4 or later)",
  () => {
    const planner =
      '{policy: dynamo-planner, config: {optimization_target: sla, enable_load_scaling: true, max_gpu_budget: 24}}';
    const path = join(folder(), 'planner.yaml');
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
