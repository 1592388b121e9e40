/**
 * Demand where it enters: arrivals where the frontend counts them, else what ended plus what the system holds more than before.
 * Under overload the exit of a saturated system shows its capacity, not its demand (dynamo#8861).
 */
import type { Observation, Role } from '../../ports.js';
import { known, queueLength, runningRequests } from '../parts/read.js';

/** What is remembered of the demand between two ticks. */
export interface DemandState {
  /** Requests inside at the last tick that told. */
  readonly inside?: number;
  /** Lengths last seen under traffic. */
  readonly lengths?: Lengths;
  /** Seconds without a word from the metrics. */
  readonly silent_s: number;
  /** Seconds without a request: none counted, or nothing counted and nobody inside. */
  readonly idle_s: number;
}

/** What is known of the requests' lengths, in tokens. */
export interface Lengths {
  readonly isl: number;
  readonly osl: number;
  /** Squared coefficient of variation of prompts, as far as the means of the ticks tell. */
  readonly islVariation: number;
  /** Requests that the means are taken over. */
  readonly requests: number;
  /** Share of the prompt tokens that a prefix cache spares; 0 until it is known. */
  readonly cachedShare: number;
}

/** Mean tokens of a prompt that are computed. */
export function computedTokens({ isl, cachedShare }: Lengths): number {
  return Math.max(1, isl * (1 - cachedShare));
}

/** What a tick says of the demand. */
export interface Demand {
  /** Requests per second that arrived; `undefined` where the metrics do not tell. */
  readonly rate?: number;
  readonly lengths?: Lengths;
}

/** The means reach back over so many requests at most. */
const LENGTH_MEMORY = 2000;
/** Variation of prompts before any was seen: an exponential length. */
const FIRST_VARIATION = 1;
/** More than this share is not left to the cache: workers that start have an empty one. */
const MOST_CACHED = 0.8;
const VARIATION_RANGE = [0.1, 6] as const;

/** The demand of a tick. `mostArrivals`: requests per second that can have come in at most. */
export function readDemand(
  before: DemandState,
  observation: Observation,
  roles: readonly Role[],
  mostArrivals: (lengths: Lengths | undefined) => number,
): { state: DemandState; demand: Demand } {
  const inside = requestsInside(observation, roles);
  const lengths = learnLengths(before.lengths, observation);
  const told = rateOf(observation, before.inside, inside);
  const rate = told === undefined ? undefined : Math.min(told, mostArrivals(lengths));
  const state: DemandState = {
    silent_s: rate === undefined ? before.silent_s + observation.windowSeconds : 0,
    idle_s: (rate ?? inside) === 0 && (inside ?? 0) === 0 ? before.idle_s + observation.windowSeconds : 0,
    ...(inside !== undefined && { inside }),
    ...(lengths && { lengths }),
  };
  return { state, demand: { ...(rate !== undefined && { rate }), ...(lengths && { lengths }) } };
}

function rateOf(
  { traffic, windowSeconds }: Observation,
  insideBefore: number | undefined,
  inside: number | undefined,
): number | undefined {
  if (!(windowSeconds > 0)) return undefined;
  const arrived = known(traffic?.arrivals);
  if (arrived !== undefined) return arrived / windowSeconds;
  const ended = known(traffic?.requests);
  if (ended === undefined) {
    // no series yet: what came in is all inside
    return traffic !== undefined && traffic.requests === undefined && insideBefore !== undefined && inside !== undefined
      ? Math.max(0, inside - insideBefore) / windowSeconds
      : undefined;
  }
  // at the first look it is not known how many were inside before
  if (insideBefore === undefined && inside !== undefined) return undefined;
  return Math.max(0, ended + (inside ?? 0) - (insideBefore ?? 0)) / windowSeconds;
}

/** Requests that wait or are worked on, over all roles; `undefined` where no engine tells. */
function requestsInside(observation: Observation, roles: readonly Role[]): number | undefined {
  let sum = 0;
  let told = false;
  for (const role of roles) {
    const running = runningRequests(observation, role);
    const waiting = queueLength(observation, role);
    told ||= running !== undefined || waiting !== undefined;
    sum += (running ?? 0) + (waiting ?? 0);
  }
  return told ? sum : undefined;
}

/** Means move with the share of requests that a tick brings; the scatter of the ticks' means tells the prompts' variation. */
function learnLengths(before: Lengths | undefined, { traffic }: Observation): Lengths | undefined {
  const isl = known(traffic?.inputTokensMean);
  const osl = known(traffic?.outputTokensMean);
  // a mean below one token is an artefact of extrapolated counters
  if (isl === undefined || osl === undefined || isl < 1 || osl < 1) return before;
  const requests = Math.max(1, known(traffic?.requests) ?? 1);
  if (!before) return { isl, osl, islVariation: FIRST_VARIATION, requests, cachedShare: 0 };
  const share = requests / (requests + before.requests);
  const deviation = (requests * (isl - before.isl) ** 2) / before.isl ** 2;
  const [least, most] = VARIATION_RANGE;
  const variation = before.islVariation + VARIATION_SHARE * (deviation - before.islVariation);
  return {
    isl: before.isl + share * (isl - before.isl),
    osl: before.osl + share * (osl - before.osl),
    islVariation: Math.max(least, Math.min(most, variation)),
    requests: Math.min(LENGTH_MEMORY, before.requests + requests),
    cachedShare: learnCached(before.cachedShare, requests, known(traffic?.kvHitRate)),
  };
}

/** Slowly, from nothing: the share that was spared is as good as the caches that were there. */
function learnCached(before: number, requests: number, hitRate: number | undefined): number {
  if (hitRate === undefined) return before;
  const share = requests / (requests + LENGTH_MEMORY);
  return before + share * (Math.max(0, Math.min(MOST_CACHED, hitRate)) - before);
}

/** A tick's say in the variation; a mean has one degree of freedom whatever its count. */
const VARIATION_SHARE = 0.03;
