/**
 * Minimal definitions of the kinds that a bare API server does not know: as much of their schema as a planner touches, and their scale
 * subresources. Written for tests; not their projects' own files.
 */
import type { DynamoForm, KubeObject } from './kube-objects.js';

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const count = { type: 'integer', minimum: 0 };
const component = { ...open, properties: { replicas: count } };

const SPECS: Readonly<Record<DynamoForm, object>> = {
  v1alpha1: { services: { type: 'object', additionalProperties: component } },
  v1beta1: {
    components: {
      type: 'array',
      items: { ...component, required: ['name'], properties: { ...component.properties, name: { type: 'string' } } },
    },
  },
};

/** The definitions for one form of Dynamo's kinds, and LeaderWorkerSet's. */
export function definitions(form: DynamoForm): KubeObject[] {
  const byStatus = (path: string) => ({
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: path,
  });
  const forms = (['v1alpha1', 'v1beta1'] as const).map((name) => ({
    name,
    served: name === form,
    storage: name === form,
  }));
  const graphs = forms.map((version) => ({ ...version, ...schema(SPECS[version.name]), subresources: { status: {} } }));
  const scaled = { ...schema({ replicas: count }), subresources: { status: {}, scale: byStatus('.status.selector') } };
  const adapters = forms.map((version) => ({ ...version, ...scaled }));
  const leaders = {
    ...schema({ replicas: count }),
    subresources: { status: {}, scale: byStatus('.status.hpaPodSelector') },
  };
  return [
    definition('nvidia.com', 'DynamoGraphDeployment', graphs),
    definition('nvidia.com', 'DynamoGraphDeploymentScalingAdapter', adapters),
    definition('leaderworkerset.x-k8s.io', 'LeaderWorkerSet', [
      { name: 'v1', served: true, storage: true, ...leaders },
    ]),
  ];
}

function schema(spec: object): object {
  const properties = { spec: { ...open, properties: spec }, status: open };
  return { schema: { openAPIV3Schema: { type: 'object', properties } } };
}

function definition(group: string, kind: string, versions: readonly object[]): KubeObject {
  const singular = kind.toLowerCase();
  const plural = `${singular}s`;
  const names = { kind, plural, singular };
  // A real group of Kubernetes projects asks for a review; this is none.
  const annotations = { 'api-approved.kubernetes.io': 'unapproved, for tests' };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations },
    spec: { group, names, scope: 'Namespaced', versions },
  };
}
