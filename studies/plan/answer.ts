/** What `headroom plan` answers with for deployments without a planner: plain data, as it lies in `plan.json`. */
import type { PlanSpec, SlaSpec } from '../../scenarios/index.js';
import type { Choice, Refused } from './choices.js';
import type { Deployment } from './deployment.js';
import type { Standing } from './evidence.js';
import type { Sensitivity } from './sensitivity.js';

/** A choice that the search found, held to what the search had not seen. */
export interface CheckedChoice extends Choice {
  /** On seeds that the search did not use. */
  readonly checked: Standing;
  /** On the traffic as the scenario gives it. */
  readonly asGiven: Standing;
}

/** The answer for one promise. */
export interface PlanAnswer {
  readonly promise: string;
  readonly sla: SlaSpec;
  /** Absent where the promise is infeasible. */
  readonly best?: CheckedChoice;
  /** Deployments with a worker less than the best, on the seeds of its check. */
  readonly cheaper: readonly { readonly deployment: Deployment; readonly checked: Standing }[];
  /** The best of every engine and way of serving, best first. */
  readonly choices: readonly Choice[];
  readonly refused: readonly Refused[];
  readonly sensitivity?: Sensitivity;
  /** The best stays the best until its GPU costs so many times as much. */
  readonly priceMayRise?: number;
}

/** Seeds of the search, and others that its answer is held to. */
export interface Seeds {
  readonly search: readonly number[];
  readonly check: readonly number[];
}

/** The answers for every promise, and the runs behind them. */
export interface PlanResult {
  readonly objective: PlanSpec['objective'];
  readonly answers: readonly PlanAnswer[];
  readonly seeds: Seeds;
  readonly resampled: boolean;
  /** Simulated runs behind the answers. */
  readonly runs: number;
  /** Every deployment that was run on all seeds of the search, for the front of cost and attainment. */
  readonly seen: readonly SeenDeployment[];
}

/** A deployment that was run on all seeds of the search. */
export interface SeenDeployment {
  readonly deployment: Deployment;
  readonly gpus: number;
  readonly usdPerHour?: number;
  /** By promise. */
  readonly attainment: Readonly<Record<string, number>>;
}
