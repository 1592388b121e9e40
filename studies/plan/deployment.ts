/** A deployment to choose: engines, how they serve, how many; and the scenario that runs it. */
import type { Role } from '../../planner-core/index.js';
import { type ClusterSpec, type PoolSpec, type Scenario, transferSpec } from '../../scenarios/index.js';

/** How a cluster serves: prompts and tokens apart, or together. */
export type Mode = ClusterSpec['mode'];
/** Workers of each role. */
export type Counts = Readonly<Partial<Record<Role, number>>>;

/** Engines, how they serve, and how many of them. */
export interface Deployment {
  /** The profile of every worker. */
  readonly engine: string;
  readonly mode: Mode;
  readonly counts: Counts;
}

/** The roles of each way of serving. */
export const ROLES: Readonly<Record<Mode, readonly Role[]>> = {
  disaggregated: ['prefill', 'decode'],
  aggregated: ['aggregated'],
};

/** The same text for the same deployment. */
export function keyOf({ engine, mode, counts }: Deployment): string {
  return JSON.stringify([engine, mode, ...ROLES[mode].map((role) => counts[role])]);
}

/** Workers of all roles together. */
export function workersOf({ counts }: Deployment): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `3 prefill + 2 decode`, `4 workers`. */
export function countsText({ counts, mode }: Deployment): string {
  if (mode === 'aggregated') return `${counts.aggregated} worker${counts.aggregated === 1 ? '' : 's'}`;
  return `${counts.prefill} prefill + ${counts.decode} decode`;
}

/**
 * The scenario with this deployment and no planner. Pools keep the settings of the scenario; those of the other way of
 * serving take them from its prefill pool, or from its aggregated one.
 */
export function deployed(scenario: Scenario, { engine, mode, counts }: Deployment): Scenario {
  const { interval_s, metrics, scrape_interval_s } = scenario.planner;
  return {
    ...scenario,
    cluster: clusterOf(scenario.cluster, mode, (pool, role) => ({
      ...pool,
      profile: engine,
      replicas: counts[role]!,
      also: undefined,
      max_replicas: undefined,
    })),
    planner: { policy: 'static', interval_s, metrics, scrape_interval_s },
  };
}

function clusterOf(cluster: ClusterSpec, mode: Mode, pool: (like: PoolSpec, role: Role) => PoolSpec): ClusterSpec {
  const like = cluster.mode === 'aggregated' ? cluster.aggregated : cluster.prefill;
  const decodeLike = cluster.mode === 'aggregated' ? cluster.aggregated : cluster.decode;
  const { nodes, storage } = cluster;
  const infrastructure = { ...(nodes && { nodes }), ...(storage && { storage }) };
  if (mode === 'aggregated') return { mode, aggregated: pool(like, 'aggregated'), ...infrastructure };
  return {
    mode,
    prefill: pool(like, 'prefill'),
    decode: pool(decodeLike, 'decode'),
    transfer: cluster.mode === 'disaggregated' ? cluster.transfer : transferSpec(),
    ...infrastructure,
  };
}
