/**
 * `npm run predictors`: load predictors by what they are for. The error of their forecasts, as Dynamo's sweep measures it, over
 * the traffics of scenarios/tournament.yaml and the quickstart's; and the GPU-hours that `last-value` and `dynamo-sla` need
 * with them at matched attainment, on a day with a startup of 60 s (docs/reference/predictors.md); without prophet there, for a run of it takes
 * ten seconds. The last line of stdout is one JSON object.
 */

import { type ForecasterOptions, forecaster, type Load } from '../planner-core/index.js';
import { columns, fixed } from '../reports/index.js';
import { type LoadedScenario, loadScenario, openTraffic, shippedPath, type TrafficSpec } from '../scenarios/index.js';
import { localRunner, playTournament, type Tournament } from '../studies/index.js';
import { meanLoss, windowsOf } from './predictors/loss.js';

const INTERVAL_S = 60;
const WARM_UP = 5;
const SEEDS = [1, 2];
const UNKNOWN = '–';

const reactive = { qLevel: 10, qTrend: 1, r: 5, minPoints: 3 };
/** Dynamo's presets, and the kinds that it does not have. */
const PREDICTORS: Readonly<Record<string, ForecasterOptions>> = {
  constant: { kind: 'constant' },
  'moving-average': { kind: 'moving-average', window: 5 },
  ets: { kind: 'ets', window: 100 },
  kalman: { kind: 'kalman' },
  'kalman log1p': { kind: 'kalman', log1p: true },
  'kalman reactive': { kind: 'kalman', ...reactive },
  'kalman reactive log1p': { kind: 'kalman', ...reactive, log1p: true },
  arima: { kind: 'arima', window: 100 },
  'arima log1p': { kind: 'arima', window: 100, log1p: true },
  prophet: { kind: 'prophet', window: 50, step_s: INTERVAL_S },
  'prophet of 20': { kind: 'prophet', window: 20, step_s: INTERVAL_S },
};

const tournament = loadScenario(shippedPath('scenarios', 'tournament.yaml'));
const quickstart = loadScenario(shippedPath('scenarios', 'quickstart.yaml'));
const traffics: Readonly<Record<string, TrafficSpec>> = {
  ...tournament.scenario.tournament.traffics,
  'chat hour': quickstart.scenario.traffic,
};

const losses = Object.fromEntries(
  Object.entries(PREDICTORS).map(([name, options]) => [
    name,
    Object.fromEntries(Object.entries(traffics).map(([traffic, spec]) => [traffic, lossOf(options, spec, tournament)])),
  ]),
);
const played = await play();
const names = Object.keys(PREDICTORS);
const head = [
  'predictor',
  ...Object.keys(traffics).map((traffic) => `loss: ${traffic}`),
  ...played.worlds.flatMap(({ world }) => ['last-value', 'dynamo-sla'].map((policy) => `${policy}, ${world}`)),
];
process.stdout.write(`${columns([head, ...names.map(rowOf)]).join('\n')}\n`);
process.stdout.write(`${JSON.stringify({ interval_s: INTERVAL_S, loss: losses, ranking: played.ranking })}\n`);

/** Mean over seeds of the mean loss of an interval. */
function lossOf(options: ForecasterOptions, spec: TrafficSpec, { resolve }: LoadedScenario): number {
  const each = SEEDS.map((seed) => {
    const traffic = openTraffic(spec, seed, resolve);
    const windows: readonly Load[] = windowsOf(traffic.requests, INTERVAL_S, traffic.duration_s!);
    return meanLoss(forecaster(options), windows, WARM_UP);
  });
  return Number((each.reduce((sum, loss) => sum + loss, 0) / each.length).toFixed(4));
}

async function play(): Promise<Tournament> {
  const { traffics: all } = tournament.scenario.tournament;
  const runner = localRunner();
  try {
    return await playTournament(
      {
        scenario: shippedPath('scenarios', 'tournament.yaml'),
        set: [
          'tournament.policies=[last-value, dynamo-sla]',
          'tournament.predictors=[constant, moving-average, ets, kalman, arima]',
          'tournament.startups_s=[60]',
          `tournament.traffics=${JSON.stringify({ 'a day': all!['a day'] })}`,
        ],
        progress: (done, of) => process.stderr.write(`\r${done} of at most ${of} runs`),
      },
      runner,
    );
  } finally {
    process.stderr.write('\n');
    await runner.close();
  }
}

function rowOf(name: string): string[] {
  const hours = played.worlds.flatMap(({ standings }) =>
    ['last-value', 'dynamo-sla'].map((policy) => {
      const standing = standings.find((one) => one.policy === `${policy}/${name}`);
      if (!standing) return UNKNOWN;
      return standing.reaches ? fixed(standing.gpu_hours, 2) : `never (${fixed(standing.attainment * 100, 1)} %)`;
    }),
  );
  return [name, ...Object.values(losses[name]!).map((loss) => loss.toFixed(3)), ...hours];
}
