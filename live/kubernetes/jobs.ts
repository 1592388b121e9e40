/** Indexed Jobs of a namespace: start one, see how far it is, take it away. */

import { KubeApi } from './api.js';
import { KubeError } from './api-error.js';
import type { ClusterAccess } from './cluster-access.js';
import { type IndexedJob, jobFiles, jobManifest } from './indexed-job.js';

/** How far a Job is. */
export interface JobState {
  readonly succeeded: number;
  /** Pods that failed so far; each was, or will be, tried again while the Job goes on. */
  readonly failed: number;
  readonly end?: 'complete' | 'failed';
  /** Why it failed. */
  readonly reason?: string;
}

/** The Jobs of one namespace. */
export interface Jobs {
  readonly namespace: string;
  /** Starts it, or finds it started: a Job is known by its name. */
  start(job: IndexedJob): Promise<'started' | 'found'>;
  /** Where it is; rejects where there is none. */
  state(name: string, signal?: AbortSignal): Promise<JobState>;
  /** Takes it away with its pods and files; one that is gone is no error. */
  remove(name: string): Promise<void>;
  close(): Promise<void>;
}

interface JobObject {
  readonly metadata: { readonly uid: string };
  readonly status?: {
    readonly succeeded?: number;
    readonly failed?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** Needs create, get and delete on jobs, and create on configmaps. Requests reject as {@link KubeApi.ask} says. */
export function kubernetesJobs(access: ClusterAccess, inNamespace?: string): Jobs {
  const api = new KubeApi(access);
  const namespace = inNamespace ?? access.namespace ?? 'default';
  const jobs = { group: 'batch', version: 'v1', resource: 'jobs', namespace };
  const configMaps = { group: '', version: 'v1', resource: 'configmaps', namespace };
  const get = (name: string, signal?: AbortSignal) =>
    api.ask<JobObject>({ verb: 'get', target: { ...jobs, name } }, signal);
  return {
    namespace,
    start: async (job) => {
      const isNew = await create(api, { verb: 'create', target: jobs, body: jobManifest(job) });
      // after the Job, so that it goes with it; a pod waits for it. Asked for again where an earlier start came no further
      const { uid } = (await get(job.name)).metadata;
      if (job.files.length > 0) await create(api, { verb: 'create', target: configMaps, body: jobFiles(job, uid) });
      return isNew ? 'started' : 'found';
    },
    state: async (name, signal) => stateOf(await get(name, signal)),
    remove: async (name) => {
      const body = { propagationPolicy: 'Background' };
      await api.ask({ verb: 'delete', target: { ...jobs, name }, body }).catch((error: unknown) => {
        if (!(error instanceof KubeError && error.isMissing)) throw error;
      });
    },
    close: () => api.close(),
  };
}

/** Whether it was not there before. */
async function create(api: KubeApi, ask: Parameters<KubeApi['ask']>[0]): Promise<boolean> {
  try {
    await api.ask(ask);
    return true;
  } catch (error) {
    if (error instanceof KubeError && error.answer.reason === 'AlreadyExists') return false;
    throw error;
  }
}

function stateOf({ status: { succeeded = 0, failed = 0, conditions = [] } = {} }: JobObject): JobState {
  const holds = (type: string) =>
    conditions.find((condition) => condition.type === type && condition.status === 'True');
  const failure = holds('Failed');
  return {
    succeeded,
    failed,
    ...(holds('Complete') && { end: 'complete' as const }),
    ...(failure && { end: 'failed' as const }),
    ...(failure?.message !== undefined && { reason: failure.message }),
  };
}
