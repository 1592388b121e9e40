/** A policy before an exhibit: its name, and the fields of the scenario that put it in the place of the exhibit's own planner. */
import { stringify } from 'yaml';
import type { Bounds } from '../../planner-core/index.js';
import { plannerFields } from '../../scenarios/index.js';
import type { Exhibit } from './exhibit.js';

/** Fields of a `planner` section; Dynamo's later planner has a configuration of its own in it. */
type PlannerFields = Readonly<Record<string, unknown>> & { readonly config?: Readonly<Record<string, unknown>> };

/** A policy that is brought before exhibits. */
export interface Contestant {
  /** As tables name it. */
  readonly name: string;
  readonly policy: string;
  /** Further `planner` fields. */
  readonly fields?: PlannerFields;
  /** Overrides as typed by a user, applied last. */
  readonly set?: readonly string[];
}

/** Whom the exhibit was made after: the scenario as it stands, and what was so then. */
export const CULPRIT = 'culprit';

/** How `simulate` is told to run a contestant, or the culprit, on an exhibit: its `--set` values. */
export function overrides(exhibit: Exhibit, interval_s: number, who: Contestant | typeof CULPRIT): string[] {
  if (who === CULPRIT) return exhibit.culprit.set;
  return [`planner=${inline(plannerSection(who, interval_s, exhibit.bounds))}`, ...(who.set ?? [])];
}

/** The `planner` section of a contestant that looks so often and has so much room. */
export function plannerSection(who: Contestant, interval_s: number, room: Bounds): Record<string, unknown> {
  const { config: budget, ...bounds } = boundsFor(who.policy, room);
  const { config, ...fields } = who.fields ?? {};
  return {
    policy: who.policy,
    interval_s,
    ...bounds,
    ...fields,
    ...(budget && { config: { ...budget, ...config } }),
  };
}

/** The command that runs a scenario file again with a full record. */
export function replayCommand(file: string, set: readonly string[]): string {
  return ['headroom simulate', file, ...set.map((value) => `--set '${value}'`)].join(' ');
}

/** The same room for everybody, in the words of each policy. One GPU a worker, so a budget is a number of workers. */
function boundsFor(policy: string, { min, max }: Bounds): PlannerFields {
  const fields = plannerFields(policy);
  if (fields.includes('max_replicas')) return { min_replicas: min, max_replicas: max };
  const budget = { max_gpu_budget: 2 * max, min_endpoint: min };
  if (fields.includes('max_gpu_budget')) return budget;
  return fields.includes('config') ? { config: budget } : {};
}

/** YAML on one line. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim();
}
