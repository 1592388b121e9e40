/** Trials on other processes or machines, by a queue on Redis. A trial is a job by its key: asked for twice, it runs once. */
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failureOf } from './play-trial.js';
import { openRedis, TRIAL_JOB, TRIAL_QUEUE } from './redis-queue.js';
import { trialKeys } from './trial-key.js';
import type { RunTrialsOptions, TrialOutcome, TrialRunner, TrialSpec } from './trial-runner.js';

/** Results stay with Redis so long, for a sweep that is asked for again. */
const KEEP_S = 86_400;
const POLL_MS = 200;
const ATTEMPTS = 3;
/** Jobs that are added, and looked after, at a time. */
const LOT = 500;

/** Throws as {@link openRedis}. */
export async function redisRunner(url: string): Promise<TrialRunner> {
  const { bullmq, connect } = await openRedis(url);
  const connection = connect();
  const queue = new bullmq.Queue<TrialSpec, TrialOutcome>(TRIAL_QUEUE, { connection });
  const keyOf = trialKeys();
  return {
    run: (specs, options = {}) => runOn(queue, specs.map(keyOf), specs, options),
    close: async () => {
      await queue.close();
      connection.disconnect();
    },
  };
}

type TrialQueue = import('bullmq').Queue<TrialSpec, TrialOutcome>;

async function runOn(
  queue: TrialQueue,
  keys: readonly string[],
  specs: readonly TrialSpec[],
  { signal, onOutcome }: RunTrialsOptions,
): Promise<TrialOutcome[]> {
  for (let from = 0; from < specs.length; from += LOT) {
    signal?.throwIfAborted();
    await queue.addBulk(specs.slice(from, from + LOT).map((data, i) => jobOf(keys[from + i]!, data)));
  }
  const outcomes: TrialOutcome[] = [];
  let open = keys.map((_, i) => i);
  try {
    while (open.length > 0) {
      const ended = await endedOf(queue, keys, open.slice(0, LOT));
      for (const [i, outcome] of ended) {
        outcomes[i] = outcome;
        onOutcome?.(i, outcome);
      }
      open = open.filter((i) => !ended.has(i));
      if (ended.size === 0) await pause(POLL_MS, undefined, signal ? { signal } : {});
    }
  } finally {
    for (const i of open) await queue.remove(keys[i]!).catch(() => 0); // those in work cannot be removed, and end by themselves
  }
  return outcomes;
}

/** Workers may stand in another folder: the scenario is named in full. */
function jobOf(key: string, spec: TrialSpec) {
  return {
    name: TRIAL_JOB,
    data: { ...spec, scenario: resolve(spec.scenario) },
    opts: { jobId: key, attempts: ATTEMPTS, removeOnComplete: { age: KEEP_S }, removeOnFail: true },
  };
}

/** Jobs that have come to an end. One that is gone failed for good: its attempts are used up. */
async function endedOf(
  queue: TrialQueue,
  keys: readonly string[],
  open: readonly number[],
): Promise<Map<number, TrialOutcome>> {
  const ended = new Map<number, TrialOutcome>();
  const jobs = await Promise.all(open.map(async (i) => [i, await queue.getJob(keys[i]!)] as const));
  for (const [i, job] of jobs) {
    if (job === undefined)
      ended.set(i, { failure: failureOf(new Error('no worker could run it; see what the workers say')) });
    else if (job.finishedOn !== undefined && job.returnvalue) ended.set(i, job.returnvalue);
  }
  return ended;
}
