/** The access of a pod: the service account that Kubernetes mounts, whose token is replaced while the pod runs. */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAccess } from './cluster-access.js';

const MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Whether this process is in a pod that may call its API server. */
export function hasServiceAccount(mount = MOUNT): boolean {
  return process.env['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync(join(mount, 'token'));
}

/** The API server of the environment and the token of `mount`, read again for every request: it is valid for an hour. */
export function serviceAccountAccess(mount = MOUNT): ClusterAccess {
  const host = process.env['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = process.env['KUBERNETES_SERVICE_PORT'] ?? '443';
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    namespace: readFileSync(join(mount, 'namespace'), 'utf8').trim(),
    ca: readFileSync(join(mount, 'ca.crt'), 'utf8'),
    credentials: async () => ({ token: (await readFile(join(mount, 'token'), 'utf8')).trim() }),
  };
}
