/** Where the runs of a sweep are made: on this machine, by workers of a queue, or by the pods of a Job. */
import { existsSync, readdirSync } from 'node:fs';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { LoadedSweep } from '../../scenarios/index.js';
import { isJournal, localRunner, redisRunner, type TrialRunner } from '../../studies/index.js';
import type { Progress } from '../progress.js';
import { type JobOptions, type SweepJob, startSweepJob } from './sweep-on-kubernetes.js';

/** Where the runs of a sweep are made, and how many at a time. */
export interface PlaceOptions extends JobOptions {
  /** `local`, `kubernetes`, or the address of a Redis. */
  readonly on: string;
  /** Runs at a time on this machine. */
  readonly threads?: number | undefined;
}

/** Lets go of what it holds with `close`. Throws HR_USAGE, HR_CLUSTER_ACCESS, HR_RECORD_INVALID, or the signal's reason. */
export async function openPlace(
  path: string,
  loaded: LoadedSweep,
  directory: string,
  options: PlaceOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<TrialRunner> {
  if (options.on === 'local') return localRunner(options.threads);
  if (options.on !== 'kubernetes') return redisRunner(options.on);
  if (options.redis !== undefined) return throughQueue(options.redis, path, loaded, options);
  const job = await startSweepJob(path, loaded, options);
  try {
    await job.wait(progress, signal);
  } finally {
    await job.close();
  }
  refuseWithoutJournals(directory, loaded, options);
  return localRunner(options.threads);
}

/** The Job's pods are workers of the queue; they go when the sweep has ended. */
async function throughQueue(
  redis: string,
  path: string,
  loaded: LoadedSweep,
  options: JobOptions,
): Promise<TrialRunner> {
  const runner = await redisRunner(redis);
  let job: SweepJob;
  try {
    job = await startSweepJob(path, loaded, options);
  } catch (error) {
    await runner.close();
    throw error;
  }
  return {
    run: (specs, options) => runner.run(specs, options),
    close: async () => {
      await runner.close();
      await job.remove();
      await job.close();
    },
  };
}

/** Without the claim at hand this machine would run all of it again. */
function refuseWithoutJournals(directory: string, { name }: LoadedSweep, { claim }: JobOptions): void {
  if (existsSync(directory) && readdirSync(directory).some(isJournal)) return;
  throw new HeadroomError('HR_RECORD_INVALID', {
    at: { file: directory },
    message: `holds no journal; the pods have left theirs in ${name}/ of the claim ${claim}`,
    hint: `Mount the claim as runs/, or copy ${name}/ here, and ask again without --on: nothing is run twice.`,
  });
}
