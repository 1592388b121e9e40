/** `headroom planner <file>`: the planner daemon. */
import { type Command, defineCommand } from '../command.js';
import { flag, outOption, setOption } from '../options.js';
import type { PlannerOptions } from '../wiring/run-planner.js';

interface PlannerArguments extends Omit<PlannerOptions, 'out'> {
  out: string | undefined;
}

/** `headroom planner`: the planner daemon on a live cluster. */
export const plannerCommand: Command<PlannerArguments> = defineCommand({
  command: 'planner <file>',
  describe: 'the planner as a daemon on a live deployment',
  about:
    'Reads metrics, decides, orders workers and records, at every interval, until it is stopped (docs/how-to/planner.md).',
  examples: [
    ['planner planner.yaml --advisory', 'see what it would do before it may'],
    ['planner planner.yaml --log json', 'for a log collector'],
    [
      'planner planner.yaml --set planner.interval_s=60 --out /var/lib/headroom',
      'another interval, a folder that stays',
    ],
  ],
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: "a planner's file" })
      .option('set', setOption('planner.interval_s=60', 'file'))
      .option('advisory', flag('decide and tell, but order nothing'))
      .option('out', outOption("the record's directory; default: record of the file, or runs/<name>"))
      .option('log', {
        choices: ['text', 'json'] as const,
        default: 'text' as const,
        describe: 'form of the log',
        group: 'Output:',
      }),
  handler: async (options) => {
    const { runPlanner } = await import('../wiring/run-planner.js');
    process.stdout.write(`${await runPlanner(options)}\n`);
  },
});
