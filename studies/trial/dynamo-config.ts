/** Reads what a `dynamo-planner` is configured by. */
import { DYNAMO_PLANNER_DEFAULTS } from '../../planner-core/index.js';
import { type DynamoConfig, type PlannerSpec, readDynamoConfig, type SlaSpec } from '../../scenarios/index.js';

/** `undefined` for every other planner. `resolve` turns a path of the scenario into one of this process. Throws HR_PLANNER_CONFIG_INVALID. */
export function dynamoConfigOf(
  planner: PlannerSpec,
  sla: SlaSpec,
  resolve: (path: string) => string,
): DynamoConfig | undefined {
  if (planner.policy !== 'dynamo-planner') return undefined;
  const targets = {
    ttft_ms: sla.ttft_ms ?? DYNAMO_PLANNER_DEFAULTS.ttft_ms,
    itl_ms: sla.tpot_ms ?? DYNAMO_PLANNER_DEFAULTS.itl_ms,
  };
  return readDynamoConfig(planner.config, planner.version, targets, resolve);
}
