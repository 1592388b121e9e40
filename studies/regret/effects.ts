/** What can be switched off in a scenario, one at a time or together, with the traffic and every random stream as they were. */
import {
  groupsOf,
  type LoadedScenario,
  type PlannerSpec,
  type PoolGroupSpec,
  type PoolSpec,
  poolsOf,
  type Scenario,
} from '../../scenarios/index.js';
import { knowsTraffic } from '../trial/known-traffic.js';
import { type Limits, limitsOf, UNLIMITED, withoutLimits } from './limits.js';

/** In the order in which a waterfall shows them. */
export const EFFECTS = ['minimum', 'startup', 'forecast', 'limits'] as const;
/** One of them. */
export type Effect = (typeof EFFECTS)[number];

/** A scenario with some effects off. */
export interface Variant {
  readonly loaded: LoadedScenario;
  /** Limits to put on a reference that stands for the scenario's own planner. */
  readonly limits?: Limits;
}

/** The effects that the scenario has. */
export function effectsOf({ planner, cluster }: Scenario): Effect[] {
  const has: Record<Effect, boolean> = {
    minimum: withoutMinimum(planner) !== planner,
    startup: poolsOf(cluster).some(([, pool]) => groupsOf(pool).some(takesTime)) || cluster.nodes !== undefined,
    forecast: !knowsTraffic(planner.policy), // who knows the traffic to come has no forecast to be wrong
    limits: withoutLimits(planner) !== planner,
  };
  return EFFECTS.filter((effect) => has[effect]);
}

/** The scenario with only these effects on. */
export function variantOf(loaded: LoadedScenario, on: ReadonlySet<Effect>, gpusPerWorker: number): Variant {
  const { scenario } = loaded;
  let { planner, cluster } = scenario;
  if (!on.has('minimum')) planner = withoutMinimum(planner);
  if (!on.has('startup')) cluster = withoutStartup(cluster);
  const knows = !on.has('forecast') && !knowsTraffic(planner.policy);
  const limits: Limits = on.has('limits') ? limitsOf(planner, gpusPerWorker) : { most: UNLIMITED };
  if (knows) planner = oracleFor(planner, limits);
  else if (!on.has('limits')) planner = withoutLimits(planner);
  return { loaded: { ...loaded, scenario: { ...scenario, planner, cluster } }, ...(knows && { limits }) };
}

/** A service that is to answer keeps one worker of each role. */
const LEAST = 1;

/** With no more than one worker as the least; the same object where the planner asks for no more. */
function withoutMinimum(planner: PlannerSpec): PlannerSpec {
  if (minimumOf(planner) <= LEAST) return planner;
  if (planner.policy === 'dynamo-sla') return { ...planner, min_endpoint: LEAST };
  if (planner.policy !== 'dynamo-planner') return { ...planner, min_replicas: LEAST } as PlannerSpec;
  const { prefill_min_endpoint: _p, decode_min_endpoint: _d, ...config } = planner.config as Record<string, unknown>;
  return { ...planner, config: { ...config, min_endpoint: LEAST } };
}

/** The oracle at the same ticks and within the same bounds. */
function oracleFor(planner: PlannerSpec, { most }: Limits): PlannerSpec {
  const { interval_s, metrics, scrape_interval_s } = planner;
  return {
    policy: 'oracle',
    interval_s,
    metrics,
    scrape_interval_s,
    min_replicas: minimumOf(planner),
    max_replicas: most,
  };
}

function minimumOf(planner: PlannerSpec): number {
  if (planner.policy === 'dynamo-sla') return planner.min_endpoint;
  if (planner.policy !== 'dynamo-planner') return 'min_replicas' in planner ? planner.min_replicas : 0;
  if (typeof planner.config === 'string') return LEAST; // in a file, where it stays as it is
  const { min_endpoint, prefill_min_endpoint, decode_min_endpoint } = planner.config;
  return Math.max(
    ...[LEAST, min_endpoint, prefill_min_endpoint, decode_min_endpoint].filter((n) => typeof n === 'number'),
  );
}

function takesTime({ startup, warm_up, slow_start }: Pick<PoolSpec, 'startup' | 'warm_up' | 'slow_start'>): boolean {
  const isSlow = startup.stages.some(
    ({ fixed_s, lognormal, bytes_gb }) => (fixed_s ?? lognormal?.mean_s ?? bytes_gb ?? 0) > 0,
  );
  return isSlow || warm_up !== undefined || slow_start !== undefined;
}

const AT_ONCE = { stages: [{ name: 'startup', fixed_s: 0 }] };

/** Workers that serve as soon as they are ordered, at full speed. */
function withoutStartup(cluster: Scenario['cluster']): Scenario['cluster'] {
  const quick = <P extends PoolSpec>(pool: P): P => {
    const { also } = pool;
    return { ...quickKind(pool), ...(also && { also: also.map(quickKind) }) };
  };
  const pools = Object.fromEntries(poolsOf(cluster).map(([role, pool]) => [role, quick(pool)]));
  const nodes = cluster.nodes && { ...cluster.nodes, provision: AT_ONCE };
  return { ...cluster, ...pools, ...(nodes && { nodes }) } as Scenario['cluster'];
}

function quickKind<G extends PoolGroupSpec>(kind: G): G {
  const { snapshot: _snapshot, warm_pool: _pool, warm_up: _warmUp, slow_start: _slow, ...rest } = kind;
  return { ...rest, startup: AT_ONCE } as G;
}
