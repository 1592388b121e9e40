/** Who is brought before the exhibits: every policy of the catalogue as it ships, Dynamo's in several releases and targets. */
import { plannerPolicies } from '../../scenarios/index.js';
import type { Contestant } from './contestant.js';

/** Both loops of Dynamo's planner, the slow one fast enough to act within an exhibit. */
const BOTH_LOOPS = {
  optimization_target: 'sla',
  enable_load_scaling: true,
  throughput_adjustment_interval_seconds: 60,
};

/** Policies that need more than their name, or come in several kinds. A schedule has nothing to go by here. */
const KINDS: Readonly<Record<string, readonly Contestant[]>> = {
  schedule: [],
  heteroscale: [
    { name: 'heteroscale', policy: 'heteroscale', fields: { tokens_per_s_per_gpu: 1200, prefill_per_decode: 1 } },
  ],
  'dynamo-sla': ['0.4.0', '0.5.1', '1.0.2'].map((version) => ({
    name: `dynamo-sla ${version}`,
    policy: 'dynamo-sla',
    fields: { version },
  })),
  'dynamo-planner': ['1.4.2', '1.6.1'].flatMap((version) => [
    { name: `dynamo-planner ${version}`, policy: 'dynamo-planner', fields: { version } },
    { name: `dynamo-planner ${version} sla`, policy: 'dynamo-planner', fields: { version, config: BOTH_LOOPS } },
  ]),
};

/** The whole catalogue. */
export function lineUp(): Contestant[] {
  return plannerPolicies().flatMap((policy) => KINDS[policy] ?? [{ name: policy, policy }]);
}

/** A policy by its name in a scenario, with what it cannot do without, and a user's overrides. */
export function contestant(policy: string, set: readonly string[]): Contestant {
  const fields = policy === 'heteroscale' ? KINDS[policy]![0]!.fields : undefined;
  return { name: policy, policy, set, ...(fields && { fields }) };
}
