/** Opens the connector and the lease that a planner's file, or an option of a command, names. */
import { hostname } from 'node:os';
import {
  advisoryConnector,
  type ClusterAccess,
  type Connector,
  emulatorConnector,
  fileLease,
  kubernetesConnector,
  kubernetesLease,
  type Lease,
  openAccess,
  type Targets,
  virtualConnector,
} from '../../live/index.js';
import type { LogLine } from '../../planner-core/index.js';
import type { ConnectorSpec, PlannerFile } from '../../scenarios/index.js';

/**
 * `replicas`: the counts where nobody tells others; `resolve` turns a path of the file into one of this process; `tell` gets what an
 * operator should read. Throws HR_CLUSTER_ACCESS.
 */
export function openConnector(
  spec: ConnectorSpec,
  replicas: Targets,
  resolve: (path: string) => string,
  tell: (line: LogLine) => void,
): Connector {
  switch (spec.kind) {
    case 'advisory':
      return advisoryConnector(replicas);
    case 'emulator':
      return emulatorConnector(spec.url);
    case 'virtual': {
      const { url, namespace, prefix, instances } = spec;
      const keys = { ...(prefix !== undefined && { prefix }), ...(instances && { instances: named(instances) }) };
      return virtualConnector({ url, namespace, replicas, ...keys }, tell);
    }
    case 'kubernetes': {
      const { namespace, graph_deployment, workloads } = spec;
      const places = {
        ...(namespace !== undefined && { namespace }),
        ...(graph_deployment && { graphDeployment: graphOf(graph_deployment, replicas) }),
        ...(workloads && { workloads: named(workloads) }),
      };
      return kubernetesConnector(accessOf(spec, resolve), places, tell);
    }
  }
}

/** The lease of a planner's file. On Kubernetes it is where the connector's workers are, and held under the name of pod and process. */
export function openLease(
  { lease, connector }: Pick<PlannerFile, 'lease' | 'connector'>,
  resolve: (path: string) => string,
): Lease | undefined {
  if (lease?.file !== undefined) return fileLease(resolve(lease.file));
  if (lease?.kubernetes === undefined) return undefined;
  const isThere = connector.kind === 'kubernetes';
  const namespace = isThere ? connector.namespace : undefined;
  const holder = `${hostname()}-${process.pid}`;
  const place = { name: lease.kubernetes, holder, ...(namespace !== undefined && { namespace }) };
  return kubernetesLease(isThere ? accessOf(connector, resolve) : openAccess(), place);
}

type KubernetesSpec = Extract<ConnectorSpec, { kind: 'kubernetes' }>;

function accessOf({ kubeconfig, context }: KubernetesSpec, resolve: (path: string) => string): ClusterAccess {
  return openAccess({
    ...(kubeconfig !== undefined && { kubeconfig: resolve(kubeconfig) }),
    ...(context !== undefined && { context }),
  });
}

/** Components by name or, without names, one for each role that there is. */
function graphOf({ name, components }: NonNullable<KubernetesSpec['graph_deployment']>, replicas: Targets) {
  if (components) return { name, components: named(components) };
  return { name, components: Object.fromEntries(Object.keys(replicas).map((role) => [role, undefined])) };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function named<T extends object>(byRole: T): Present<T> {
  return Object.fromEntries(Object.entries(byRole).filter(([, value]) => value !== undefined)) as Present<T>;
}
