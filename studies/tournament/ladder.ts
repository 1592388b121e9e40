/** A policy's dial: its steps, and what they need to know. */
import type { ForecastSpec, SlaSpec } from '../../scenarios/index.js';
import type { WorldFacts } from './facts.js';

export type Family = 'ours' | 'Dynamo' | 'Kubernetes' | 'llm-d' | 'research' | 'baseline' | 'knows the traffic';

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

export interface Ladder {
  readonly family: Family;
  /** Predictors that the policy has, where it forecasts by one that can be chosen. */
  readonly predicts?: readonly ForecastSpec['kind'][];
  readonly knowsTraffic?: boolean;
  rungs(context: LadderContext): Rung[];
}
