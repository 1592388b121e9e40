/** A sweep as an Indexed Job: its files, its pods' commands, and the wait for them. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type IndexedJob, type JobFile, type Jobs, kubernetesJobs, openAccess } from '../../live/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type LoadedSweep, loadScenario } from '../../scenarios/index.js';
import type { Progress } from '../progress.js';
import { toolVersion } from '../tool-version.js';

/** What the command line says of a sweep's Job. */
export interface JobOptions {
  readonly image: string;
  readonly pods: number;
  readonly namespace?: string | undefined;
  /** The claim for the journals; absent where runs go through Redis. */
  readonly claim?: string | undefined;
  /** The queue, by an address that the pods reach too. */
  readonly redis?: string | undefined;
}

/** A Job whose pods make the runs of a sweep. */
export interface SweepJob {
  /** Until the Job has ended, however it did. Rejects with the signal's reason. */
  wait(progress: Progress, signal: AbortSignal): Promise<void>;
  remove(): Promise<void>;
  close(): Promise<void>;
}

/** Where pods find the claim: a sweep's directory is by its name in it, as in `runs/`. */
const CLAIM_PATH = '/runs';
const POLL_MS = 1000;
/** What a ConfigMap may hold, less what base64 adds and the rest of the object. */
const MOST_BYTES = 700_000;

/** Starts the Job of a sweep, or finds it started. Throws HR_USAGE, HR_CLUSTER_ACCESS, and what loading the scenario throws. */
export async function startSweepJob(path: string, loaded: LoadedSweep, options: JobOptions): Promise<SweepJob> {
  const job = sweepJob(path, loaded, options);
  const jobs = kubernetesJobs(openAccess(), options.namespace);
  try {
    const how = await jobs.start(job);
    process.stderr.write(`${how} job ${job.name} of ${job.pods} pods in namespace ${jobs.namespace}\n`);
  } catch (error) {
    await jobs.close();
    throw error;
  }
  return {
    wait: (progress, signal) => waitFor(jobs, job, progress, signal),
    remove: () => jobs.remove(job.name),
    close: () => jobs.close(),
  };
}

function sweepJob(path: string, loaded: LoadedSweep, { image, pods, claim, redis }: JobOptions): IndexedJob {
  if ((claim === undefined) === (redis === undefined)) {
    throw new HeadroomError('HR_USAGE', {
      message: 'a sweep on Kubernetes needs a place for its results: --claim, or --redis',
      hint: '--claim names a volume claim that all pods and this machine can write; --redis an address that all reach.',
    });
  }
  const files = filesOf(path, loaded);
  const args = redis
    ? ['sweep', '--worker', redis, '--threads', '1']
    : ['sweep', resolve(path), '--shard', 'job', '--threads', '1', '--out', `${CLAIM_PATH}/${loaded.name}`];
  return {
    name: nameOf(loaded.name, [image, pods, args, files.map((file) => [file.path, file.content.toString('base64')])]),
    image,
    pods,
    args,
    files,
    ...(claim !== undefined && { claim: { name: claim, mountPath: CLAIM_PATH } }),
  };
}

/** The same sweep has the same name, so that asking twice starts one Job. */
function nameOf(sweep: string, content: unknown): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([toolVersion(), content]))
    .digest('hex');
  const slug = sweep
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30);
  return `headroom-${slug}-${hash.slice(0, 8)}`.replace(/-+/g, '-');
}

/** The sweep, its scenario, and the files that the two name: traces, profiles. */
function filesOf(path: string, { sweep, scenario: scenarioPath }: LoadedSweep): JobFile[] {
  const { scenario, resolve: inScenario } = loadScenario(scenarioPath, sweep.set);
  const named = [...textsOf(scenario), ...textsOf(sweep.axes)].map((text) => inScenario(text)).filter(isFile);
  const paths = [...new Set([path, scenarioPath, ...named].map((file) => resolve(file)))];
  const files = paths.map((file): JobFile => ({ path: file, content: readFileSync(file) }));
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes <= MOST_BYTES) return files;
  throw new HeadroomError('HR_USAGE', {
    message: `the files of the sweep are ${bytes} bytes; a ConfigMap holds ${MOST_BYTES}`,
    hint: 'Put them into the image or on the claim, and start the Job from deploy/sweep.',
  });
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

async function waitFor(jobs: Jobs, job: IndexedJob, progress: Progress, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { succeeded, failed, end, reason } = await jobs.state(job.name, signal);
    const lost = failed > 0 ? `, ${failed} failed and tried again` : '';
    progress.update(`pod ${succeeded} of ${job.pods}${lost}`, succeeded / job.pods);
    if (end === undefined) await pause(POLL_MS, undefined, { signal });
    else {
      progress.done();
      if (end === 'failed') {
        process.stderr.write(`the Job failed (${reason ?? 'no reason told'}); what it left is run here\n`);
      }
      return;
    }
  }
}
