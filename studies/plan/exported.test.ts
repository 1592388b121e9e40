import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { scenarioFile } from '../testing/index.js';
import { exported } from './exported.js';

const ENGINE = 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';
const DEPLOYMENT = { engine: ENGINE, mode: 'disaggregated', counts: { prefill: 2, decode: 3 } } as const;

it('no answer is no file', () => {
  expect(exported(scenarioFile(), [], {})).toEqual({});
});

it('fixed counts become patches of the roles that there are', () => {
  const files = exported(scenarioFile(), [], { deployment: DEPLOYMENT });
  expect(Object.keys(files)).toEqual(['dgd-replicas.yaml', 'deployment-replicas.yaml']);
  expect(Object.values(parse(files['dgd-replicas.yaml']!).spec.services)).toEqual([{ replicas: 2 }, { replicas: 3 }]);
  const together = { engine: ENGINE, mode: 'aggregated', counts: { aggregated: 4 } } as const;
  const patches = parseAllDocuments(
    exported(scenarioFile(), [], { deployment: together })['deployment-replicas.yaml']!,
  );
  expect(patches.map((one) => one.toJS().spec.replicas)).toEqual([4]);
});

it('settings become the file of their planner, over what the scenario and the overrides say', () => {
  const settings = { 'planner.target': 9, 'planner.max_replicas': 12 };
  const files = exported(scenarioFile(), ['planner={ policy: hpa, min_replicas: 2 }'], { settings });
  expect(Object.keys(files)).toEqual(['hpa.yaml']);
  const [first] = parseAllDocuments(files['hpa.yaml']!).map((one) => one.toJS());
  expect(first.spec).toMatchObject({ minReplicas: 2, maxReplicas: 12 });
  expect(first.spec.metrics[0].pods.target.averageValue).toBe('9');
});

it('both give both', () => {
  const files = exported(scenarioFile(), [], { deployment: DEPLOYMENT, settings: { 'planner.policy': 'headroom' } });
  expect(Object.keys(files)).toEqual(['dgd-replicas.yaml', 'deployment-replicas.yaml', 'planner.yaml']);
});

it.each([
  ['as a file', 'planner-config.yaml'],
  ['as JSON text', '\'{"max_gpu_budget": 6}\''],
  ['as fields', '{ max_gpu_budget: 6 }'],
])("Dynamo's configuration is exported, given %s", (_how, config) => {
  const path = scenarioFile();
  writeFileSync(join(dirname(path), 'planner-config.yaml'), 'max_gpu_budget: 6\n');
  const settings = { 'planner.version': '1.6.1' };
  const set = [`planner={ policy: dynamo-planner, config: ${config} }`];
  expect(parse(exported(path, set, { settings })['dynamo-planner.yaml']!)).toMatchObject({
    max_gpu_budget: 6,
    ttft_ms: 500,
    itl_ms: 50,
    prefill_engine_num_gpu: 1,
  });
});

it('settings that make no scenario are refused as any scenario is', () => {
  expect(() => exported(scenarioFile(), [], { settings: { 'planner.policy': 'statik' } })).toThrow(
    expect.objectContaining({ code: 'HR_SCENARIO_INVALID' }),
  );
});
