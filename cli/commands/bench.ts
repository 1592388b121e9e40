/** `headroom bench <scenario> --url …`: drives a live target with a scenario's traffic and measures it. */
import type { CommandModule } from 'yargs';
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

export const benchCommand: CommandModule<object, BenchArguments> = {
  command: 'bench <scenario>',
  describe: 'drive a live OpenAI-compatible target with the traffic of a scenario and measure it',
  builder: (yargs) =>
    withTargetOptions(
      withRunOptions(
        yargs.positional('scenario', {
          type: 'string',
          demandOption: true,
          describe: 'a scenario file (docs/how-to/benchmark.md)',
        }),
        'bench.schedule.speedup=10',
      ),
      'target',
    )
      .option('url', {
        type: 'string',
        array: true,
        nargs: 1,
        demandOption: true,
        describe: 'the target, before /v1; several take turns',
      })
      .option('jsonl', { type: 'string', describe: 'write one JSON object a request as it ends; - is stdout' })
      .option('find', {
        choices: ['max-rate', 'max-concurrency', 'knee', 'sweep'] as const,
        describe: 'the largest load that meets the SLA, the knee, or a sweep from idle to saturated (bench.find)',
      })
      .option('planner', {
        type: 'boolean',
        describe: "also run the scenario's planner on the target's metrics (docs/how-to/planner.md)",
        conflicts: 'find',
      })
      .option('prometheus', {
        type: 'string',
        describe: "with --planner: take its figures from this Prometheus; default: scrape the targets' /metrics",
      })
      .option('dialect', {
        choices: ['nv', 'dynamo', 'router'] as const,
        default: 'dynamo' as const,
        describe: 'with --planner: names of the counters',
      })
      .option('connector', {
        type: 'string',
        default: 'advisory',
        describe: "with --planner: who moves workers: emulator, advisory, or a planner's file for source and connector",
      })
      .option('segment', {
        type: 'string',
        describe:
          'send one part of the load, as 2/5; job/5 takes the part from the index of a Kubernetes Job (docs/how-to/scale-out.md)',
        implies: 'start-at',
        conflicts: ['find', 'planner'],
      })
      .option('start-at', {
        type: 'string',
        describe: 'begin at this time of the wall clock: 2026-11-25T12:00:00Z',
        conflicts: 'find',
      })
      .example('$0 bench scenarios/quickstart.yaml --url http://127.0.0.1:8000', 'the same hour as simulate, live')
      .example(
        "$0 bench s.yaml --url http://127.0.0.1:8000 --set 'bench.schedule={kind: concurrency, clients: 64, duration_s: 60}'",
        'a closed loop',
      )
      .example('$0 bench s.yaml --url http://127.0.0.1:8000 --planner --connector emulator', 'simulate, but live'),
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
};
