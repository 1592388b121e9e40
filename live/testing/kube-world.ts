/** Worlds of Kubernetes workloads for the connector contract: the same requests make them on the fake API server and on the real one. */
import type { LogLine, Role } from '../../planner-core/index.js';
import { type KubernetesWorkloads, kubernetesConnector } from '../kubernetes/index.js';
import type { ConnectorWorld } from './connector-contract.js';
import type { WorldObject } from './kube-objects.js';
import { accessTo, admin, type KubeServer } from './kube-server.js';

interface PodList {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

export interface KubeWorld extends ConnectorWorld {
  readonly namespace: string;
  readonly told: readonly LogLine[];
}

let worlds = 0;

/** Makes `objects` and their pods in a namespace of its own, and a connector of `token`'s user to `config`. */
export async function openKubeWorld(
  server: KubeServer,
  objects: readonly WorldObject[],
  config: KubernetesWorkloads,
  token = 'planner',
): Promise<KubeWorld> {
  const namespace = `world-${process.pid}-${worlds++}`;
  await server.prepare(namespace);
  for (const { collection, object, status } of objects) {
    const { metadata } = await admin<{ metadata: { name: string } }>(server, 'POST', at(namespace, collection), object);
    if (status) await admin(server, 'PATCH', `${at(namespace, collection)}/${metadata.name}/status`, { status });
  }
  const settle = async () => {
    for (const object of objects) await settlePods(server, namespace, object);
  };
  await settle();
  const told: LogLine[] = [];
  const connector = kubernetesConnector(accessTo(server, token), { ...config, namespace }, (line) => told.push(line));
  return {
    namespace,
    told,
    connector,
    roles: objects.map(({ role }) => role),
    revision: async () =>
      JSON.stringify(await Promise.all(objects.map((object) => versionOf(server, namespace, object)))),
    edit: (role: Role, count: number) =>
      setCount(server, namespace, objects.find((object) => object.role === role)!, count),
    settle,
    fail: () => server.stop(),
    recover: () => server.start(),
    close: () => connector.close(),
  };
}

/** Path of a collection such as `apps/v1/deployments` in a namespace. */
export function at(namespace: string, collection: string): string {
  const [group, ...rest] = collection.split('/');
  const root = rest.length === 1 ? `/api/${group}` : `/apis/${group}/${rest[0]}`;
  return `${root}/namespaces/${namespace}/${rest.at(-1)}`;
}

/** Writes a count as another controller or a person would. */
async function setCount(
  server: KubeServer,
  namespace: string,
  { scaled, patch }: WorldObject,
  count: number,
): Promise<void> {
  await admin(server, 'PATCH', `${at(namespace, scaled.collection)}/${scaled.name}`, patch(count));
}

async function versionOf(server: KubeServer, namespace: string, { scaled }: WorldObject): Promise<string> {
  const path = `${at(namespace, scaled.collection)}/${scaled.name}`;
  return (await admin<{ metadata: { resourceVersion: string } }>(server, 'GET', path)).metadata.resourceVersion;
}

/** As its controller and the kubelets would: as many ready pods as are ordered. */
async function settlePods(server: KubeServer, namespace: string, object: WorldObject): Promise<void> {
  const { scaled, labels, desired, role } = object;
  const selector = Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
  const pods = at(namespace, 'v1/pods');
  const { items } = await admin<PodList>(server, 'GET', `${pods}?labelSelector=${encodeURIComponent(selector)}`);
  const wanted = desired(await admin(server, 'GET', `${at(namespace, scaled.collection)}/${scaled.name}`));
  for (const { metadata } of items.slice(wanted)) await admin(server, 'DELETE', `${pods}/${metadata.name}`);
  const first = Math.max(-1, ...items.map(({ metadata }) => Number(metadata.name.split('-').at(-1)))) + 1;
  for (let index = first; index < first + wanted - items.length; index++) {
    await addPod(server, namespace, `${role}-${index}`, labels, { conditions: [{ type: 'Ready', status: 'True' }] });
  }
}

/** A pod with this status; `nodeName` puts it on a node, so that it stays while it is being ended. */
export async function addPod(
  server: KubeServer,
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  status: object,
  nodeName?: string,
): Promise<void> {
  const pods = at(namespace, 'v1/pods');
  const spec = { containers: [{ name: 'worker', image: 'stand-in' }], ...(nodeName !== undefined && { nodeName }) };
  await admin(server, 'POST', pods, { metadata: { name, labels }, spec });
  await admin(server, 'PATCH', `${pods}/${name}/status`, { status: { phase: 'Running', ...status } });
}
