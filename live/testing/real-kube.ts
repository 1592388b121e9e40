/**
 * A real kube-apiserver and etcd on loopback, started by deploy/kube-apiserver/cluster.sh and ended with the test. There is no controller
 * and no kubelet: pods are what the test says they are.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { shippedPath } from '../../scenarios/index.js';
import { definitions } from './crds.js';
import { freePorts } from './free-ports.js';
import type { DynamoForm, KubeObject } from './kube-objects.js';
import { admin, ask, type KubeServer } from './kube-server.js';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly object[];
}

export class RealKube implements KubeServer {
  /** Holds the keys that cluster.sh makes. */
  readonly folder = mkdtempSync(join(tmpdir(), 'headroom-kube-'));
  private ports: readonly number[] = [];

  get url(): string {
    return `https://127.0.0.1:${this.ports[0]}`;
  }

  async open(): Promise<void> {
    this.ports = await freePorts(3);
    await this.cluster('up', ...this.ports.map(String));
  }

  /** Grants `planner` the shipped Roles as they are. */
  async prepare(namespace: string, form: DynamoForm = 'v1alpha1'): Promise<void> {
    for (const definition of definitions(form)) await this.define(definition);
    await admin(this, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } });
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    for (const { metadata, rules } of shippedRoles()) {
      await admin(this, 'POST', `${rbac}/roles`, { metadata, rules });
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name };
      await admin(this, 'POST', `${rbac}/rolebindings`, {
        metadata,
        roleRef,
        subjects: [{ kind: 'User', name: 'planner' }],
      });
    }
  }

  stop(): Promise<void> {
    return this.cluster('stop-api');
  }

  start(): Promise<void> {
    return this.cluster('start-api');
  }

  async close(): Promise<void> {
    await this.cluster('down');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Makes a definition, or makes it anew where it has another form, and waits until the server serves it. */
  private async define(definition: KubeObject): Promise<void> {
    const { group, names, versions } = definition.spec;
    const { name: version } = versions.find(({ served }: KubeObject) => served);
    const serves = async () =>
      (await this.statusOf(`/apis/${group}/${version}/namespaces/default/${names.plural}`)) === 200;
    if (await serves()) return;
    const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const path = `${collection}/${definition.metadata.name}`;
    if ((await this.statusOf(path)) === 200) await admin(this, 'DELETE', path);
    await until(async () => (await this.statusOf(path)) === 404);
    await admin(this, 'POST', collection, definition);
    await until(serves);
  }

  private async statusOf(path: string): Promise<number> {
    return (await ask(this, 'admin', 'GET', path)).status;
  }

  private async cluster(action: string, ...rest: readonly string[]): Promise<void> {
    await promisify(execFile)('bash', [
      shippedPath('deploy', 'kube-apiserver', 'cluster.sh'),
      action,
      this.folder,
      ...rest,
    ]);
  }
}

function shippedRoles(): Manifest[] {
  const files = [
    shippedPath('deploy', 'guide', 'planner-rbac.yaml'),
    ...['dynamo.yaml', 'workloads.yaml', 'sweeps.yaml'].map((file) => shippedPath('deploy', 'rbac', file)),
  ];
  const manifests = files.flatMap((file) =>
    parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Manifest),
  );
  return manifests.filter(({ kind }) => kind === 'Role');
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()); tries++) {
    if (tries === 200) throw new Error('the API server did not get there within 20 s');
    await sleep(100);
  }
}
