/** A small valid scenario that tests change. */
import { stringify } from 'yaml';
import { crossCheck } from '../load/cross-checks.js';
import type { Fault } from '../load/fault.js';
import { scenarioSchema } from '../schema/scenario.js';

/** A scenario file's content, as its author would write it. */
export type ScenarioFields = Readonly<Record<string, unknown>>;

const PROFILE = 'qwen3-0.6b-bf16_h100_sxm_vllm_tp1';

/** Every part that a scenario must have, and nothing else. */
export const SMALL: ScenarioFields = {
  traffic: {
    format: 'generated',
    generator: { duration_s: 60, rate: [{ from_s: 0, rps: 2 }], input_tokens: 100, output_tokens: 10 },
  },
  cluster: { prefill: { profile: PROFILE, replicas: 1 }, decode: { profile: PROFILE, replicas: 2 } },
  planner: { policy: 'static' },
  sla: { ttft_ms: 500, tpot_ms: 20 },
};

/** The small scenario with some of its top-level parts replaced, as YAML. */
export function scenarioText(changes: ScenarioFields = {}): string {
  return stringify({ ...SMALL, ...changes });
}

/** What the checks beyond single fields say of the small scenario with some parts replaced: `path: message`. */
export function faultsOf(changes: ScenarioFields): string[] {
  return crossCheck(scenarioSchema.parse({ ...SMALL, ...changes })).map(faultText);
}

/** A fault in one line. */
export function faultText({ path, message }: Fault): string {
  return `${path.map(String).join('.')}: ${message}`;
}
