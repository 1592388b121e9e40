/** `headroom bench <scenario> --url …`: drives a live target with a scenario's traffic and measures it. */
import { type Command, defineCommand } from '../command.js';
import { scenarioArgument } from '../options.js';
import { terminalProgress } from '../progress.js';
import { parseSegment, parseStart } from '../segment.js';
import type { Goal } from '../wiring/find-load.js';
import { type RunArguments, tellRun, withRunOptions } from './run-options.js';
import { withTargetOptions } from './target-options.js';

interface BenchArguments extends RunArguments {
  scenario: string;
  url: string[];
  header: string[];
  model: string | undefined;
  'ca-file': string | undefined;
  insecure: boolean;
  'metrics-url': string[];
  jsonl: string | undefined;
  find: Goal | undefined;
  segment: string | undefined;
  'start-at': string | undefined;
  planner: boolean | undefined;
  prometheus: string | undefined;
  dialect: 'nv' | 'dynamo' | 'router';
  connector: string;
}

const PLANNER = 'With --planner:';

/** `headroom bench`: traffic against a real endpoint, written as a run record. */
export const benchCommand: Command<BenchArguments> = defineCommand({
  command: 'bench <scenario>',
  describe: 'the same traffic on a live target, measured',
  about:
    'Drives a live OpenAI-compatible target with the traffic of a scenario and measures every latency from the scheduled time of its request. It watches itself: a run that it could not carry is marked invalid (docs/how-to/benchmark.md).',
  examples: [
    ['bench quickstart --url http://127.0.0.1:8000', 'the same hour as simulate, live'],
    [
      "bench benchmark --url http://127.0.0.1:8000 --set 'bench.schedule={kind: concurrency, clients: 64, duration_s: 60}'",
      'a closed loop of 64 clients for a minute',
    ],
    [
      "bench benchmark --url https://llm.example.com --header 'Authorization: Bearer $API_KEY' --find max-rate",
      'the highest rate that meets the SLA, behind a key that is never recorded',
    ],
    ['bench demo --url http://127.0.0.1:8000 --planner --connector emulator', 'simulate, but live: the planner too'],
  ],
  builder: (yargs) =>
    withRunOptions(
      withTargetOptions(
        yargs.positional('scenario', scenarioArgument('a scenario file, or a ready one by name')).option('url', {
          type: 'string',
          array: true,
          nargs: 1,
          demandOption: true,
          describe: 'the target, before /v1; several take turns',
          group: 'Target:',
        }),
        'target',
      )
        .option('find', {
          choices: ['max-rate', 'max-concurrency', 'knee', 'sweep'] as const,
          describe: 'the largest load that meets the SLA, the knee, or a sweep from idle to saturated (bench.find)',
          group: 'Load:',
        })
        .option('segment', {
          type: 'string',
          describe:
            'send one part of the load, as 2/5; job/5 takes the part from the index of a Kubernetes Job (docs/how-to/scale-out.md)',
          implies: 'start-at',
          conflicts: ['find', 'planner'],
          group: 'Load:',
        })
        .option('start-at', {
          type: 'string',
          describe: 'begin at this time of the wall clock: 2026-11-25T12:00:00Z',
          conflicts: 'find',
          group: 'Load:',
        })
        .option('planner', {
          type: 'boolean',
          describe: "also run the scenario's planner on the target's metrics (docs/how-to/planner.md)",
          conflicts: 'find',
          group: PLANNER,
        })
        .option('prometheus', {
          type: 'string',
          describe: "take its figures from this Prometheus; default: scrape the targets' /metrics",
          group: PLANNER,
        })
        .option('dialect', {
          choices: ['nv', 'dynamo', 'router'] as const,
          default: 'dynamo' as const,
          describe: 'names of the counters',
          group: PLANNER,
        })
        .option('connector', {
          type: 'string',
          default: 'advisory',
          describe: "who moves workers: emulator, advisory, or a planner's file for source and connector",
          group: PLANNER,
        }),
      'bench.schedule.speedup=10',
    ).option('jsonl', {
      type: 'string',
      describe: 'write one JSON object a request as it ends; - is stdout',
      group: 'Output:',
    }),
  handler: (options) =>
    tellRun(options, async () => {
      const set = options.model === undefined ? options.set : [...options.set, `bench.model=${options.model}`];
      const bench = {
        ...options,
        set,
        caFile: options['ca-file'],
        metricsUrl: options['metrics-url'],
        planner: options.planner ? options : undefined,
        segment: options.segment === undefined ? undefined : parseSegment('--segment', options.segment),
        startAt: options['start-at'] === undefined ? undefined : parseStart(options['start-at']),
      };
      if (options.find) {
        const { findLoad } = await import('../wiring/find-load.js');
        return findLoad(options.find, bench, terminalProgress());
      }
      const { runBench } = await import('../wiring/run-bench.js');
      return runBench(bench, terminalProgress());
    }),
});
