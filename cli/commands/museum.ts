/** `headroom museum`: the published autoscaler failures, run against a policy. */
import type { CommandModule } from 'yargs';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { Contestant, Tour } from '../../studies/index.js';
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
    if ([policy.length > 0, all, historical].filter(Boolean).length !== 1) {
      throw new HeadroomError('HR_USAGE', {
        message: 'museum needs one of --policy, --all and --historical',
        hint: 'For example `headroom museum --policy hpa`.',
      });
    }
    const { CULPRIT, chosenExhibits, contestant, lineUp, scoreOf, scoreTable, tour, tourText } = await import(
      '../../studies/index.js'
    );
    const exhibits = chosenExhibits(exhibit.map(String));
    const everybody: (Contestant | typeof CULPRIT)[] = historical
      ? [CULPRIT]
      : all
        ? lineUp()
        : policy.map((name) => contestant(name, set));
    const progress = terminalProgress();
    const tours: Tour[] = [];
    for (const [i, who] of everybody.entries()) {
      const name = typeof who === 'string' ? 'historical' : who.name;
      tours.push(await tour(exhibits, who, ({ id }) => progress.update(`${name}: ${id}`, i / everybody.length)));
    }
    progress.done();
    const [only] = tours.length === 1 ? tours : [];
    if (!json) process.stdout.write(only ? tourText(only, process.stdout.columns ?? 100) : scoreTable(tours));
    if (json) process.stdout.write(`${JSON.stringify(only ? scoreOf(only) : { policies: tours.map(scoreOf) })}\n`);
  },
};
