/**
 * Dynamo's planner since 1.4: throughput scaling from a forecast, load scaling from what engines report, or both with the
 * first as the floor of the second. docs/reference/planners/dynamo-planner.md tells its rules.
 */
import { dynamoForecaster } from '../../forecast/dynamo-forecaster.js';
import { type Load, type LoadForecast, type LoadForecastState, loadForecast } from '../../forecast/load-forecast.js';
import { DEFAULT_LIMITS, emptyEngineModel, profileSteps, tune } from '../../perf-model/index.js';
import type {
  Decision,
  EngineStep,
  Observation,
  Policy,
  PolicyContext,
  PolicySession,
  PoolContext,
  Role,
} from '../../ports.js';
import { TickNotes } from '../tick-notes.js';
import type { Pair } from './budget.js';
import { type DynamoPlannerConfig, leastOf, PLANNER_RELEASES, type Side, sidesOf } from './config.js';
import { loadScaling } from './load.js';
import { leastFits } from './power.js';
import { project } from './project.js';
import { inventory, type Models, type Proposal, type Setting, type Situation } from './situation.js';
import type { StartupCandidate } from './startup.js';
import { type ThroughputAnswer, throughputScaling } from './throughput.js';
import { EMPTY_WINDOW, gather, loadOf, type TrafficWindow } from './traffic-window.js';

/** What the planner remembers between ticks. */
export interface DynamoPlannerState {
  readonly models: Models;
  readonly forecast: LoadForecastState;
  readonly floor: Pair;
  readonly kvHitRate?: number;
  readonly acceptLength: number;
  readonly lastTick_s?: number;
  /** Seconds since load scaling last ran. */
  readonly sinceLoad_s: number;
  readonly window: TrafficWindow;
  readonly startup?: StartupCandidate;
}

/** Forward passes to boot the engine models from. */
export type Bootstrap = Readonly<Partial<Record<Side, readonly EngineStep[]>>>;

/** What the planner may know before its first tick. */
export interface Beforehand {
  /** The pools' profiles where absent. */
  readonly bootstrap?: Bootstrap;
  /** Loads of past throughput intervals, oldest first, for the predictors. */
  readonly warmUp?: readonly Load[];
}

/** The planner with this configuration. `init` throws a RangeError when the context lacks a pool of its mode, or the power limit its minimum. */
export function dynamoPlanner(config: DynamoPlannerConfig, beforehand: Beforehand = {}): Policy<DynamoPlannerState> {
  return {
    name: 'dynamo-planner',
    init: (context) => startSession(config, context, beforehand),
  };
}

function startSession(
  config: DynamoPlannerConfig,
  context: PolicyContext,
  { bootstrap, warmUp = [] }: Beforehand,
): PolicySession<DynamoPlannerState> {
  const setting = settingOf(config, context);
  const forecaster = dynamoForecaster(config.release, config.forecast, config.throughputInterval_s);
  const forecast = loadForecast(forecaster, { carryShape: true });
  return {
    initialState: {
      models: config.optimizationTarget === 'sla' ? bootModels(setting, context, bootstrap) : {},
      forecast: forecast.warmUp(warmUp),
      floor: { prefill: 1, decode: 1 },
      acceptLength: 1,
      sinceLoad_s: 0,
      window: EMPTY_WINDOW,
    },
    leastWorkers: 0,
    tick: (state, observation) => tick(setting, forecast, state, observation),
  };
}

/** The role of a side: an aggregated pool is planned as decode. */
export function roleOf(config: DynamoPlannerConfig, side: Side): Role {
  return side === 'decode' && config.mode === 'agg' ? 'aggregated' : side;
}

