import { dynamoSla, type Policy, staticReplicas } from '../../planner-core/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { PlannerSpec, SlaSpec } from '../../scenarios/index.js';

/** The policy that a scenario's `planner` asks for; latency targets come from `sla` where the planner names none. */
export function policyOf(planner: PlannerSpec, sla: SlaSpec): Policy {
  if (planner.policy === 'static') return staticReplicas() as Policy;
  const ttft_ms = planner.ttft_ms ?? sla.ttft_ms;
  const itl_ms = planner.itl_ms ?? sla.tpot_ms;
  if (ttft_ms === undefined || itl_ms === undefined) {
    throw new HeadroomError('HR_SCENARIO_INVALID', { message: 'planner: dynamo-sla needs a TTFT and an ITL target' });
  }
  return dynamoSla({
    release: planner.version,
    ttft_s: ttft_ms / 1000,
    itl_s: itl_ms / 1000,
    maxGpuBudget: planner.max_gpu_budget,
    minEndpoint: planner.min_endpoint,
    noCorrection: planner.no_correction,
  }) as Policy;
}
