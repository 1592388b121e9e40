/**
 * A script of requests that shows what the connectors rely on of an API server. Its answers by a real one are recorded in
 * fixtures/kube-exchanges.json, which the fake one must repeat.
 */
import type { KubeObject } from './kube-objects.js';
import { ask, type KubeServer, type Method } from './kube-server.js';
import { pathOf } from './kube-world.js';

const NAMESPACE = 'exchanges';
const DEPLOYMENTS = pathOf(NAMESPACE, 'apps/v1/deployments');
const SCALE = `${DEPLOYMENTS}/decode/scale`;
const PODS = pathOf(NAMESPACE, 'v1/pods');
const LEASES = pathOf(NAMESPACE, 'coordination.k8s.io/v1/leases');
const GRAPHS = pathOf(NAMESPACE, 'nvidia.com/v1beta1/dynamographdeployments');

const labels = { app: 'decode' };
const spec = { containers: [{ name: 'worker', image: 'stand-in' }] };
const deployment = {
  metadata: { name: 'decode' },
  spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
};
const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'planner' },
  spec: { holderIdentity: 'a', leaseDurationSeconds: 15 },
};
const graph = {
  apiVersion: 'nvidia.com/v1beta1',
  kind: 'DynamoGraphDeployment',
  metadata: { name: 'g' },
  spec: { components: [{ name: 'Decode', replicas: 2 }] },
};
const pod = (name: string, nodeName?: string) => ({
  metadata: { name, labels },
  spec: { ...spec, ...(nodeName && { nodeName }) },
});

interface Exchange {
  readonly token?: string;
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly patch?: string;
}

const SCRIPT: readonly Exchange[] = [
  { method: 'POST', path: DEPLOYMENTS, body: deployment },
  { method: 'POST', path: DEPLOYMENTS, body: deployment },
  { method: 'GET', path: SCALE },
  { method: 'PATCH', path: SCALE, body: { spec: { replicas: 3 } } },
  { method: 'PATCH', path: SCALE, body: { metadata: { resourceVersion: '1' }, spec: { replicas: 4 } } },
  { method: 'PATCH', path: SCALE, body: { spec: { replicas: -1 } } },
  { method: 'PATCH', path: SCALE, body: { spec: { replicas: 0 } } },
  { method: 'GET', path: `${DEPLOYMENTS}/not-there/scale` },
  { method: 'GET', path: '/apis/nobody.example/v1/namespaces/exchanges/things/x' },
  { token: 'limited', method: 'GET', path: SCALE },
  { token: 'limited', method: 'PATCH', path: SCALE, body: { spec: { replicas: 3 } } },
  { token: 'limited', method: 'GET', path: `${PODS}?labelSelector=app%3Ddecode` },
  { token: 'limited', method: 'POST', path: LEASES, body: lease },
  { token: 'nobody', method: 'GET', path: SCALE },
  { method: 'POST', path: PODS, body: pod('one') },
  { method: 'POST', path: PODS, body: pod('two', 'node-1') },
  { method: 'POST', path: PODS, body: { ...pod('other'), metadata: { name: 'other', labels: { app: 'prefill' } } } },
  { method: 'PATCH', path: `${PODS}/one/status`, body: { status: { phase: 'Running' } } },
  { method: 'GET', path: `${PODS}?labelSelector=app%3Ddecode` },
  { method: 'GET', path: `${PODS}?labelSelector=app%3Ddecode&limit=1` },
  { method: 'DELETE', path: `${PODS}/one` },
  { method: 'DELETE', path: `${PODS}/two` },
  { method: 'GET', path: `${PODS}?labelSelector=app%3Ddecode` },
  { method: 'GET', path: `${LEASES}/planner` },
  { method: 'POST', path: LEASES, body: lease },
  { method: 'POST', path: LEASES, body: lease },
  { method: 'PUT', path: `${LEASES}/planner`, body: { ...lease, metadata: { name: 'planner', resourceVersion: '1' } } },
  { method: 'POST', path: GRAPHS, body: graph },
  { method: 'GET', path: GRAPHS.replace('v1beta1', 'v1alpha1') },
  {
    method: 'PATCH',
    path: `${GRAPHS}/g`,
    patch: 'json-patch',
    body: [
      { op: 'test', path: '/spec/components/0/name', value: 'Decode' },
      { op: 'add', path: '/spec/components/0/replicas', value: 5 },
    ],
  },
  {
    method: 'PATCH',
    path: `${GRAPHS}/g`,
    patch: 'json-patch',
    body: [
      { op: 'test', path: '/spec/components/0/name', value: 'Prefill' },
      { op: 'add', path: '/spec/components/0/replicas', value: 6 },
    ],
  },
];

/** The requests and what was answered, less what differs from run to run or is of no concern to a planner. */
export async function playExchanges(server: KubeServer): Promise<object[]> {
  await server.prepare(NAMESPACE, 'v1beta1');
  const played: object[] = [];
  for (const { token = 'admin', method, path, body, patch } of SCRIPT) {
    const { status, text } = await ask(server, token, method, path, body, patch);
    played.push({ request: `${token} ${method} ${path}`, status, answer: relevant(text) });
  }
  return played;
}

function relevant(text: string): unknown {
  let body: KubeObject;
  try {
    body = JSON.parse(text);
  } catch {
    return text;
  }
  if (body.kind === 'Status') return body;
  if (body.items !== undefined) {
    const { continue: next, remainingItemCount } = body.metadata;
    return {
      kind: body.kind,
      continues: next !== undefined,
      remainingItemCount,
      items: body.items.map(relevantObject),
    };
  }
  return relevantObject(body);
}

/** Items of a list do not say their kind. */
function relevantObject({ kind, apiVersion, metadata, spec, status }: KubeObject): object {
  const { name, namespace, resourceVersion, deletionTimestamp } = metadata;
  const isWhole = kind === 'Scale' || kind === 'Lease' || kind === 'DynamoGraphDeployment';
  return {
    kind,
    apiVersion,
    metadata: { name, namespace, hasVersion: resourceVersion !== undefined, isEnding: deletionTimestamp !== undefined },
    spec: isWhole ? spec : { replicas: spec.replicas, nodeName: spec.nodeName },
    status: kind === 'Scale' ? status : { phase: status?.phase },
  };
}
