/** Studies of many runs that Ctrl-C ends between two of them: what has run is kept, and the terminal says where. */
import { EXIT } from '../exit-codes.js';
import { type Progress, terminalProgress } from '../progress.js';
import { interruptSignal } from './interrupt.js';

/** Does the work, with a signal that tells of an interrupt and a line of progress. `directory`: where the runs are kept. */
export async function untilInterrupted(
  directory: string,
  work: (signal: AbortSignal, progress: Progress) => Promise<void>,
): Promise<void> {
  const progress = terminalProgress();
  const interrupt = interruptSignal();
  try {
    await work(interrupt.signal, progress);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(`interrupted; what has run is in ${directory}, the same command goes on from there\n`);
    process.exitCode = EXIT.interrupted;
  } finally {
    progress.done();
    interrupt.stop();
  }
}
