/** The workloads that worlds are made of: two roles, two workers each, in every form that the connector knows. */
import type { Role } from '../../planner-core/index.js';
import type { KubernetesWorkloads } from '../kubernetes/index.js';
import { STARTS_WITH } from './connector-contract.js';

/** An object of the Kubernetes API, of any kind. */
// biome-ignore lint/suspicious/noExplicitAny: of any kind
export type KubeObject = any;

/** Where a role's count stands. */
export interface WorldRole {
  readonly role: Role;
  /** `group/version/plural` and name of the object that holds the count. */
  readonly collection: string;
  readonly name: string;
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** A merge patch of `object` that sets the count. */
  patch(count: number, object: KubeObject): KubeObject;
  desired(object: KubeObject): number;
}

export interface WorldSetup {
  /** What the cluster must serve for it. */
  readonly form?: DynamoForm;
  readonly creates: readonly {
    readonly collection: string;
    readonly object: KubeObject;
    readonly status?: KubeObject;
  }[];
  readonly roles: readonly WorldRole[];
  readonly config: KubernetesWorkloads;
}

export type DynamoForm = 'v1alpha1' | 'v1beta1';

const ROLES = ['prefill', 'decode'] as const;
const GRAPH = 'vllm-disagg-planner';
const COMPONENTS = { prefill: 'VllmPrefillWorker', decode: 'VllmDecodeWorker' } as const;

const plain = {
  patch: (replicas: number) => ({ spec: { replicas } }),
  desired: ({ spec }: KubeObject) => spec.replicas ?? 0,
};

/** One workload a role, with a scale subresource. */
export function workloads(kind: 'Deployment' | 'StatefulSet' | 'LeaderWorkerSet'): WorldSetup {
  const collection = {
    Deployment: 'apps/v1/deployments',
    StatefulSet: 'apps/v1/statefulsets',
    LeaderWorkerSet: 'leaderworkerset.x-k8s.io/v1/leaderworkersets',
  }[kind];
  const named = ROLES.map((role) => ({ role, name: workerOf(role), labels: { app: workerOf(role) } }));
  return {
    creates: named.map(({ name, labels }) => {
      if (kind === 'LeaderWorkerSet') {
        const object = make(collection, kind, name, { replicas: STARTS_WITH });
        return { collection, object, status: { hpaPodSelector: `app=${name}` } };
      }
      const template = { metadata: { labels }, spec: { containers: [{ name: 'worker', image: 'stand-in' }] } };
      const spec = { replicas: STARTS_WITH, selector: { matchLabels: labels }, template };
      return { collection, object: make(collection, kind, name, spec) };
    }),
    roles: named.map((role) => ({ ...role, collection, ...plain })),
    config: { workloads: Object.fromEntries(named.map(({ role, name }) => [role, { kind, name }])) },
  };
}

/** A DynamoGraphDeployment without scaling adapters; the planner finds its components by name in one form, by role in the other. */
export function graph(form: DynamoForm): WorldSetup {
  const isList = form === 'v1beta1';
  const collection = `nvidia.com/${form}/dynamographdeployments`;
  const spec = isList
    ? { components: ROLES.map((role) => ({ name: COMPONENTS[role], type: role, replicas: STARTS_WITH })) }
    : { services: Object.fromEntries(ROLES.map((role) => [COMPONENTS[role], { replicas: STARTS_WITH }])) };
  return {
    form,
    creates: [{ collection, object: make(collection, 'DynamoGraphDeployment', GRAPH, spec) }],
    roles: ROLES.map((role) => ({
      role,
      collection,
      name: GRAPH,
      labels: labelsOf(role),
      ...(isList ? inList(role) : inMap(role)),
    })),
    config: {
      graphDeployment: { name: GRAPH, components: isList ? { prefill: undefined, decode: undefined } : COMPONENTS },
    },
  };
}

/** A DynamoGraphDeployment whose operator keeps a scaling adapter per component. */
export function graphWithAdapters(form: DynamoForm): WorldSetup {
  const collection = `nvidia.com/${form}/dynamographdeploymentscalingadapters`;
  const named = ROLES.map((role) => ({
    role,
    name: workerOf(role),
    labels: labelsOf(role),
  }));
  const adapters = named.map(({ role, name }) => {
    const spec = { replicas: STARTS_WITH, dgdRef: { name: GRAPH, serviceName: COMPONENTS[role] } };
    return { collection, object: make(collection, 'DynamoGraphDeploymentScalingAdapter', name, spec) };
  });
  const { creates, config } = graph(form);
  return {
    form,
    creates: [...creates, ...adapters],
    roles: named.map((role) => ({ ...role, collection, ...plain })),
    config,
  };
}

function make(collection: string, kind: string, name: string, spec: object): KubeObject {
  return { apiVersion: collection.split('/').slice(0, 2).join('/'), kind, metadata: { name }, spec };
}

/** The guide's name of a role's Deployment, and that of its scaling adapter. */
function workerOf(role: keyof typeof COMPONENTS): string {
  return `${GRAPH}-${COMPONENTS[role].toLowerCase()}`;
}

function labelsOf(role: keyof typeof COMPONENTS): Record<string, string> {
  return { 'nvidia.com/dynamo-graph-deployment-name': GRAPH, 'nvidia.com/dynamo-component': COMPONENTS[role] };
}

function inMap(role: keyof typeof COMPONENTS): Pick<WorldRole, 'patch' | 'desired'> {
  const name = COMPONENTS[role];
  return {
    patch: (replicas) => ({ spec: { services: { [name]: { replicas } } } }),
    desired: ({ spec }) => spec.services[name].replicas,
  };
}

function inList(role: keyof typeof COMPONENTS): Pick<WorldRole, 'patch' | 'desired'> {
  const name = COMPONENTS[role];
  return {
    patch: (replicas, { spec }) => ({
      spec: { components: spec.components.map((c: KubeObject) => (c.name === name ? { ...c, replicas } : c)) },
    }),
    desired: ({ spec }) => spec.components.find((c: KubeObject) => c.name === name).replicas,
  };
}