function settingOf(config: DynamoPlannerConfig, { pools }: PolicyContext): Setting {
  const gpus = { prefill: 0, decode: 0 };
  const limits: Partial<Record<Side, Setting['limits'][Side]>> = {};
  for (const side of sidesOf(config.mode)) {
    const pool = pools[roleOf(config, side)];
    if (!pool)
      throw new RangeError(
        `dynamo-planner in mode ${config.mode} needs a pool of role ${roleOf(config, side)}; there is none`,
      );
    gpus[side] = pool.profile.gpusPerWorker;
    limits[side] = { ...pool.limits, maxKvTokens: pool.profile.decode.maxKvTokens };
  }
  const setting = {
    config,
    rules: PLANNER_RELEASES[config.release],
    least: leastOf(config),
    gpus,
    limits: limits as Setting['limits'],
  };
  refuseImpossiblePower(setting);
  return setting;
}

/** A power limit below the least allowed workers could never be kept. */
function refuseImpossiblePower({ config, least, limits }: Setting): void {
  const limit_w = config.totalGpuPowerLimit_w;
  const watts = { prefill: limits.prefill?.wattsPerWorker, decode: limits.decode?.wattsPerWorker };
  if (limit_w !== undefined && !leastFits(limit_w, least, watts)) {
    throw new RangeError(`dynamo-planner: the fewest workers draw more than total_gpu_power_limit (${limit_w} W)`);
  }
}

function bootModels({ config, limits }: Setting, { pools }: PolicyContext, bootstrap: Bootstrap | undefined): Models {
  const options = {
    maxSamples: config.maxNumFpmSamples,
    minSamples: config.loadMinObservations,
    bucketCount: config.fpmSampleBucketSize,
  };
  const models: Partial<Record<Side, ReturnType<typeof emptyEngineModel>>> = {};
  for (const side of sidesOf(config.mode)) {
    const known = limits[side];
    const engine = emptyEngineModel(
      config.mode === 'agg' ? 'aggregated' : side,
      {
        maxBatchedTokens: known?.maxBatchedTokens ?? DEFAULT_LIMITS.maxBatchedTokens,
        maxBatch: known?.maxBatch ?? DEFAULT_LIMITS.maxBatch,
        maxKvTokens: known?.maxKvTokens ?? DEFAULT_LIMITS.maxKvTokens,
      },
      options,
    );
    const steps = bootstrap ? bootstrap[side] : measuredSteps(config, pools[roleOf(config, side)]!, side);
    models[side] = tune(engine, steps ?? []);
  }
  return models;
}

/** Dynamo has no files to boot an aggregated engine from: its model learns from live passes alone. */
function measuredSteps({ mode }: DynamoPlannerConfig, { profile }: PoolContext, side: Side): EngineStep[] {
  return mode === 'agg' ? [] : profileSteps(profile, side);
}

const SLACK_S = 1e-6;

function tick(setting: Setting, forecast: LoadForecast, before: DynamoPlannerState, observation: Observation) {
  const { config } = setting;
  const notes = new TickNotes();
  const elapsed_s = before.lastTick_s === undefined ? observation.windowSeconds : observation.time - before.lastTick_s;
  const window = gather(before.window, observation, elapsed_s);
  const sinceLoad_s = before.sinceLoad_s + elapsed_s;
  const loadDue = sinceLoad_s >= config.loadInterval_s - SLACK_S;
  const throughputDue = config.enableThroughputScaling && window.seconds >= config.throughputInterval_s - SLACK_S;
  const seen = remember(setting, before, observation, loadDue);

  let state: DynamoPlannerState = {
    ...seen,
    lastTick_s: observation.time,
    sinceLoad_s: loadDue ? 0 : sinceLoad_s,
    window: throughputDue ? EMPTY_WINDOW : window,
  };
  let proposal: Proposal | undefined;
  if (throughputDue) {
    const answer = decideThroughput(situationOf(setting, state, observation, notes), forecast, state, window);
    state = { ...state, forecast: answer.forecast, floor: { ...state.floor, ...answer.floor } };
    if (answer.reason) notes.because(answer.reason);
    proposal = answer.proposal;
  }
  const situation = situationOf(setting, state, observation, notes);
  if (loadDue && config.enableLoadScaling) {
    const answer = loadScaling(situation);
    if (answer.reason) notes.because(answer.reason);
    proposal = answer.proposal ?? proposal;
  }
  const { targets, reason, candidate } = project(situation, proposal, state.startup, observation.time);
  if (reason) notes.because(reason);
  const { startup: _old, ...rest } = state;
  return {
    state: candidate ? { ...rest, startup: candidate } : rest,
    decision: decisionOf(setting, targets, proposal, notes),
  };
}

