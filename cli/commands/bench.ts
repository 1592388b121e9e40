/** `headroom bench <scenario> --url …`: drives a live target with a scenario's traffic and measures it. */
import type { CommandModule } from 'yargs';
import { EXIT } from '../exit-codes.js';
import { terminalProgress } from '../progress.js';
import { meetsRequirement, parseRequirement } from '../require.js';
import type { Goal } from '../wiring/find-load.js';

interface BenchArguments {
  scenario: string;
  url: string[];
  header: string[];
  model: string | undefined;
  'ca-file': string | undefined;
  insecure: boolean;
  'metrics-url': string[];
  set: string[];
  out: string | undefined;
  jsonl: string | undefined;
  find: Goal | undefined;
  require: string[];
  json: boolean;
}

export const benchCommand: CommandModule<object, BenchArguments> = {
  command: 'bench <scenario>',
  describe: 'drive a live OpenAI-compatible target with the traffic of a scenario and measure it',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'a scenario file (docs/benchmark.md)' })
      .option('url', {
        type: 'string',
        array: true,
        nargs: 1,
        demandOption: true,
        describe: 'the target, before /v1; several take turns',
      })
      .option('header', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: "'Name: value'; $NAME is taken from the environment, @path from a file; never recorded",
      })
      .option('model', { type: 'string', describe: 'the model; default: the first of /v1/models' })
      .option('ca-file', { type: 'string', describe: 'certificate authority of the target, PEM' })
      .option('insecure', { type: 'boolean', default: false, describe: 'accept any certificate' })
      .option('metrics-url', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'Prometheus pages to read during the run; default: /metrics of each target',
      })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'override a field of the scenario: --set bench.schedule.speedup=10',
      })
      .option('out', { type: 'string', describe: "the run's directory; default runs/<scenario name>" })
      .option('jsonl', { type: 'string', describe: 'write one JSON object a request as it ends; - is stdout' })
      .option('find', {
        choices: ['max-rate', 'max-concurrency', 'knee', 'sweep'] as const,
        describe: 'the largest load that meets the SLA, the knee, or a sweep from idle to saturated (bench.find)',
      })
      .option('require', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'exit with 3 unless the figure of summary.json holds: --require attainment>=0.95',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print summary.json alone to stdout' })
      .example('$0 bench scenarios/quickstart.yaml --url http://127.0.0.1:8000', 'the same hour as simulate, live')
      .example(
        "$0 bench s.yaml --url http://127.0.0.1:8000 --set 'bench.schedule={kind: concurrency, clients: 64, duration_s: 60}'",
        'a closed loop',
      ),
  handler: async (options) => {
    const requirements = options.require.map(parseRequirement);
    const set = options.model === undefined ? options.set : [...options.set, `bench.model=${options.model}`];
    const bench = { ...options, set, caFile: options['ca-file'], metricsUrl: options['metrics-url'] };
    const run = options.find
      ? await (await import('../wiring/find-load.js')).findLoad(options.find, bench, terminalProgress())
      : await (await import('../wiring/run-bench.js')).runBench(bench, terminalProgress());
    process.stdout.write(options.json ? `${JSON.stringify(run.summary, null, 2)}\n` : run.terminal);
    const missed = requirements.filter((requirement) => !meetsRequirement(requirement, run.summary));
    for (const { text } of missed) process.stderr.write(`requirement missed: ${text}\n`);
    if (missed.length > 0) process.exitCode = EXIT.requirementMissed;
    if (!run.valid) process.exitCode = EXIT.failed;
    if (run.interrupted) process.exitCode = EXIT.interrupted;
  },
};
