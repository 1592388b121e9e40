/** What the connector needs of the thing that holds a role's workers, whichever kind it is. */
import type { KubeError } from './api-error.js';

/** A workload as its API object tells of it. */
export interface WorkloadState {
  /** Workers ordered, by whoever ordered last. */
  readonly desired: number;
  /** Label selector of its pods. */
  readonly selector: string;
  /** Pods that make one worker: several where a worker spans nodes and each is a pod of its own. */
  readonly podsPerWorker: number;
  /** Ready workers as its own status has them, where it tells. */
  readonly ready?: number;
}

/** What holds the workers of one role. */
export interface Workload {
  /** For messages: `deployments.apps/vllm-decode`. */
  readonly name: string;
  read(signal?: AbortSignal): Promise<WorkloadState>;
  /** Orders `replicas` and resolves to what was accepted; writes nothing where that is what is ordered already. */
  order(replicas: number, signal?: AbortSignal): Promise<number>;
}

const MOST_CONFLICTS = 5;

/**
 * Repeats `readAndWrite` as long as somebody else changed the object in between. Each try reads afresh, so that it writes against what
 * is there now.
 */
export async function despiteConflicts<T>(readAndWrite: () => Promise<T>): Promise<T> {
  for (let conflicts = 0; ; conflicts++) {
    try {
      return await readAndWrite();
    } catch (error) {
      if ((error as Partial<KubeError>).isStale !== true || conflicts >= MOST_CONFLICTS) throw error;
    }
  }
}
