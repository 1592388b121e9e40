/** What a simulation runs on: plain data, already read and checked. */
import type { EngineProfile, Policy } from '../planner-core/index.js';
import type { ClusterSpec, InfrastructureSpec, PlannerSpec, PoolSpec, Scenario } from '../scenarios/index.js';

export interface PoolInput {
  readonly spec: PoolSpec;
  readonly profile: EngineProfile;
}

export interface ClusterInput {
  readonly prefill: PoolInput;
  readonly decode: PoolInput;
  readonly transfer: ClusterSpec['transfer'];
  /** Nodes and storage; absent: GPUs without end, and nothing loads from a storage. */
  readonly infrastructure?: InfrastructureSpec;
  readonly engine: Scenario['run']['engine'];
}

export interface SimulationInput {
  readonly seed: number;
  readonly cluster: ClusterInput;
  readonly policy: Policy;
  /** How the policy is driven and what it may see. */
  readonly observing: Pick<PlannerSpec, 'interval_s' | 'metrics' | 'scrape_interval_s'>;
  /** The promise the policy is told; seconds. */
  readonly sla: { readonly ttft?: number; readonly tpot?: number };
  /** Traffic lasts at least this long, even if its last request comes earlier. */
  readonly trafficDuration_s?: number;
  /** What is not done this long after the traffic's end is unfinished. */
  readonly drainLimit_s: number;
  readonly timelineInterval_s: number;
}
