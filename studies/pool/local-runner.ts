/** Trials on the cores of this machine, a thread each. */
import { setMaxListeners } from 'node:events';
import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { shippedPath } from '../../scenarios/index.js';
import { failureOf } from './play-trial.js';
import type { RunTrialsOptions, TrialOutcome, TrialRunner, TrialSpec } from './trial-runner.js';

/** Trials handed to the pool at a time, for each thread: one in work, one at hand. */
const AT_HAND = 2;

/** `threads`: default one a core. The compiled worker is used, from source and from the package alike. */
export function localRunner(threads = availableParallelism()): TrialRunner {
  const pool = new Piscina({
    filename: shippedPath('dist', 'studies', 'pool', 'worker.js'),
    minThreads: 1,
    maxThreads: threads,
    execArgv: [],
    idleTimeout: 10_000, // a thread that has its inputs read is worth keeping between two lots
  });
  const lanes = AT_HAND * threads;
  return {
    run: (specs, options = {}) => runOn(pool, lanes, specs, options),
    close: () => pool.destroy(),
  };
}

async function runOn(
  pool: Piscina,
  lanes: number,
  specs: readonly TrialSpec[],
  { signal, onOutcome }: RunTrialsOptions,
): Promise<TrialOutcome[]> {
  signal?.throwIfAborted();
  if (signal) setMaxListeners(lanes + 10, signal);
  const outcomes: TrialOutcome[] = [];
  let next = 0;
  const lane = async () => {
    while (next < specs.length) {
      const index = next++;
      const outcome = await playOn(pool, specs[index]!, signal);
      outcomes[index] = outcome;
      onOutcome?.(index, outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, specs.length) }, lane));
  return outcomes;
}

/** A thread that dies takes its trial with it and no other. */
async function playOn(pool: Piscina, spec: TrialSpec, signal: AbortSignal | undefined): Promise<TrialOutcome> {
  try {
    return (await pool.run(spec, { signal: signal ?? null })) as TrialOutcome;
  } catch (error) {
    signal?.throwIfAborted();
    return { failure: failureOf(error) };
  }
}
