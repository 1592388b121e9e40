/** `headroom tournament <scenario>`: policies and predictors against each other at matched attainment. */

import { type Command, defineCommand } from '../command.js';
import { jsonOption, outOption, scenarioArgument, setOption } from '../options.js';
import { runFolder } from '../wiring/run-folder.js';
import { untilInterrupted } from '../wiring/until-interrupted.js';

interface TournamentArguments {
  scenario: string;
  set: string[];
  policies: string | undefined;
  predictors: string | undefined;
  startups: string | undefined;
  attainment: number | undefined;
  seeds: number | undefined;
  out: string | undefined;
  json: boolean;
}

/** `headroom tournament`: policies on the same traffic. */
export const tournamentCommand: Command<TournamentArguments> = defineCommand({
  command: 'tournament <scenario>',
  describe: 'policies ranked at matched attainment',
  about:
    'Lets policies and predictors plan the same traffic, tunes each until it reaches the same attainment, and ranks them by GPU-hours (docs/how-to/tournament.md).',
  examples: [
    ['tournament tournament', 'everybody, on bursts and on a day, with two startup delays'],
    ['tournament ramp --policies headroom,dynamo-planner,hpa', 'three on a ramp'],
    ['tournament ramp --policies headroom,hpa --startups 0,120 --seeds 2', 'two, with two startup delays'],
  ],
  builder: (yargs) =>
    yargs
      .positional('scenario', scenarioArgument('any scenario file, or a ready one by name'))
      .option('policies', { type: 'string', describe: 'who plays: headroom,dynamo-planner,hpa; default: all that can' })
      .option('predictors', { type: 'string', describe: 'of those that forecast: constant,kalman,arima' })
      .option('startups', { type: 'string', describe: 'startup delays in seconds: 0,60,300' })
      .option('attainment', { type: 'number', describe: 'share of requests that all must reach; default 0.95' })
      .option('seeds', { type: 'number', describe: 'runs by which a setting is chosen' })
      .option('set', setOption('tournament.max_replicas=32'))
      .option('out', outOption('directory; default runs/<scenario name>-tournament'))
      .option('json', jsonOption('print tournament.json alone, on one line')),
  handler: async (options) => {
    const { journaled, journalPath, localRunner, playTournament, tournamentText, writeTournament } = await import(
      '../../studies/index.js'
    );
    const { loadScenario } = await import('../../scenarios/index.js');
    const set = [...options.set, ...overrides(options)];
    const directory = options.out ?? runFolder(`${loadScenario(options.scenario, set).name}-tournament`);
    await untilInterrupted(directory, async (signal, progress) => {
      const runner = journaled(localRunner(), journalPath(directory));
      try {
        const tournament = await playTournament(
          {
            scenario: options.scenario,
            set,
            signal,
            progress: (done, of) => progress.update(`run ${done} of at most ${of}`, done / of),
          },
          runner,
        );
        progress.done();
        const page = await writeTournament(directory, tournament);
        process.stdout.write(
          options.json ? `${JSON.stringify(tournament)}\n` : `${tournamentText(tournament)}report: ${page}\n`,
        );
      } finally {
        await runner.close();
      }
    });
  },
});

/** The options as overrides of the scenario's `tournament`. */
function overrides({ policies, predictors, startups, attainment, seeds }: TournamentArguments): string[] {
  const lists = { policies, predictors, startups_s: startups };
  const numbers = { attainment, seeds };
  return [
    ...Object.entries(lists).flatMap(([field, list]) => (list === undefined ? [] : [`tournament.${field}=[${list}]`])),
    ...Object.entries(numbers).flatMap(([field, value]) =>
      value === undefined ? [] : [`tournament.${field}=${value}`],
    ),
  ];
}
