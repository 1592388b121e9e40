/** Counts the pods of a workload by what a planner calls their state. */
import type { WorkerCounts } from '../../planner-core/index.js';
import type { KubeApi } from './api.js';

/** Pods by state; `pending` are those of the starting ones that no node takes. */
export interface PodCounts {
  readonly ready: number;
  readonly starting: number;
  readonly pending: number;
  readonly draining: number;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

interface Pod {
  readonly metadata: { readonly deletionTimestamp?: string };
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

interface PodList {
  readonly metadata: { readonly continue?: string };
  readonly items: readonly Pod[];
}

const PAGE = '500';

/** Counts the pods that `selector` (as text) chooses in `namespace`, page by page. */
export async function countPods(
  api: KubeApi,
  namespace: string,
  selector: string,
  signal?: AbortSignal,
): Promise<PodCounts> {
  const counts = { ready: 0, starting: 0, pending: 0, draining: 0 };
  const target = { group: '', version: 'v1', resource: 'pods', namespace };
  let next: string | undefined;
  do {
    const query = { labelSelector: selector, limit: PAGE, ...(next !== undefined && { continue: next }) };
    const list = await api.ask<PodList>({ verb: 'list', target, query }, signal);
    for (const pod of list.items) count(pod, counts);
    next = list.metadata.continue || undefined;
  } while (next !== undefined);
  return counts;
}

function count({ metadata, status }: Pod, counts: { -readonly [K in keyof PodCounts]: number }): void {
  const is = (type: string, value: string, reason?: string) =>
    status?.conditions?.some((c) => c.type === type && c.status === value && (reason ?? c.reason) === c.reason) ===
    true;
  // One that has ended holds no GPU; an evicted one stays listed as Failed.
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return;
  if (metadata.deletionTimestamp !== undefined) counts.draining += 1;
  else if (is('Ready', 'True')) counts.ready += 1;
  else {
    counts.starting += 1;
    if (is('PodScheduled', 'False', 'Unschedulable')) counts.pending += 1;
  }
}

/**
 * Workers of a role from its ordered count and its pods. A worker of `podsPerWorker` pods is ready when all of them are; what is ordered
 * and has no pod yet is starting.
 */
export function workerCounts(desired: number, pods: PodCounts, podsPerWorker = 1): WorkerCounts {
  const ready = Math.floor(pods.ready / podsPerWorker);
  const living = Math.ceil((pods.ready + pods.starting) / podsPerWorker);
  return {
    ready,
    starting: Math.max(desired, living) - ready,
    draining: Math.ceil(pods.draining / podsPerWorker),
    desired,
    pending: Math.ceil(pods.pending / podsPerWorker),
  };
}
