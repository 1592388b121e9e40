/** Worlds of Kubernetes workloads for the connector contract: the same requests make them on the fake API server and on the real one. */
import type { LogLine } from '../../planner-core/index.js';
import { type ClusterAccess, kubernetesConnector } from '../kubernetes/index.js';
import type { ConnectorWorld } from './connector-contract.js';
import type { KubeObject, WorldRole, WorldSetup } from './kube-objects.js';
import { accessTo, admin, type KubeServer } from './kube-server.js';

export interface KubeWorld extends ConnectorWorld {
  readonly namespace: string;
  /** What the connector told its operator. */
  readonly told: readonly LogLine[];
}

let worlds = 0;

/** Makes a setup's objects and their pods in a namespace of its own, and a connector to them that signs in with `access`. */
export async function openKubeWorld(
  server: KubeServer,
  { form, creates, roles, config }: WorldSetup,
  access: ClusterAccess = accessTo(server, 'planner'),
): Promise<KubeWorld> {
  const namespace = `world-${process.pid}-${worlds++}`;
  await server.prepare(namespace, form);
  for (const { collection, object, status } of creates) {
    await admin(server, 'POST', pathOf(namespace, collection), object);
    if (status)
      await admin(server, 'PATCH', `${pathOf(namespace, collection, object.metadata.name)}/status`, { status });
  }
  const settle = async () => {
    for (const role of roles) await settlePods(server, namespace, role);
  };
  await settle();
  const told: LogLine[] = [];
  const connector = kubernetesConnector(access, { ...config, namespace }, (line) => told.push(line));
  const objects = () =>
    Promise.all(
      roles.map(({ collection, name }) => admin<KubeObject>(server, 'GET', pathOf(namespace, collection, name))),
    );
  return {
    namespace,
    told,
    connector,
    roles: roles.map(({ role }) => role),
    revision: async () => (await objects()).map(({ metadata }) => metadata.resourceVersion).join(),
    async edit(role, count) {
      const index = roles.findIndex((one) => one.role === role);
      const { collection, name, patch } = roles[index]!;
      await admin(server, 'PATCH', pathOf(namespace, collection, name), patch(count, (await objects())[index]));
    },
    settle,
    fail: () => server.stop(),
    recover: () => server.start(),
    close: () => connector.close(),
  };
}

/** Path of a collection such as `apps/v1/deployments`, or of an object in it. */
export function pathOf(namespace: string, collection: string, name?: string): string {
  const parts = collection.split('/');
  const root = parts.length === 2 ? `/api/${parts[0]}` : `/apis/${parts[0]}/${parts[1]}`;
  return [root, 'namespaces', namespace, parts.at(-1), name].filter((part) => part !== undefined).join('/');
}

/** As its controller and the kubelets would: as many ready pods as are ordered. */
async function settlePods(
  server: KubeServer,
  namespace: string,
  { role, collection, name, labels, desired }: WorldRole,
): Promise<void> {
  const pods = pathOf(namespace, 'v1/pods');
  const selector = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  const { items } = await admin<KubeObject>(
    server,
    'GET',
    `${pods}?labelSelector=${encodeURIComponent(selector.join())}`,
  );
  const names: string[] = items.map(({ metadata }: KubeObject) => metadata.name);
  const wanted = desired(await admin(server, 'GET', pathOf(namespace, collection, name)));
  for (const extra of names.slice(wanted)) await admin(server, 'DELETE', `${pods}/${extra}`);
  const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
  for (let index = names.length; index < wanted; index++)
    await addPod(server, namespace, `${role}-${index}`, labels, ready);
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
  const spec = { containers: [{ name: 'worker', image: 'stand-in' }], ...(nodeName !== undefined && { nodeName }) };
  await admin(server, 'POST', pathOf(namespace, 'v1/pods'), { metadata: { name, labels }, spec });
  await admin(server, 'PATCH', `${pathOf(namespace, 'v1/pods', name)}/status`, {
    status: { phase: 'Running', ...status },
  });
}
