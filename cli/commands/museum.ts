/** `headroom museum`: the published autoscaler failures, run against a policy. */

import { join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { Contestant, Tour } from '../../studies/index.js';
import { type Command, defineCommand } from '../command.js';
import { flag, jsonOption, repeatable, setOption } from '../options.js';
import { terminalProgress } from '../progress.js';

interface MuseumArguments {
  exhibit: string[] | undefined;
  policy: string[];
  all: boolean;
  historical: boolean;
  set: string[];
  fuzz: number | undefined;
  seed: number;
  json: boolean;
}

/** `headroom museum`: policies before the exhibits that show what goes wrong. */
export const museumCommand: Command<MuseumArguments> = defineCommand({
  command: 'museum [exhibit..]',
  describe: 'a policy before published failures',
  about:
    'Runs policies against published failures of autoscalers, each a scenario with the properties that broke there, and says which a policy repeats (docs/explanation/museum.md).',
  examples: [
    ['museum --policy hpa', 'which of the thirteen failures an HPA repeats'],
    ['museum 4 --policy keda --set planner.target_queue=10', 'one exhibit, another setting'],
    ['museum --policy keda --fuzz 200', 'the smallest scenario in which KEDA runs away'],
    ['museum --historical', 'each failure with the planner that had it'],
  ],
  builder: (yargs) =>
    yargs
      .positional('exhibit', {
        type: 'string',
        array: true,
        describe: 'exhibits by number or name',
        defaultDescription: 'all',
      })
      .option('policy', {
        ...repeatable('a policy as in planner.policy; give it again for a table'),
        group: 'Who is judged, one of:',
      })
      .option('all', { ...flag('every policy of the catalogue, as a table'), group: 'Who is judged, one of:' })
      .option('historical', {
        ...flag('every exhibit with the planner that failed there'),
        group: 'Who is judged, one of:',
      })
      .option('set', setOption('planner.target_queue=10'))
      .option('fuzz', {
        type: 'number',
        describe: 'instead of the exhibits, so many random scenarios; the first that fails is shrunk and written down',
      })
      .option('seed', { type: 'number', default: 1, describe: 'of --fuzz' })
      .option('json', jsonOption('print who survived and who failed as JSON alone')),
  handler: async (options) => {
    const { policy, all, historical } = options;
    if ([policy.length > 0, all, historical].filter(Boolean).length !== 1) {
      throw new HeadroomError('HR_USAGE', {
        message: 'museum needs one of --policy, --all and --historical',
        hint: 'For example `headroom museum --policy hpa`.',
      });
    }
    await (options.fuzz === undefined ? visit(options) : fuzzOne(options, options.fuzz));
  },
});

const terminalWidth = () => process.stdout.columns ?? 100;

/** The exhibits before one policy, or several for a table. */
async function visit({ exhibit = [], policy, all, historical, set, json }: MuseumArguments): Promise<void> {
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
    const told = (exhibit: (typeof exhibits)[number]) =>
      progress.update(`${name}: ${exhibit.id}`, (i + exhibits.indexOf(exhibit) / exhibits.length) / everybody.length);
    tours.push(await tour(exhibits, who, told));
  }
  progress.done();
  const [only] = tours.length === 1 ? tours : [];
  if (!json) process.stdout.write(only ? tourText(only, terminalWidth()) : scoreTable(tours));
  if (json) process.stdout.write(`${JSON.stringify(only ? scoreOf(only) : { policies: tours.map(scoreOf) })}\n`);
}

/** Random scenarios before one policy. */
async function fuzzOne({ policy: [name, ...others], set, seed, json }: MuseumArguments, runs: number): Promise<void> {
  if (!name || others.length > 0 || !Number.isInteger(runs) || runs < 1 || !Number.isInteger(seed)) {
    throw new HeadroomError('HR_USAGE', {
      message: '--fuzz takes a whole number of runs, a whole --seed and one --policy',
    });
  }
  const { contestant, failureText, fuzz } = await import('../../studies/index.js');
  const progress = terminalProgress();
  const file = join('runs', `fuzz-${name}.yaml`);
  const onRun = (run: number) => progress.update(`${name}: ${run} runs`, run / runs);
  const { failure, ...counts } = await fuzz({ who: contestant(name, set), runs, seed, file, onRun });
  progress.done();
  if (json) {
    const found = failure && { scenario: file, broken: failure.broken };
    process.stdout.write(
      `${JSON.stringify({ policy: name, seed, ...counts, failed: failure !== undefined, ...found })}\n`,
    );
  } else if (failure) {
    process.stdout.write(
      `✗ ${name}: scenario ${counts.runs} of seed ${seed} fails; the smallest found:\n${failureText(failure, terminalWidth())}`,
    );
  } else process.stdout.write(`✓ ${name}: ${counts.runs} random scenarios of seed ${seed}, none fails\n`);
}
