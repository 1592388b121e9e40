/** `headroom sweep <sweep>`: many runs over a grid or a sample, in parallel. */
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { EXIT } from '../exit-codes.js';
import { terminalProgress } from '../progress.js';
import { interruptSignal } from '../wiring/interrupt.js';

interface SweepArguments {
  sweep: string | undefined;
  on: string;
  worker: string | undefined;
  threads: number | undefined;
  out: string | undefined;
  json: boolean;
}

export const sweepCommand: CommandModule<object, SweepArguments> = {
  command: 'sweep [sweep]',
  describe: 'many runs over a grid or a sample of settings, in parallel (docs/sweep.md)',
  builder: (yargs) =>
    yargs
      .positional('sweep', { type: 'string', describe: 'a sweep file' })
      .option('on', { type: 'string', default: 'local', describe: 'where it runs: local, or redis://host:6379' })
      .option('worker', { type: 'string', describe: 'serve sweeps of others instead: redis://host:6379' })
      .option('threads', { type: 'number', describe: 'runs at a time on this machine; default one a core' })
      .option('out', { type: 'string', describe: 'directory; default runs/<sweep name>' })
      .option('json', { type: 'boolean', default: false, describe: 'print sweep.json alone, on one line' })
      .example('$0 sweep scenarios/sweep.yaml', 'a grid on all cores; run it again after Ctrl-C to go on')
      .example('$0 sweep --worker redis://queue:6379', 'on each helping machine')
      .example('$0 sweep scenarios/sweep.yaml --on redis://queue:6379', 'the same grid on all of them'),
  handler: async (options) => {
    if (options.worker !== undefined) return serve(options.worker, options.threads);
    if (options.sweep === undefined) {
      throw new HeadroomError('HR_USAGE', { message: 'sweep needs a sweep file, or --worker redis://…' });
    }
    return run(options.sweep, options);
  },
};

async function run(path: string, { on, threads, out, json }: SweepArguments): Promise<void> {
  const { journaled, localRunner, redisRunner, runSweep, sweepText, writeSweep } = await import(
    '../../studies/index.js'
  );
  const { loadSweep } = await import('../../scenarios/index.js');
  const loaded = loadSweep(path);
  const directory = out ?? join('runs', loaded.name);
  const runner = journaled(
    on === 'local' ? localRunner(threads) : await redisRunner(on),
    join(directory, 'trials.jsonl'),
  );
  const progress = terminalProgress();
  const interrupt = interruptSignal();
  try {
    const result = await runSweep(loaded, runner, {
      signal: interrupt.signal,
      progress: (done, of) => progress.update(`run ${done} of ${of}`, done / of),
    });
    progress.done();
    const page = await writeSweep(directory, result, loaded.sweep.sample !== undefined);
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${sweepText(result)}report: ${page}\n`);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(`interrupted; what has run is in ${directory}, the same command goes on from there\n`);
    process.exitCode = EXIT.interrupted;
  } finally {
    progress.done();
    interrupt.stop();
    await runner.close();
  }
}

async function serve(url: string, threads: number | undefined): Promise<void> {
  const { serveTrials } = await import('../../studies/index.js');
  const interrupt = interruptSignal();
  try {
    process.stderr.write(`serving sweeps at ${url}\n`);
    await serveTrials(url, { signal: interrupt.signal, ...(threads !== undefined && { threads }) });
  } finally {
    interrupt.stop();
  }
}
