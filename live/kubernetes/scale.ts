/** The scale subresource: one way to count and order for Deployment, StatefulSet, LeaderWorkerSet and every other kind that has it. */
import { type KubeApi, MERGE_PATCH } from './api.js';
import { describe, type Resource } from './resource.js';
import { despiteConflicts, type Workload } from './workload.js';

/** `autoscaling/v1` Scale, as far as it is used. */
interface Scale {
  readonly metadata: { readonly resourceVersion: string };
  /** Absent where it is 0. */
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly selector?: string };
}

/** API group and version of the kinds that are named by kind alone. */
const KINDS = {
  Deployment: { group: 'apps', version: 'v1', resource: 'deployments' },
  StatefulSet: { group: 'apps', version: 'v1', resource: 'statefulsets' },
  LeaderWorkerSet: { group: 'leaderworkerset.x-k8s.io', version: 'v1', resource: 'leaderworkersets' },
} as const;

/** Kinds that need no group and version beside their name. */
export type ScalableKind = keyof typeof KINDS;

/** A workload that is scaled by its own scale subresource. A LeaderWorkerSet's selector chooses leaders alone: one pod, one worker. */
export function scalable(api: KubeApi, kind: ScalableKind, namespace: string, name: string): Workload {
  const target = { ...KINDS[kind], namespace, name };
  return {
    name: `${target.resource}.${target.group}/${name}`,
    async read(signal) {
      const { replicas, selector } = await readScale(api, target, signal);
      if (!selector) throw new Error(`${describe(target)} tells no selector of its pods in its scale subresource`);
      return { desired: replicas, selector, podsPerWorker: 1 };
    },
    order: (replicas, signal) => orderScale(api, target, replicas, signal),
  };
}

/** What an object's scale subresource says. */
export async function readScale(
  api: KubeApi,
  target: Resource,
  signal?: AbortSignal,
): Promise<{ replicas: number; selector: string | undefined; resourceVersion: string }> {
  const scale = await api.ask<Scale>({ verb: 'get', target: { ...target, subresource: 'scale' } }, signal);
  const { resourceVersion } = scale.metadata;
  return { replicas: scale.spec.replicas ?? 0, selector: scale.status?.selector, resourceVersion };
}

/** Orders through the scale subresource, against the version that was read: an edit in between is seen, not overrun unread. */
export function orderScale(api: KubeApi, target: Resource, replicas: number, signal?: AbortSignal): Promise<number> {
  return despiteConflicts(async () => {
    const current = await readScale(api, target, signal);
    if (current.replicas === replicas) return replicas;
    const body = { metadata: { resourceVersion: current.resourceVersion }, spec: { replicas } };
    const subresource = { ...target, subresource: 'scale' };
    const accepted = await api.ask<Scale>(
      { verb: 'patch', target: subresource, body, contentType: MERGE_PATCH },
      signal,
    );
    return accepted.spec.replicas ?? 0;
  });
}
