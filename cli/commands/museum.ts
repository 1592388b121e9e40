/** `headroom museum`: the published autoscaler failures, run against a policy. */
import type { CommandModule } from 'yargs';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { terminalProgress } from '../progress.js';

interface MuseumArguments {
  exhibit: string[] | undefined;
  policy: string[];
  all: boolean;
  historical: boolean;
  set: string[];
  json: boolean;
}

export const museumCommand: CommandModule<object, MuseumArguments> = {
  command: 'museum [exhibit..]',
  describe: 'run a policy against the published autoscaler failures (docs/museum.md)',
  builder: (yargs) =>
    yargs
      .positional('exhibit', { type: 'string', array: true, describe: 'exhibits by number or name; default: all' })
      .option('policy', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'a policy as in planner.policy; give it again for a table',
      })
      .option('all', { type: 'boolean', default: false, describe: 'every policy of the catalogue, as a table' })
      .option('historical', {
        type: 'boolean',
        default: false,
        describe: 'every exhibit with the planner that failed there',
      })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [] as string[],
        describe: 'override a field of the scenario: --set planner.target_queue=10',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print who survived and who failed as JSON alone' })
      .example('$0 museum --policy hpa', 'which of the thirteen failures an HPA repeats')
      .example('$0 museum 4 --policy keda --set planner.target_queue=10', 'one exhibit, another setting')
      .example('$0 museum --historical', 'each failure with the planner that had it'),
  handler: async ({ exhibit = [], policy, all, historical, set, json }) => {
    const { runMuseum } = await import('../wiring/run-museum.js');
    if ([policy.length > 0, all, historical].filter(Boolean).length !== 1) {
      throw new HeadroomError('HR_USAGE', {
        message: 'museum needs one of --policy, --all and --historical',
        hint: 'For example `headroom museum --policy hpa`.',
      });
    }
    const who = historical ? 'historical' : all ? 'all' : policy;
    const progress = terminalProgress();
    const outcome = await runMuseum({ exhibits: exhibit, who, set }, progress);
    progress.done();
    process.stdout.write(json ? '' : outcome.text);
    process.stdout.write(json || historical || policy.length === 1 ? `${JSON.stringify(outcome.json)}\n` : '');
  },
};
