/** The shipped manifests as kubectl renders them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import { shippedPath } from '../../scenarios/index.js';
import type { KubeObject } from './kube-objects.js';

export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

/** The objects of `deploy/<folder>`. */
export function shippedObjects(folder: string): KubeObject[] {
  const text = execFileSync('kubectl', ['kustomize', shippedPath('deploy', folder)], { encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => document.toJS());
}
