/** `headroom simulate <scenario>`: runs a scenario on the simulated cluster and reports it. */
import type { CommandModule } from 'yargs';
import { terminalProgress } from '../progress.js';
import { type RunArguments, tellRun, withRunOptions } from './run-options.js';

interface SimulateArguments extends RunArguments {
  scenario: string;
  observations: boolean;
  'replay-observations': string | undefined;
  regret: boolean;
}

export const simulateCommand: CommandModule<object, SimulateArguments> = {
  command: 'simulate <scenario>',
  describe: 'run a scenario on the simulated cluster',
  builder: (yargs) =>
    withRunOptions(
      yargs.positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'a scenario file (docs/reference/scenario.md)',
      }),
      'cluster.decode.replicas=4',
    )
      .option('observations', {
        type: 'boolean',
        default: false,
        describe: 'also write observations.jsonl: what the planner saw and decided, in full precision',
      })
      .option('replay-observations', {
        type: 'string',
        describe: 'simulate nothing: decide again on what this run, live or simulated, saw (docs/how-to/planner.md)',
      })
      .option('regret', {
        type: 'boolean',
        default: false,
        describe:
          'run it up to 15 times more to tell what startup, forecast and limits cost (docs/reference/regret.md)',
      })
      .example('$0 simulate scenarios/quickstart.yaml', 'an hour of chat traffic, no download needed')
      .example(
        '$0 simulate scenarios/quickstart.yaml --set planner.policy=static --out runs/static',
        'the same hour without a planner',
      )
      .example('$0 simulate planner.yaml --replay-observations runs/planner', 'the same decisions as live, offline'),
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
};
