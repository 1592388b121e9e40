/** Where a cluster's API server is and who calls it: from a kubeconfig or, inside a pod, from its service account. */

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { ClusterAccess } from './cluster-access.js';
import { hasServiceAccount, serviceAccountAccess } from './in-cluster.js';
import { readKubeconfig } from './kubeconfig.js';

/**
 * The access that kubectl would use: the named kubeconfig, else the pod's service account, else `KUBECONFIG` or
 * `~/.kube/config`. Throws HR_CLUSTER_ACCESS.
 */
export function openAccess(options: { readonly kubeconfig?: string; readonly context?: string } = {}): ClusterAccess {
  if (options.kubeconfig !== undefined) return readKubeconfig([options.kubeconfig], options.context);
  if (options.context === undefined && hasServiceAccount()) return serviceAccountAccess();
  const listed = process.env['KUBECONFIG']?.split(delimiter) ?? [join(homedir(), '.kube', 'config')];
  const files = listed.filter((file) => file !== '' && existsSync(file));
  if (files.length > 0) return readKubeconfig(files, options.context);
  throw new HeadroomError('HR_CLUSTER_ACCESS', {
    message: `no kubeconfig at ${listed.join(', ')} and no service account of a pod`,
    hint: 'Set KUBECONFIG, or name a kubeconfig file.',
  });
}
