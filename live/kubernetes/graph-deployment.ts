/**
 * Dynamo's own object, the DynamoGraphDeployment: v1alpha1 has `spec.services` by name, v1beta1 a list `spec.components`. Where the
 * operator keeps a DynamoGraphDeploymentScalingAdapter per component, its scale subresource is the one to order through; where there is
 * none, the deployment itself is patched, as Dynamo's planner does in each version.
 */
import type { Role } from '../../planner-core/index.js';
import { nearestName } from '../../scenarios/errors/index.js';
import { JSON_PATCH, type KubeApi, MERGE_PATCH } from './api.js';
import { KubeError } from './api-error.js';
import type { Resource } from './resource.js';
import { orderScale, readScale } from './scale.js';
import { despiteConflicts, type Workload, type WorkloadState } from './workload.js';

const GROUP = 'nvidia.com';
const FORMS = ['v1beta1', 'v1alpha1'] as const;
type Form = (typeof FORMS)[number];

/** One component in either form. Replicas left out mean one. */
interface Component {
  readonly name?: string;
  readonly replicas?: number;
  /** Its role: `subComponentType` in v1alpha1, `type` in v1beta1. */
  readonly subComponentType?: string;
  readonly type?: string;
  readonly multinode?: { readonly nodeCount?: number };
}

interface ComponentStatus {
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

interface GraphDeployment {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: {
    readonly services?: Readonly<Record<string, Component>>;
    readonly components?: readonly Component[];
  };
  readonly status?: {
    readonly services?: Readonly<Record<string, ComponentStatus>>;
    readonly components?: Readonly<Record<string, ComponentStatus>>;
  };
}

/** A component found in a deployment; `index` where components are a list. */
interface Found {
  readonly name: string;
  readonly component: Component;
  readonly index?: number;
}

/** One role's component of the DynamoGraphDeployment `name`; `component` names it, else its declared role finds it. */
export function graphComponent(
  api: KubeApi,
  namespace: string,
  name: string,
  role: Role,
  component?: string,
): Workload {
  return new GraphComponent(api, namespace, name, role, component);
}

class GraphComponent implements Workload {
  readonly name: string;
  private form: Form | undefined;

  constructor(
    private readonly api: KubeApi,
    private readonly namespace: string,
    private readonly deployment: string,
    private readonly role: Role,
    private readonly component: string | undefined,
  ) {
    this.name = `dynamographdeployments.nvidia.com/${deployment} ${component ?? role}`;
  }

  async read(signal?: AbortSignal): Promise<WorkloadState> {
    const graph = await this.readGraph(signal);
    const found = this.find(graph);
    const adapter = await unless('isMissing', readScale(this.api, this.adapter(found.name), signal));
    const status = graph.status?.components?.[found.name] ?? graph.status?.services?.[found.name];
    const ready = status?.availableReplicas ?? status?.readyReplicas;
    return {
      desired: adapter?.replicas ?? found.component.replicas ?? 1,
      selector: adapter?.selector || this.labels(found.name),
      podsPerWorker: found.component.multinode?.nodeCount ?? 1,
      ...(ready !== undefined && { ready }),
    };
  }

  async order(replicas: number, signal?: AbortSignal): Promise<number> {
    const { name } = this.find(await this.readGraph(signal));
    const accepted = await unless('isMissing', orderScale(this.api, this.adapter(name), replicas, signal));
    return accepted ?? despiteConflicts(() => this.patchGraph(replicas, signal));
  }

  /** Patches the deployment itself, and never a component that moved to another place of the list meanwhile. */
  private async patchGraph(replicas: number, signal?: AbortSignal): Promise<number> {
    const graph = await this.readGraph(signal);
    const { name, component, index } = this.find(graph);
    if (component.replicas === replicas) return replicas;
    const change =
      index === undefined
        ? { contentType: MERGE_PATCH, body: mergePatch(name, replicas, graph.metadata.resourceVersion) }
        : { contentType: JSON_PATCH, body: jsonPatch(name, replicas, index) };
    const accepted = await this.api.ask<GraphDeployment>(
      { verb: 'patch', target: this.graph(this.form!), ...change },
      signal,
    );
    return this.find(accepted).component.replicas ?? 1;
  }

  /** Reads it in the newest form that the cluster serves, and stays with that. */
  private async readGraph(signal?: AbortSignal): Promise<GraphDeployment> {
    for (const form of this.form === undefined ? FORMS : [this.form]) {
      const target = this.graph(form);
      const graph = await unless('isUnknownKind', this.api.ask<GraphDeployment>({ verb: 'get', target }, signal));
      if (graph === undefined) continue;
      this.form = form;
      return graph;
    }
    throw new Error(
      `the cluster serves no DynamoGraphDeployment (${FORMS.join(', ')}): is the Dynamo operator installed?`,
    );
  }

  /** By the configured name, else by the declared role. Throws where there is none, or more than one of a role. */
  private find({ spec }: GraphDeployment): Found {
    const all: Found[] =
      spec.components?.map((component, index) => ({ name: component.name ?? '', component, index })) ??
      Object.entries(spec.services ?? {}).map(([name, component]) => ({ name, component }));
    const byName = all.find(({ name }) => name === this.component);
    if (byName !== undefined) return byName;
    const ofRole = all.filter(({ component: c }) => (c.subComponentType ?? c.type) === this.role);
    if (this.component === undefined && ofRole.length === 1) return ofRole[0]!;
    throw new Error(this.notFound(all.map(({ name }) => name)));
  }

  private notFound(names: readonly string[]): string {
    const wanted =
      this.component === undefined ? `one component of role ${this.role}` : `a component ${this.component}`;
    const nearest = this.component === undefined ? undefined : nearestName(this.component, names);
    const advice = nearest === undefined ? `it has ${names.join(', ') || 'none'}` : `is ${nearest} meant?`;
    return `the DynamoGraphDeployment ${this.deployment} in namespace ${this.namespace} does not have ${wanted}: ${advice}`;
  }

  private labels(component: string): string {
    return `nvidia.com/dynamo-graph-deployment-name=${this.deployment},nvidia.com/dynamo-component=${component}`;
  }

  private graph(form: Form): Resource {
    return this.target(form, 'dynamographdeployments', this.deployment);
  }

  private adapter(component: string): Resource {
    const name = `${this.deployment}-${component.toLowerCase()}`;
    return this.target(this.form!, 'dynamographdeploymentscalingadapters', name);
  }

  private target(version: Form, resource: string, name: string): Resource {
    return { group: GROUP, version, resource, namespace: this.namespace, name };
  }
}

/** What was `asked`, or `undefined` where the answer is that there is none. */
async function unless<T>(none: 'isMissing' | 'isUnknownKind', asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof KubeError && error[none]) return undefined;
    throw error;
  }
}

function mergePatch(service: string, replicas: number, resourceVersion: string): object {
  return { metadata: { resourceVersion }, spec: { services: { [service]: { replicas } } } };
}

function jsonPatch(component: string, replicas: number, index: number): object[] {
  return [
    { op: 'test', path: `/spec/components/${index}/name`, value: component },
    { op: 'add', path: `/spec/components/${index}/replicas`, value: replicas },
  ];
}
