/** What a cluster must satisfy beyond the type of each field: every start path can be walked, and the quota has room. */
import { LOGNORMAL_MAX_P95_TO_MEAN } from '../random/index.js';
import { groupsOf, poolsOf } from '../schema/cluster.js';
import type { Scenario } from '../schema/scenario.js';
import type { LifeSpec, ProvisionSpec, StartupSpec, StartupStageSpec } from '../schema/startup.js';
import type { Path } from './document.js';
import type { Fault } from './fault.js';

/** Faults of start paths and of the quota of nodes. */
export function clusterFaults({ cluster }: Pick<Scenario, 'cluster'>): Fault[] {
  const { nodes, storage } = cluster;
  const faults = startPaths(cluster).flatMap(([path, spec]) =>
    spec.stages.flatMap((stage, i) => stageFaults([...path, 'stages', i], stage, storage !== undefined)),
  );
  if (nodes && nodes.initial > nodes.max) {
    faults.push({
      path: ['cluster', 'nodes', 'initial'],
      message: `found ${nodes.initial}; expected at most max (${nodes.max}), the quota`,
    });
  }
  return faults;
}

/** Faults happen in pools that there are. */
export function faultRoleFaults({ faults, cluster }: Scenario): Fault[] {
  const roles = poolsOf(cluster).map(([role]) => role);
  return faults.flatMap((fault, i) =>
    'role' in fault && !roles.includes(fault.role)
      ? [
          {
            path: ['faults', i, 'role'],
            message: `found ${fault.role}; expected a pool of the cluster: ${roles.join(', ')}`,
          },
        ]
      : [],
  );
}

function startPaths(cluster: Scenario['cluster']): [Path, StartupSpec | ProvisionSpec][] {
  const paths: [Path, StartupSpec | ProvisionSpec | undefined][] = [
    ...workerKinds(cluster).flatMap(([kind, { startup, snapshot, warm_pool }]): [Path, StartupSpec | undefined][] => [
      [[...kind, 'startup'], startup],
      [[...kind, 'snapshot'], snapshot],
      [[...kind, 'warm_pool', 'startup'], warm_pool?.startup],
    ]),
    [['cluster', 'nodes', 'provision'], cluster.nodes?.provision],
  ];
  return paths.filter((entry): entry is [Path, StartupSpec | ProvisionSpec] => entry[1] !== undefined);
}

/** Every kind of worker, with the place where its life is told. */
function workerKinds(cluster: Scenario['cluster']): [Path, LifeSpec][] {
  return poolsOf(cluster).flatMap(([role, pool]) =>
    groupsOf(pool).map((group, i): [Path, LifeSpec] => [
      i === 0 ? ['cluster', role] : ['cluster', role, 'also', i - 1],
      group,
    ]),
  );
}

function stageFaults(path: Path, stage: StartupStageSpec, hasStorage: boolean): Fault[] {
  const { lognormal, bytes_gb, bandwidth, name } = stage;
  const kinds = (['fixed_s', 'lognormal', 'bytes_gb'] as const).filter((kind) => stage[kind] !== undefined);
  if (kinds.length !== 1) {
    const found = kinds.length === 0 ? 'neither fixed_s nor lognormal nor bytes_gb' : kinds.join(' and ');
    return [{ path, message: `found ${found} in stage '${name}'; expected exactly one` }];
  }
  if (bandwidth !== undefined && bytes_gb === undefined) {
    return [{ path: [...path, 'bandwidth'], message: `found in stage '${name}', which moves no bytes_gb` }];
  }
  if (bytes_gb !== undefined && !hasStorage) {
    return [
      {
        path: [...path, 'bytes_gb'],
        message: `found in stage '${name}' without a storage to load from; expected cluster.storage.bandwidth_gb_per_s`,
      },
    ];
  }
  return lognormal ? lognormalFaults([...path, 'lognormal', 'p95_s'], lognormal) : [];
}

function lognormalFaults(path: Path, { mean_s, p95_s }: { mean_s: number; p95_s: number }): Fault[] {
  const ratio = p95_s / mean_s;
  if (ratio > 1 && ratio <= LOGNORMAL_MAX_P95_TO_MEAN) return [];
  const most = Math.floor(mean_s * LOGNORMAL_MAX_P95_TO_MEAN);
  return [
    {
      path,
      message: `found ${p95_s} for a mean of ${mean_s}; a lognormal time has its 95th percentile between its mean and ${most}`,
    },
  ];
}
