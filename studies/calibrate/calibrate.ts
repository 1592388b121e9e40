/** A profile fitted to a recorded run: the run's requests simulated again and again until the times agree. */
import type { EngineProfile } from '../../planner-core/index.js';
import { quantileOf, type RequestLine } from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type LoadedScenario, poolsOf } from '../../scenarios/index.js';
import { loadPools } from '../trial/simulation-input.js';
import { type ErrorTable, errorTable } from './errors.js';
import { fitProfile } from './fit.js';
import { type Groups, groupsOf } from './groups.js';
import { type Fitted, type ParameterName, retimed, type Scale } from './parameters.js';
import { type Recorded, recordedRun } from './recorded.js';
import { replayOf } from './replay.js';

/** What a calibration gives: profiles, how well they fit, and what stays in doubt. */
export interface Calibrated {
  /** The scenario's profiles with the fitted times, one of each id. */
  readonly profiles: readonly EngineProfile[];
  readonly fitted: Fitted;
  /** Parts that the run does not tell. */
  readonly unknown: readonly ParameterName[];
  readonly requests: { readonly replayed: number; readonly fitted: number; readonly held_out: number };
  /** Over the requests that were held out. */
  readonly errors: ErrorTable;
  readonly warnings: readonly string[];
}

/** Requests that were answered, in a run that can be fitted and judged. */
const LEAST_REQUESTS = 40;
/** Batches whose outer tenths lie closer together than this are one batch. */
const BATCH_SPREAD = 2.5;
const PROMPT_SPREAD = 1.5;

/** `name`: the run's, for the profile's source. Throws HR_CALIBRATION_IMPOSSIBLE, HR_PROFILE_…. */
export function calibrate(
  loaded: LoadedScenario,
  lines: readonly RequestLine[],
  name: string,
  tell: (text: string) => void,
): Calibrated {
  const recorded = recordedRun(lines);
  const { measured, fitted: fittedIds, heldOut } = recorded;
  if (measured.size < LEAST_REQUESTS) throw tooFew(measured.size);
  const pools = loadPools(loaded);
  const profile = pools.at(-1)![1][0]!.profile;
  const groups = groupsOf(recorded, decodeWorkers(loaded));
  const batches = batchesOf(groups, fittedIds);
  const replay = replayOf(loaded, pools, recorded.requests);
  const before = replay((each) => each);
  const scale = scaleOf(recorded);
  const { fitted, unknown } = fitProfile({ replay, groups, measured, profile, scale, batches }, tell);
  const source = `${name}: ${fittedIds.length} requests`;
  const finished = (each: EngineProfile) => retimed(each, tidy(fitted), source);
  const errors = errorTable(heldOut, measured, before, replay(finished));
  const profiles = new Map(pools.flatMap(([, loads]) => loads.map((load) => [load.profile.id, load.profile])));
  return {
    profiles: [...profiles.values()].map(finished),
    fitted: tidy(fitted),
    unknown,
    requests: { replayed: recorded.requests.length, fitted: fittedIds.length, held_out: heldOut.length },
    errors,
    warnings: warningsOf(recorded, groups, batches, unknown, [...before.values()].filter(isServed).length),
  };
}

function decodeWorkers({ scenario }: LoadedScenario): number {
  const [, pool] = poolsOf(scenario.cluster).at(-1)!;
  return Math.max(1, pool.replicas);
}

function isServed({ e2e_ms }: { readonly e2e_ms: number }): boolean {
  return Number.isFinite(e2e_ms);
}

/** Where single factors could sit: the outer tenths of the batches that the requests met, and the middle. */
function batchesOf({ batchOf }: Groups, fitted: readonly number[]): number[] {
  const met = fitted.map((id) => batchOf.get(id)!).sort((a, b) => a - b);
  const [low, middle, high] = [0.1, 0.5, 0.9].map((q) => Math.max(1, Math.round(quantileOf(met, q)))) as [
    number,
    number,
    number,
  ];
  return high / low < BATCH_SPREAD ? [middle] : [...new Set([low, middle, high])];
}

function scaleOf({ measured, fitted }: Recorded): Scale {
  const mean = (name: 'ttft_ms' | 'tpot_ms') => {
    const values = fitted.map((id) => measured.get(id)![name]).filter(Number.isFinite);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return { client_ms: mean('ttft_ms'), step_ms: mean('tpot_ms') };
}

/** Factors to a thousandth, times to a microsecond. */
function tidy({ prefillFactor, decodeFactors, stepOverheadMs, clientOverheadMs }: Fitted): Fitted {
  const round = (value: number) => Math.round(value * 1e3) / 1e3;
  return {
    prefillFactor: round(prefillFactor),
    decodeFactors: { batch: decodeFactors.batch, factor: decodeFactors.factor.map(round) },
    stepOverheadMs: round(stepOverheadMs),
    clientOverheadMs: round(clientOverheadMs),
  };
}

function warningsOf(
  { requests, measured, fitted }: Recorded,
  { batchOf }: Groups,
  batches: readonly number[],
  unknown: readonly ParameterName[],
  served: number,
): string[] {
  const out: string[] = [];
  const spread = (values: readonly number[]) =>
    [0.1, 0.9].map((q) =>
      quantileOf(
        [...values].sort((a, b) => a - b),
        q,
      ),
    );
  const [shortest, longest] = spread(requests.map(({ inputTokens }) => inputTokens)) as [number, number];
  const [fewest, most] = spread(fitted.map((id) => batchOf.get(id)!)) as [number, number];
  if (batches.length === 1) {
    out.push(
      `Decoding ran in batches of ${fewest.toFixed(0)} to ${most.toFixed(0)} alone: its factor holds there, and is a guess elsewhere.`,
    );
  }
  if (longest / shortest < PROMPT_SPREAD) {
    out.push(`Prompts of ${shortest} to ${longest} tokens tell little of other lengths.`);
  }
  for (const name of unknown) out.push(`The run does not tell ${name}; it stays as the profile has it.`);
  const failed = requests.length - measured.size;
  if (failed > 0) out.push(`${failed} requests were not answered; they are replayed, but not compared.`);
  if (served < requests.length) out.push(`The simulated cluster did not serve ${requests.length - served} requests.`);
  return out;
}

function tooFew(answered: number): HeadroomError {
  return new HeadroomError('HR_CALIBRATION_IMPOSSIBLE', {
    message: `found ${answered} answered requests with a TTFT and an end; expected at least ${LEAST_REQUESTS}`,
    hint: 'Record a longer run, streamed, at the load that matters.',
  });
}
