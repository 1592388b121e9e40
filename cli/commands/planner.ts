/** `headroom planner <file>`: the planner daemon. */
import type { CommandModule } from 'yargs';
import type { PlannerOptions } from '../wiring/run-planner.js';

interface PlannerArguments extends Omit<PlannerOptions, 'out'> {
  out: string | undefined;
}

export const plannerCommand: CommandModule<object, PlannerArguments> = {
  command: 'planner <file>',
  describe: 'run the planner on a live deployment: metrics in, worker counts out',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: "a planner's file (docs/how-to/planner.md)" })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'override a field of the file: --set planner.interval_s=60',
      })
      .option('out', {
        type: 'string',
        describe: "the record's directory; default: record of the file, or runs/<name>",
      })
      .option('advisory', { type: 'boolean', default: false, describe: 'decide and tell, but order nothing' })
      .option('log', { choices: ['text', 'json'] as const, default: 'text' as const, describe: 'form of the log' })
      .example('$0 planner planner.yaml --advisory', 'see what it would do before it may')
      .example('$0 planner planner.yaml --log json', 'for a log collector'),
  handler: async (options) => {
    const { runPlanner } = await import('../wiring/run-planner.js');
    process.stdout.write(`${await runPlanner(options)}\n`);
  },
};
