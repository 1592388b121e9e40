/** The scenario that tests of studies begin from: a trial of it takes milliseconds. Tests override what they are about. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LoadedScenario, loadScenario } from '../../scenarios/index.js';
import { testFolder } from './files.js';

/** One worker of each role, no planner, and for a minute 5 requests a second of 500 and 50 tokens. */
export const SMALL_SCENARIO = `
traffic:
  format: generated
  generator: { duration_s: 60, rate: [{ from_s: 0, rps: 5 }], input_tokens: 500, output_tokens: 50 }
cluster:
  prefill: { profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
  decode: { profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 50 }
`;

/** Overrides that make one pool of it, in which workers do both. */
export const AGGREGATED = [
  'cluster={mode: aggregated, aggregated: {profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1}}',
];

/** The path of {@link SMALL_SCENARIO} as `small.yaml`, in a folder of the test or in one that is given. */
export function scenarioFile(folder = testFolder()): string {
  const path = join(folder, 'small.yaml');
  writeFileSync(path, SMALL_SCENARIO);
  return path;
}

/** {@link SMALL_SCENARIO}, loaded with overrides. */
export function smallScenario(set: readonly string[] = []): LoadedScenario {
  return loadScenario(scenarioFile(), set);
}
