/** What a simulation runs on: plain data, already read and checked. */
import type { EngineProfile, Policy, Role } from '../planner-core/index.js';
import type {
  ClientsSpec,
  FaultSpec,
  FrontendSpec,
  InfrastructureSpec,
  PlannerSpec,
  PoolGroupSpec,
  PoolSpec,
  Scenario,
  TransferSpec,
} from '../scenarios/index.js';

/** Workers of one kind, and the profile that their spec names. */
export interface GroupInput {
  readonly spec: PoolGroupSpec;
  readonly profile: EngineProfile;
}

/** The workers of one role. */
export interface PoolInput {
  readonly queue: PoolSpec['queue'];
  readonly routing?: PoolSpec['routing'];
  /** One group a kind of worker; at least one. */
  readonly groups: readonly GroupInput[];
}

/** The cluster that is simulated. */
export interface ClusterInput {
  /** Prefill and decode, or aggregated. */
  readonly pools: Readonly<Partial<Record<Role, PoolInput>>>;
  readonly transfer: TransferSpec;
  /** Nodes and storage; absent: GPUs without end, and nothing loads from a storage. */
  readonly infrastructure?: InfrastructureSpec;
  readonly engine: Scenario['run']['engine'];
}

/** What a run has, whoever sends its requests. */
export interface WorldInput {
  readonly seed: number;
  readonly cluster: ClusterInput;
  readonly clients: ClientsSpec;
  readonly frontend: FrontendSpec;
  readonly faults: readonly FaultSpec[];
  readonly timelineInterval_s: number;
  /** The promise, as the policy is told it; seconds. */
  readonly sla: { readonly ttft?: number; readonly tpot?: number };
}

/** A cluster under a planner; what {@link Simulation} runs on. */
export interface SimulationInput extends WorldInput {
  readonly policy: Policy;
  /** How the policy is driven and what it may see. */
  readonly observing: Pick<PlannerSpec, 'interval_s' | 'metrics' | 'scrape_interval_s'>;
  /** Traffic lasts at least this long, even if its last request comes earlier. */
  readonly trafficDuration_s?: number;
  /** What is not done this long after the traffic's end is unfinished. */
  readonly drainLimit_s: number;
}
