/** Opens the connector that a planner's file, or an option of a command, names. */
import {
  advisoryConnector,
  type Connector,
  emulatorConnector,
  kubernetesConnector,
  openAccess,
  type Targets,
} from '../../live/index.js';
import type { LogLine } from '../../planner-core/index.js';
import type { ConnectorSpec } from '../../scenarios/index.js';

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
    case 'kubernetes': {
      const { kubeconfig, context, namespace, graph_deployment, workloads } = spec;
      const access = openAccess({
        ...(kubeconfig !== undefined && { kubeconfig: resolve(kubeconfig) }),
        ...(context !== undefined && { context }),
      });
      const places = {
        ...(namespace !== undefined && { namespace }),
        ...(graph_deployment && {
          graphDeployment: { ...graph_deployment, components: named(graph_deployment.components) },
        }),
        ...(workloads && { workloads: named(workloads) }),
      };
      return kubernetesConnector(access, places, tell);
    }
  }
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function named<T extends object>(byRole: T): Present<T> {
  return Object.fromEntries(Object.entries(byRole).filter(([, value]) => value !== undefined)) as Present<T>;
}
