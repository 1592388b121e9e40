/**
 * Dynamo's SLA planner as long as it interpolated profiles (0.4.0 to 1.0.2), decision for decision: observe → correct → forecast → size →
 * bound. docs/reference/planners/dynamo-sla.md tells its rules; the differences between releases are in `releases.ts`.
 */
import { dynamoForecaster } from '../../forecast/dynamo-forecaster.js';
import { KALMAN_DEFAULTS } from '../../forecast/kalman.js';
import {
  type Load,
  type LoadForecast,
  type LoadForecastState,
  type LoadPrediction,
  loadForecast,
} from '../../forecast/load-forecast.js';
import { decodeGrid, prefillCurves } from '../../interpolate/index.js';
import type { Decision, Observation, Policy, PolicyContext, PolicySession } from '../../ports.js';
import { fixed, PythonError } from '../python.js';
import { TickNotes } from '../tick-notes.js';
import type { Replicas } from './budget.js';
import { correct } from './correct.js';
import { areValid, type Metrics, readMetrics } from './metrics.js';
import type { DynamoSlaOptions } from './options.js';
import { RELEASES, type ReleaseRules } from './releases.js';
import { type CorrectionFactors, type Sizing, size } from './size.js';

/** What the planner remembers between ticks. */
export interface DynamoSlaState {
  readonly correction: CorrectionFactors;
  readonly forecast: LoadForecastState;
}

/** The planner with these options. `init` throws a RangeError when the context lacks a prefill or a decode pool. */
export function dynamoSla(options: DynamoSlaOptions): Policy<DynamoSlaState> {
  return {
    name: 'dynamo-sla',
    init: (context) => startSession(prepare(options, context)),
  };
}

function prepare(options: DynamoSlaOptions, context: PolicyContext): Sizing {
  const { prefill, decode } = context.pools;
  if (!prefill || !decode) throw new RangeError('dynamo-sla plans a prefill and a decode pool; one is missing');
  return {
    options,
    rules: RELEASES[options.release],
    prefill: prefillCurves(prefill.profile.prefill),
    decode: decodeGrid(decode.profile.decode, options.decodeTriangles),
    interval_s: context.intervalSeconds,
    prefillGpus: prefill.profile.gpusPerWorker,
    decodeGpus: decode.profile.gpusPerWorker,
  };
}

function startSession(sizing: Sizing): PolicySession<DynamoSlaState> {
  const { release, minEndpoint, forecast: how } = sizing.options;
  const options = { predictor: 'constant', prophetWindow: 50, log1p: false, kalman: KALMAN_DEFAULTS, ...how } as const;
  const forecast = loadForecast(dynamoForecaster(release, options, sizing.interval_s), { carryShape: false });
  return {
    initialState: { correction: { prefill: 1, decode: 1 }, forecast: forecast.initialState },
    leastWorkers: minEndpoint,
    tick: (state, observation) => tick(sizing, forecast, state, observation),
  };
}

function tick(sizing: Sizing, forecasting: LoadForecast, before: DynamoSlaState, observation: Observation) {
  const notes = new TickNotes();
  const metrics = observe(sizing.rules, observation, notes);
  const seen = forecasting.observe(before.forecast, metrics);
  const { correction, go } = correctOrHold(sizing, before.correction, metrics, observation, notes);
  const predicted = go ? forecasting.predict(seen) : undefined;
  const targets = predicted && sizeFor(sizing, pointsOf(predicted), correction, notes);
  const decision: Decision = {
    targets: targets ?? {},
    reasons: notes.reasons,
    explanation: {
      ...notes.numbers,
      ...(targets && { prefill_after_budget: targets.prefill, decode_after_budget: targets.decode }),
    },
    log: notes.log,
  };
  return { state: { correction, forecast: predicted?.state ?? seen }, decision };
}

function observe(rules: ReleaseRules, observation: Observation, notes: TickNotes): Metrics {
  const metrics = readMetrics(observation, rules);
  notes.info('New adjustment interval started!');
  notes.info(
    `Observed num_req: ${fixed(metrics.requests, 2)} isl: ${fixed(metrics.isl, 2)} osl: ${fixed(metrics.osl, 2)}`,
  );
  notes.info(`Observed ttft: ${fixed(metrics.ttft_s, 3)}s itl: ${fixed(metrics.itl_s, 3)}s`);
  return metrics;
}

/** The correction factors for this tick, and whether the planner goes on to decide. */
function correctOrHold(
  sizing: Sizing,
  before: CorrectionFactors,
  metrics: Metrics,
  observation: Observation,
  notes: TickNotes,
): { correction: CorrectionFactors; go: boolean } {
  const { rules, options } = sizing;
  const corrects = !(rules.canSkipCorrection && options.noCorrection);
  if ((corrects || rules.alwaysChecksMetrics) && !areValid(metrics)) {
    notes.info('Metrics contain None or NaN values (no active requests), skipping adjustment');
    notes.because('no_data');
    return { correction: before, go: false };
  }
  if (!corrects) return { correction: before, go: true };
  const { prefill, decode } = observation.workers;
  const workers = { prefill: prefill?.ready ?? 0, decode: decode?.ready ?? 0 };
  const { ok, factors } = correct(sizing, metrics, workers, before, notes);
  notes.number('prefill_correction_factor', factors.prefill);
  notes.number('decode_correction_factor', factors.decode);
  if (!ok) notes.because('correction_failed');
  return { correction: factors, go: ok };
}

function pointsOf({ requests, isl, osl }: LoadPrediction): Load {
  return { requests: requests.point, isl: isl.point, osl: osl.point };
}

function sizeFor(sizing: Sizing, load: Load, correction: CorrectionFactors, notes: TickNotes): Replicas | undefined {
  notes.number('forecast_requests', load.requests);
  notes.number('forecast_input_tokens', load.isl);
  notes.number('forecast_output_tokens', load.osl);
  notes.info(
    `Predicted load: num_req=${fixed(load.requests, 2)}, isl=${fixed(load.isl, 2)}, osl=${fixed(load.osl, 2)}`,
  );
  try {
    return size(sizing, load, correction, notes);
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    notes.error(`Failed to compute number of replicas: ${error.message}`);
    notes.because('sizing_failed');
    return undefined;
  }
}
