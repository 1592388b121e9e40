/** `headroom tournament <scenario>`: policies and predictors against each other at matched attainment. */

import { join } from 'node:path';
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { jsonOption, outOption, scenarioArgument, setOption } from '../options.js';
import { terminalProgress } from '../progress.js';
import { interruptSignal } from '../wiring/interrupt.js';
import { runFolder } from '../wiring/run-folder.js';

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
    const { journaled, localRunner, playTournament, tournamentText, writeTournament } = await import(
      '../../studies/index.js'
    );
    const { loadScenario } = await import('../../scenarios/index.js');
    const set = [...options.set, ...overrides(options)];
    const directory = options.out ?? runFolder(`${loadScenario(options.scenario, set).name}-tournament`);
    const runner = journaled(localRunner(), join(directory, 'trials.jsonl'));
    const progress = terminalProgress();
    const interrupt = interruptSignal();
    try {
      const tournament = await playTournament(
        {
          scenario: options.scenario,
          set,
          signal: interrupt.signal,
          progress: (done, of) => progress.update(`run ${done} of at most ${of}`, done / of),
        },
        runner,
      );
      progress.done();
      const page = await writeTournament(directory, tournament);
      process.stdout.write(
        options.json ? `${JSON.stringify(tournament)}\n` : `${tournamentText(tournament)}report: ${page}\n`,
      );
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      process.stderr.write(`interrupted; what has run is in ${directory}, the same command goes on from there\n`);
      process.exitCode = EXIT.interrupted;
    } finally {
      progress.done();
      interrupt.stop();
      await runner.close();
    }
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
