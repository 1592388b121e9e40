/** A policy's dial: its steps, and what they need to know. */
import type { ForecastSpec, SlaSpec } from '../../scenarios/index.js';
import type { WorldFacts } from './facts.js';

/** Who made a policy, or what it is for. */
export type Family = 'ours' | 'Dynamo' | 'Kubernetes' | 'llm-d' | 'research' | 'baseline' | 'knows the traffic';

/** What a ladder is laid out on. */
export interface LadderContext {
  readonly facts: WorldFacts;
  readonly sla: SlaSpec;
  readonly maxReplicas: number;
  /** For policies that forecast. */
  readonly predictor: ForecastSpec['kind'] | undefined;
}

/** Fields of the `planner` section, and overrides elsewhere. */
export interface Rung {
  readonly label: string;
  readonly planner: Readonly<Record<string, unknown>>;
  readonly sets?: readonly string[];
}

/** The settings of a policy, from careless to careful. */
export interface Ladder {
  readonly family: Family;
  /** Predictors that the policy has, where it forecasts by one that can be chosen. */
  readonly predicts?: readonly ForecastSpec['kind'][];
  rungs(context: LadderContext): Rung[];
}