/** Tunes the models and keeps the last runtime figures. */
function remember(setting: Setting, state: DynamoPlannerState, observation: Observation, loadDue: boolean) {
  const { config } = setting;
  const { kvHitRate, acceptLength } = observation.traffic ?? {};
  let { models } = state;
  if (loadDue && config.optimizationTarget === 'sla') {
    for (const side of sidesOf(config.mode)) {
      const steps = (observation.workersDetail?.[roleOf(config, side)] ?? [])
        .map(({ step }) => step)
        .filter((step) => step !== undefined);
      models = { ...models, [side]: tune(models[side]!, steps) };
    }
  }
  return {
    ...state,
    models,
    ...(kvHitRate !== undefined && !Number.isNaN(kvHitRate) && { kvHitRate }),
    ...(Number.isFinite(acceptLength) && { acceptLength: clampAccepted(config, acceptLength!) }),
  };
}

/** Without speculative decoding a step yields one token, with it at most one more than it guesses. */
function clampAccepted({ speculativeNextn }: DynamoPlannerConfig, acceptLength: number): number {
  return speculativeNextn <= 0 ? 1 : Math.min(Math.max(acceptLength, 1), speculativeNextn + 1);
}

function situationOf(
  setting: Setting,
  { models, floor, kvHitRate, acceptLength }: DynamoPlannerState,
  observation: Observation,
  notes: TickNotes,
): Situation {
  const workersOf = (side: Side) => observation.workersDetail?.[roleOf(setting.config, side)] ?? [];
  const workers = { prefill: setting.config.mode === 'agg' ? [] : workersOf('prefill'), decode: workersOf('decode') };
  return { setting, ...inventory(observation, setting), workers, models, floor, kvHitRate, acceptLength, notes };
}

function decideThroughput(
  situation: Situation,
  forecast: LoadForecast,
  state: DynamoPlannerState,
  window: TrafficWindow,
): ThroughputAnswer & { readonly forecast: LoadForecastState } {
  if (!window.known) return { forecast: state.forecast, reason: 'no_traffic_data' };
  const predicted = forecast.predict(forecast.observe(state.forecast, loadOf(window)));
  const load: Load = {
    requests: predicted.requests.point,
    isl: predicted.isl.point,
    osl: predicted.osl.point,
  };
  situation.notes.number('forecast_requests', load.requests);
  situation.notes.number('forecast_input_tokens', load.isl);
  situation.notes.number('forecast_output_tokens', load.osl);
  return { ...throughputScaling(situation, load, window.seconds), forecast: predicted.state };
}

function decisionOf(
  { config }: Setting,
  targets: Proposal,
  proposal: Proposal | undefined,
  notes: TickNotes,
): Decision {
  const named: Partial<Record<Role, number>> = {};
  for (const side of sidesOf(config.mode)) {
    const wanted = proposal?.[side];
    if (wanted !== undefined) notes.number(`${side}_proposed`, wanted);
    const target = targets[side];
    if (target === undefined) continue;
    named[roleOf(config, side)] = target;
    notes.info(`${roleOf(config, side)}: ${config.advisory ? 'would order' : 'orders'} ${target} replicas`);
  }
  const advises = config.advisory && Object.keys(named).length > 0;
  if (advises) {
    notes.because('advisory');
    for (const [role, count] of Object.entries(named)) notes.number(`${role}_advised`, count);
  }
  return { targets: advises ? {} : named, reasons: notes.reasons, explanation: notes.numbers, log: notes.log };
}
