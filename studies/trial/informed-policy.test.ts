import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type PolicyContext, staticReplicas } from '../../planner-core/index.js';
import { sampleProfile } from '../../planner-core/policies/testing/sample-context.js';
import { loadScenario, openTraffic, poolsOf } from '../../scenarios/index.js';
import { informed } from './informed-policy.js';
import { knownTraffic, knowsTraffic } from './known-traffic.js';

const SCENARIO = `name: known
traffic:
  format: generated
  generator:
    duration_s: 60
    rate: [{ from_s: 0, rps: 2 }]
    arrivals: { process: constant }
    input_tokens: 100
    output_tokens: 10
cluster:
  prefill:
    profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1
    replicas: 1
    max_batch: 7
    startup: { stages: [{ name: pull, fixed_s: 20 }, { name: load, lognormal: { mean_s: 30, p95_s: 60 } }] }
  decode: { profile: qwen3-0.6b-bf16_h100_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 20 }
`;

/** What a policy named so is told. */
function told(policy: string): PolicyContext {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-informed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'known.yaml');
  writeFileSync(path, SCENARIO.replace('policy: static', `policy: ${policy}`));
  let context: PolicyContext | undefined;
  const init = (given: PolicyContext) => {
    context = given;
    return staticReplicas().init(given);
  };
  const bare = { intervalSeconds: 10, sla: {}, pools: { prefill: { profile: sampleProfile(), replicas: 1 } } };
  const { scenario, resolve } = loadScenario(path);
  const ahead = knowsTraffic(policy)
    ? knownTraffic(openTraffic(scenario.traffic, scenario.seed, resolve).requests)
    : undefined;
  informed({ name: policy, init }, Object.fromEntries(poolsOf(scenario.cluster)), ahead).init(bare);
  if (!context) throw new Error('never initialised');
  return context;
}

it('tells every policy what engines hold and how long workers start', () => {
  const { pools, trafficAhead } = told('static');
  expect(pools.prefill).toMatchObject({ startupSeconds: 50, limits: { maxBatch: 7 } });
  expect(trafficAhead).toBeUndefined();
});

it('tells references the traffic to come', () => {
  const { trafficAhead, trafficSeconds } = told('oracle');
  expect(trafficSeconds).toBe(60);
  // the first of them comes at 0.5 s
  expect(trafficAhead?.(0, 60).requests).toBe(119);
  expect(trafficAhead?.(10.5, 20)).toEqual({ requests: 19, inputTokensMean: 100, outputTokensMean: 10 });
  expect(trafficAhead?.(90, 95).requests).toBe(0);
});
