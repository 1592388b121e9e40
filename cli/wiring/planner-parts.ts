/** What a live planner is made of, read from its description; the daemon and `bench --planner` share it. */
import { createHash } from 'node:crypto';
import { type DaemonParts, OwnMetrics, requiredFigures, type WorkerHardware } from '../../live/index.js';
import type { Role } from '../../planner-core/index.js';
import { exactJson, type RunFile } from '../../reports/index.js';
import { type InputFile, type Prices, type PricesSpec, resolvePrices } from '../../scenarios/index.js';
import { type LiveSetup, type LoadedPools, livePolicy, loadPools, startReplicas } from '../../studies/index.js';

/** What a planner's file comes to: parts of the daemon, and what its record says of them. */
export interface PlannerDescription {
  readonly daemon: Pick<DaemonParts, 'startPolicy' | 'replicas' | 'hardware' | 'interval_s' | 'key' | 'metrics'> & {
    readonly required: DaemonParts['rules']['required'];
  };
  readonly prices: Prices;
  readonly profiles: RunFile['profiles'];
  readonly inputs: readonly InputFile[];
}

/** Reads profiles and prices and makes the policy. Throws HR_PROFILE_…, HR_PRICE_INVALID, HR_PLANNER_CONFIG_INVALID. */
export function describePlanner(setup: LiveSetup, prices: PricesSpec): PlannerDescription {
  const { planner, cluster, sla } = setup.scenario;
  const pools = loadPools(setup);
  const startPolicy = livePolicy(setup, pools);
  const replicas = startReplicas(cluster);
  startPolicy(replicas); // a refusal shows before anything is opened
  return {
    daemon: {
      startPolicy,
      replicas,
      hardware: hardwareOf(pools),
      interval_s: planner.interval_s,
      key: createHash('sha256').update(exactJson({ planner, cluster, sla })).digest('hex'),
      metrics: new OwnMetrics(sla),
      required: requiredFigures(planner.policy),
    },
    prices: resolvePrices(
      prices,
      pools.map(([, profiles]) => profiles[0]!.profile.system),
    ),
    profiles: Object.fromEntries(
      pools.map(([role, profiles]) => [role, { id: profiles[0]!.profile.id, ...profiles[0]!.profile.provenance }]),
    ),
    inputs: pools.flatMap(([, profiles]) => profiles.flatMap(({ files }) => files)),
  };
}

/** Of a pool with several kinds of workers, the first: counts do not tell kinds apart. */
function hardwareOf(pools: LoadedPools): Partial<Record<Role, WorkerHardware>> {
  return Object.fromEntries(
    pools.map(([role, profiles]) => {
      const { gpusPerWorker, system } = profiles[0]!.profile;
      return [role, { gpus: gpusPerWorker, gpuSystem: system }];
    }),
  );
}
