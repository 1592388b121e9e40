/** `headroom sweep <sweep>`: many runs over a grid or a sample, in parallel. */

import { HeadroomError } from '../../scenarios/errors/index.js';
import { scenarioPath } from '../../scenarios/index.js';
import { type Command, defineCommand } from '../command.js';
import { jsonOption, outOption } from '../options.js';
import type { Progress } from '../progress.js';
import { parseSegment } from '../segment.js';
import { interruptSignal } from '../wiring/interrupt.js';
import { runFolder } from '../wiring/run-folder.js';
import { untilInterrupted } from '../wiring/until-interrupted.js';

interface SweepArguments {
  sweep: string | undefined;
  on: string;
  worker: string | undefined;
  shard: string | undefined;
  image: string;
  pods: number;
  namespace: string | undefined;
  claim: string | undefined;
  redis: string | undefined;
  threads: number | undefined;
  out: string | undefined;
  json: boolean;
}

const KUBERNETES = 'On Kubernetes:';

/** `headroom sweep`: many variants of a scenario. */
export const sweepCommand: Command<SweepArguments> = defineCommand({
  command: 'sweep [sweep]',
  describe: 'many runs over a grid or a sample of settings',
  about:
    'Runs a scenario with many settings at once and tells how the figures change over them. What has run is kept: the same command goes on after an interrupt (docs/how-to/sweep.md).',
  examples: [
    ['sweep stability', 'how far the cliff is, on all cores; run it again after Ctrl-C to go on'],
    ['sweep --worker redis://queue:6379', 'on each helping machine'],
    ['sweep my-sweep.yaml --on redis://queue:6379', 'a grid on all of them'],
    ['sweep my-sweep.yaml --on kubernetes --claim headroom-runs', 'as an Indexed Job'],
  ],
  builder: (yargs) =>
    yargs
      .positional('sweep', { type: 'string', describe: 'a sweep file, or a ready one by name', coerce: scenarioPath })
      .option('on', {
        type: 'string',
        default: 'local',
        describe: 'local, redis://host:6379, or kubernetes',
        group: 'Where it runs:',
      })
      .option('threads', {
        type: 'number',
        describe: 'runs at a time on this machine; default one a core',
        group: 'Where it runs:',
      })
      .option('worker', {
        type: 'string',
        describe: 'serve sweeps of others instead: redis://host:6379',
        group: 'Where it runs:',
      })
      .option('shard', {
        type: 'string',
        describe: 'run one part of it, as 2/5, into a journal; job takes the part from the index of a Kubernetes Job',
        conflicts: 'worker',
        group: 'Where it runs:',
      })
      .option('image', {
        type: 'string',
        default: 'llm-headroom',
        describe: 'the image of the pods',
        group: KUBERNETES,
      })
      .option('pods', { type: 'number', default: 4, describe: 'how many, one CPU each', group: KUBERNETES })
      .option('namespace', {
        type: 'string',
        describe: "default: that of the kubeconfig's context",
        group: KUBERNETES,
      })
      .option('claim', {
        type: 'string',
        describe: 'a volume claim for the runs, which is runs/ here',
        group: KUBERNETES,
      })
      .option('redis', { type: 'string', describe: 'the queue for the runs, instead of a claim', group: KUBERNETES })
      .option('out', outOption('directory; default runs/<sweep name>'))
      .option('json', jsonOption('print sweep.json alone, on one line')),
  handler: async (options) => {
    if (options.worker !== undefined) return serve(options.worker, options.threads);
    if (options.sweep === undefined) {
      throw new HeadroomError('HR_USAGE', { message: 'sweep needs a sweep file, or --worker redis://…' });
    }
    if (options.shard !== undefined) return runPart(options.sweep, options.shard, options);
    return run(options.sweep, options);
  },
});

async function run(path: string, options: SweepArguments): Promise<void> {
  const { journaled, journalPath, runSweep, sweepText, writeSweep } = await import('../../studies/index.js');
  const { loadSweep } = await import('../../scenarios/index.js');
  const { openPlace } = await import('../wiring/sweep-place.js');
  const loaded = loadSweep(path);
  const directory = options.out ?? runFolder(loaded.name);
  await untilInterrupted(directory, async (signal, progress) => {
    const place = await openPlace(path, loaded, directory, options, progress, signal);
    try {
      const runner = journaled(place, journalPath(directory));
      const result = await runSweep(loaded, runner, { signal, progress: toldBy(progress) });
      progress.done();
      const page = await writeSweep(directory, result, loaded.sweep.sample !== undefined);
      process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${sweepText(result)}report: ${page}\n`);
    } finally {
      await place.close();
    }
  });
}

async function runPart(path: string, shard: string, { out, threads }: SweepArguments): Promise<void> {
  const { journaled, journalPath, localRunner, runShard } = await import('../../studies/index.js');
  const { loadSweep } = await import('../../scenarios/index.js');
  const loaded = loadSweep(path);
  const part = parseSegment('--shard', shard);
  const directory = out ?? runFolder(loaded.name);
  const journal = journalPath(directory, part.index);
  await untilInterrupted(directory, async (signal, progress) => {
    const runner = journaled(localRunner(threads), journal);
    try {
      const { runs, failed } = await runShard(loaded, runner, part, { signal, progress: toldBy(progress) });
      progress.done();
      process.stdout.write(`${runs} runs, ${failed} of them failed; journal: ${journal}\n`);
    } finally {
      await runner.close();
    }
  });
}

function toldBy(progress: Progress): (done: number, of: number) => void {
  return (done, of) => progress.update(`run ${done} of ${of}`, done / of);
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
