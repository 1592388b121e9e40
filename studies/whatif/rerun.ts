/** A run again with other knobs, in a browser or anywhere: same traffic, same planner, same engines. */
import type { Role } from '../../planner-core/index.js';
import { MissCauses, SummarySink, type TimelineRow, TimelineSink } from '../../reports/measure/index.js';
import { type RunSink, type Summary, teeSinks } from '../../reports/record/index.js';
import type { DynamoConfig, PlannerSpec, PoolSpec, Prices, SlaSpec } from '../../scenarios/index.js';
import { type PoolInput, type SimulationInput, simulate } from '../../sim/index.js';
import { informed, startupSeconds } from '../trial/informed-policy.js';
import { knownTraffic, knowsTraffic } from '../trial/known-traffic.js';
import { policyOf } from '../trial/policy.js';
import { type PackedTraffic, unpack } from './pack.js';

/** Everything a run needs, as plain data. */
export interface WhatIfSetting {
  readonly input: Omit<SimulationInput, 'policy'>;
  readonly pools: Readonly<Partial<Record<Role, PoolSpec>>>;
  readonly planner: PlannerSpec;
  readonly dynamo?: DynamoConfig;
  readonly sla: SlaSpec;
  readonly prices: Prices;
  readonly traffic: PackedTraffic;
}

/** What may be turned; what is absent stays as it was. */
export interface Knobs {
  /** Workers at the start; without a planner, all along. */
  readonly replicas?: Readonly<Partial<Record<Role, number>>>;
  /** Seconds from order to ready, of every pool; its stages keep their proportions. */
  readonly startup_s?: number;
  readonly ttft_ms?: number;
  readonly tpot_ms?: number;
  readonly usd_per_gpu_hour?: number;
}

/** The figures of the run again, and its course over time. */
export interface WhatIfResult {
  readonly summary: Summary;
  readonly timeline: readonly TimelineRow[];
}

/** Runs the setting with other knobs; the setting stays as it is. Throws what a simulation throws. */
export function rerun(setting: WhatIfSetting, knobs: Knobs): WhatIfResult {
  const sla = withBounds(setting.sla, knobs);
  const prices = withPrice(setting.prices, knobs);
  const pools = mapRoles(setting.pools, (role, pool) => turned(pool, role, knobs));
  const requests = unpack(setting.traffic);
  const ahead = knowsTraffic(setting.planner.policy) ? knownTraffic(requests) : undefined;
  const input: SimulationInput = {
    ...setting.input,
    cluster: {
      ...setting.input.cluster,
      pools: mapRoles(setting.input.cluster.pools, (role, pool) => turnedPool(pool, role, knobs)),
    },
    policy: informed(policyOf(setting.planner, sla, setting.dynamo), pools, ahead),
    sla: {
      ...(sla.ttft_ms !== undefined && { ttft: sla.ttft_ms / 1000 }),
      ...(sla.tpot_ms !== undefined && { tpot: sla.tpot_ms / 1000 }),
    },
  };
  const causes = new MissCauses(sla, undefined);
  const figures = new SummarySink(sla, prices, causes);
  const timeline = new TimelineSink(input.timelineInterval_s, sla, prices, false, causes);
  simulate(input, { requests }, teeSinks(causes.sink, figures, timeline as Partial<RunSink>));
  return { summary: figures.summary(''), timeline: timeline.rows() };
}

function withBounds(sla: SlaSpec, { ttft_ms, tpot_ms }: Knobs): SlaSpec {
  return { ...sla, ...(ttft_ms !== undefined && { ttft_ms }), ...(tpot_ms !== undefined && { tpot_ms }) };
}

function withPrice(prices: Prices, { usd_per_gpu_hour }: Knobs): Prices {
  if (usd_per_gpu_hour === undefined) return prices;
  return Object.fromEntries(Object.entries(prices).map(([system, price]) => [system, { ...price, usd_per_gpu_hour }]));
}

function turnedPool(pool: PoolInput, role: Role, knobs: Knobs): PoolInput {
  const [first, ...rest] = pool.groups;
  const again = rest.map((group) => ({ ...group, spec: withStartup(group.spec, knobs) }));
  return { ...pool, groups: [{ ...first!, spec: turned(first!.spec, role, knobs) }, ...again] };
}

function turned<T extends Pick<PoolSpec, 'replicas' | 'startup'>>(spec: T, role: Role, knobs: Knobs): T {
  return { ...withStartup(spec, knobs), replicas: knobs.replicas?.[role] ?? spec.replicas };
}

function withStartup<T extends Pick<PoolSpec, 'startup'>>(spec: T, { startup_s }: Knobs): T {
  if (startup_s === undefined) return spec;
  const mean_s = startupSeconds(spec);
  const factor = startup_s / mean_s;
  const stages =
    mean_s > 0 && startup_s > 0
      ? spec.startup.stages.map(({ fixed_s, lognormal, ...stage }) => ({
          ...stage,
          ...(fixed_s !== undefined && { fixed_s: fixed_s * factor }),
          ...(lognormal && { lognormal: { mean_s: lognormal.mean_s * factor, p95_s: lognormal.p95_s * factor } }),
        }))
      : [{ name: 'startup', fixed_s: startup_s }];
  return { ...spec, startup: { ...spec.startup, stages } };
}

function mapRoles<T, U>(
  byRole: Readonly<Partial<Record<Role, T>>>,
  of: (role: Role, value: T) => U,
): Partial<Record<Role, U>> {
  return Object.fromEntries(Object.entries(byRole).map(([role, value]) => [role, of(role as Role, value as T)]));
}
