/** Serves the trials of a queue on Redis with the cores of this machine, until told to stop. */
import { availableParallelism } from 'node:os';
import { localRunner } from './local-runner.js';
import { openRedis, TRIAL_QUEUE } from './redis-queue.js';
import { trialKeys } from './trial-key.js';
import type { TrialOutcome, TrialSpec } from './trial-runner.js';

/** A worker that has not been heard of for so long has lost its trials: another one takes them. */
const LOCK_MS = 5_000;
/** How often a trial may be lost with its worker. */
const MOST_LOSSES = 100;

/** Throws as {@link openRedis}. Resolves once `signal` has come and the trials in work are done. */
export async function serveTrials(
  url: string,
  { signal, threads = availableParallelism() }: { readonly signal: AbortSignal; readonly threads?: number },
): Promise<void> {
  const { bullmq, connect } = await openRedis(url);
  const connection = connect();
  const runner = localRunner(threads);
  const keyOf = trialKeys();
  // threads do the work, so that this one can renew its locks
  const worker = new bullmq.Worker<TrialSpec, TrialOutcome>(
    TRIAL_QUEUE,
    async ({ id, data }) => {
      if (keyOf(data) !== id) throw new Error(`${data.scenario}, or the version of Headroom, is another one here`);
      return (await runner.run([data]))[0]!;
    },
    {
      connection,
      concurrency: threads,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS / 2,
      maxStalledCount: MOST_LOSSES,
    },
  );
  worker.on('failed', (_, error) => process.stderr.write(`${error.message}\n`));
  worker.on('error', (error) => process.stderr.write(`${error.message}\n`));
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await worker.close();
  await runner.close();
  connection.disconnect();
}
