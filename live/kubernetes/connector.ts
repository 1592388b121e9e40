/** Kubernetes as a connector: one workload a role, counted by its pods, ordered through its own API object. */
import type { LogLine, Role, WorkerCounts } from '../../planner-core/index.js';
import type { Connector, Targets, WorkersByRole } from '../ports.js';
import { KubeApi } from './api.js';
import type { ClusterAccess } from './cluster-access.js';
import { graphComponent } from './graph-deployment.js';
import { countPods, workerCounts } from './pods.js';
import { type ScalableKind, scalable } from './scale.js';
import type { Workload } from './workload.js';

/** Which objects hold a planner's workers. */
export interface KubernetesWorkloads {
  /** Where they are; else the namespace of the kubeconfig's context or of the pod. */
  readonly namespace?: string;
  /** A DynamoGraphDeployment; its components by role, each by name or, left `undefined`, by the role that it declares. */
  readonly graphDeployment?: {
    readonly name: string;
    readonly components: Readonly<Partial<Record<Role, string | undefined>>>;
  };
  /** Workloads that are scaled by themselves. */
  readonly workloads?: Readonly<Partial<Record<Role, { readonly kind: ScalableKind; readonly name: string }>>>;
}

/** A connector to the workloads of `config`; `tell` gets what an operator should read, such as an edit by somebody else. */
export function kubernetesConnector(
  access: ClusterAccess,
  config: KubernetesWorkloads,
  tell: (line: LogLine) => void,
): Connector {
  const api = new KubeApi(access);
  const namespace = config.namespace ?? access.namespace ?? 'default';
  const workloads = new Map<Role, Workload>();
  for (const [role, { kind, name }] of entries(config.workloads ?? {})) {
    workloads.set(role, scalable(api, kind, namespace, name));
  }
  const { graphDeployment } = config;
  for (const [role, component] of entries(graphDeployment?.components ?? {})) {
    workloads.set(role, graphComponent(api, namespace, graphDeployment!.name, role, component));
  }
  return new KubernetesConnector(api, namespace, workloads, tell);
}

class KubernetesConnector implements Connector {
  readonly name = 'kubernetes';
  /** What was accepted last, for the message when somebody else changes it. Counts are always read, never remembered. */
  private readonly ordered = new Map<Role, number>();

  constructor(
    private readonly api: KubeApi,
    private readonly namespace: string,
    private readonly workloads: ReadonlyMap<Role, Workload>,
    private readonly tell: (line: LogLine) => void,
  ) {}

  async workers(signal?: AbortSignal): Promise<WorkersByRole> {
    const roles = [...this.workloads];
    const counts = await Promise.all(roles.map(([role, workload]) => this.count(role, workload, signal)));
    return Object.fromEntries(roles.map(([role], index) => [role, counts[index]!]));
  }

  async scale(targets: Targets, signal?: AbortSignal): Promise<Targets> {
    const roles = entries(targets);
    const results = await Promise.allSettled(roles.map(([role, count]) => this.order(role, count, signal)));
    const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as Error);
    if (failures.length > 0 && failures.length === roles.length) throw together(failures);
    for (const { message } of failures) this.tell({ level: 'error', text: `Scaling half applied: ${message}` });
    const accepted = roles.map(([role], index) => [role, results[index]!] as const);
    return Object.fromEntries(accepted.flatMap(([role, r]) => (r.status === 'fulfilled' ? [[role, r.value]] : [])));
  }

  close(): Promise<void> {
    return this.api.close();
  }

  private async count(role: Role, workload: Workload, signal?: AbortSignal): Promise<WorkerCounts> {
    const { desired, selector, podsPerWorker, ready } = await workload.read(signal);
    const pods = await countPods(this.api, this.namespace, selector, signal);
    this.tellOfEdits(role, workload, desired);
    if (ready && pods.ready + pods.starting + pods.draining === 0) {
      throw new Error(`${workload.name} has ${ready} ready workers by its status, but no pod matches ${selector}`);
    }
    return workerCounts(desired, pods, podsPerWorker);
  }

  private async order(role: Role, count: number, signal?: AbortSignal): Promise<number> {
    const workload = this.workloads.get(role);
    if (workload === undefined) throw new Error(`no workload is configured for the role ${role}`);
    const accepted = await workload.order(count, signal);
    this.ordered.set(role, accepted);
    return accepted;
  }

  private tellOfEdits(role: Role, { name }: Workload, desired: number): void {
    const ordered = this.ordered.get(role);
    if (ordered === undefined || ordered === desired) return;
    this.ordered.delete(role);
    this.tell({
      level: 'warning',
      text: `Somebody else set ${name} to ${desired} replicas where ${ordered} were ordered; is there a second autoscaler?`,
    });
  }
}

function together(failures: readonly Error[]): Error {
  if (failures.length === 1) return failures[0]!;
  return new AggregateError(failures, failures.map(({ message }) => message).join('\n'));
}

function entries<T>(byRole: Readonly<Partial<Record<Role, T>>>): [Role, T][] {
  return Object.entries(byRole) as [Role, T][];
}
