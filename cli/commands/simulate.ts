/** `headroom simulate <scenario>`: runs a scenario on the simulated cluster and reports it. */
import { type Command, defineCommand } from '../command.js';
import { flag, scenarioArgument } from '../options.js';
import { terminalProgress } from '../progress.js';
import { type RunArguments, tellRun, withRunOptions } from './run-options.js';

interface SimulateArguments extends RunArguments {
  scenario: string;
  observations: boolean;
  'replay-observations': string | undefined;
  regret: boolean;
}

/** `headroom simulate`: one run of a scenario. */
export const simulateCommand: Command<SimulateArguments> = defineCommand({
  command: 'simulate <scenario>',
  describe: 'run a scenario on the simulated cluster',
  about:
    'Runs the traffic of a scenario through a simulated cluster that its planner scales, and writes the record: figures, every request, every decision, a report. The fields of a scenario: docs/reference/scenario.md.',
  examples: [
    ['simulate quickstart', 'an hour of chat traffic, no download needed'],
    ['simulate quickstart --set planner.policy=static --out runs/static', 'the same hour without a planner'],
    [
      "simulate azure-conversation --set traffic.path=AzureLLMInferenceTrace_conv.csv --require 'attainment>=0.9'",
      'a public trace, as a check of a pipeline',
    ],
    ['simulate planner.yaml --replay-observations runs/planner', 'the decisions of a live planner again, offline'],
  ],
  builder: (yargs) =>
    withRunOptions(
      yargs
        .positional('scenario', scenarioArgument('a scenario file, or a ready one by name'))
        .option(
          'regret',
          flag('run it up to 15 times more to tell what startup, forecast and limits cost (docs/reference/regret.md)'),
        )
        .option('replay-observations', {
          type: 'string',
          describe: 'simulate nothing: decide again on what this run, live or simulated, saw (docs/how-to/planner.md)',
        }),
      'cluster.decode.replicas=4',
    ).option('observations', {
      ...flag('also write observations.jsonl: what the planner saw and decided, in full precision'),
      group: 'Output:',
    }),
  handler: async (options) => {
    const from = options['replay-observations'];
    if (from !== undefined) {
      const { replayRun } = await import('../wiring/replay-run.js');
      const { tally, terminal } = replayRun({ ...options, from });
      process.stdout.write(options.json ? `${JSON.stringify(tally)}\n` : terminal);
      return;
    }
    await tellRun(options, async () => {
      const { runScenario } = await import('../wiring/run-scenario.js');
      return runScenario(options, terminalProgress());
    });
  },
});
