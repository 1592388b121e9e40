/** `headroom simulate <scenario>`: runs a scenario on the simulated cluster and reports it. */
import type { CommandModule } from 'yargs';
import { EXIT } from '../exit-codes.js';
import { terminalProgress } from '../progress.js';
import { meetsRequirement, parseRequirement } from '../require.js';

interface SimulateArguments {
  scenario: string;
  set: string[];
  out: string | undefined;
  require: string[];
  json: boolean;
}

export const simulateCommand: CommandModule<object, SimulateArguments> = {
  command: 'simulate <scenario>',
  describe: 'run a scenario on the simulated cluster',
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', demandOption: true, describe: 'a scenario file (docs/scenario.md)' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'override a field of the scenario: --set cluster.decode.replicas=4',
      })
      .option('out', { type: 'string', describe: "the run's directory; default runs/<scenario name>" })
      .option('require', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'exit with 3 unless the figure of summary.json holds: --require attainment>=0.95',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print summary.json alone to stdout' })
      .example('$0 simulate scenarios/quickstart.yaml', 'an hour of chat traffic, no download needed')
      .example(
        '$0 simulate scenarios/quickstart.yaml --set planner.policy=static --out runs/static',
        'the same hour without a planner',
      ),
  handler: async (options) => {
    const { runScenario } = await import('../wiring/run-scenario.js');
    const requirements = options.require.map(parseRequirement);
    const run = await runScenario(options, terminalProgress());
    process.stdout.write(options.json ? `${JSON.stringify(run.summary, null, 2)}\n` : run.terminal);
    const missed = requirements.filter((requirement) => !meetsRequirement(requirement, run.summary));
    for (const { text } of missed) process.stderr.write(`requirement missed: ${text}\n`);
    if (missed.length > 0) process.exitCode = EXIT.requirementMissed;
    if (run.interrupted) process.exitCode = EXIT.interrupted;
  },
};
