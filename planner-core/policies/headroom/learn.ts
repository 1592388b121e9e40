/**
 * What measurements say of the profile, net of queueing. Three numbers, each bounded, each forgotten when nothing confirms it: how
 * much longer steps with prompts take, how much longer steps between tokens take, and the seconds that a first token needs beside
 * its computation (transfer, frontend). Ticks with a worker that became ready lately teach nothing: cold workers are slow, and
 * would pass for a slow engine (dynamo#12430). Nor do ticks with queues: a factor that holds queueing shrinks the capacity that
 * is believed in, and feeds itself.
 */
import type { Observation, Role } from '../../ports.js';
import { known, queueLength } from '../parts/read.js';
import { valueAt } from './curve.js';
import { computedTokens, type Demand } from './demand.js';
import type { Engine } from './engine.js';

/** What was learnt; factors and seconds on top of the profile. */
export interface Learnt {
  /** Measured ÷ profile, of a step with prompts. */
  readonly promptFactor: number;
  /** Measured ÷ profile, of the time between tokens. */
  readonly tokenFactor: number;
  /** Seconds of a first token beside queue and computation. */
  readonly overhead_s: number;
}

/** The profile as it is. */
export const NOTHING_LEARNT: Learnt = { promptFactor: 1, tokenFactor: 1, overhead_s: 0 };

/** A sample moves its number by this share; without samples it goes back by the other in every interval. */
const LEARNS = 0.1;
const FORGETS = 0.005;
const FACTORS = [0.5, 2] as const;
const MOST_OVERHEAD_S = 2;
/** Fewer requests than this in a window say nothing. */
const LEAST_REQUESTS = 5;
/** Prefill busier than this queues now and then, whatever the queue at the tick. */
const QUIET_USE = 0.4;

/** What a tick offers to learn from. */
export interface LearnInput {
  readonly observation: Observation;
  readonly demand: Demand;
  /** The engine behind prompts and behind tokens: the same where workers do both. */
  readonly prompts: { readonly role: Role; readonly engine: Engine };
  readonly tokens: { readonly role: Role; readonly engine: Engine };
}

/** What is learnt after a tick; what it does not confirm is forgotten slowly. */
export function learn(before: Learnt, input: LearnInput): Learnt {
  const promptFactor = moved(before.promptFactor, promptSample(input), 1, FACTORS);
  return {
    promptFactor,
    tokenFactor: moved(before.tokenFactor, tokenSample(input, promptFactor), 1, FACTORS),
    overhead_s: moved(before.overhead_s, overheadSample(input, promptFactor), 0, [0, MOST_OVERHEAD_S]),
  };
}

function moved(before: number, sample: number | undefined, rest: number, [least, most]: readonly [number, number]) {
  if (sample === undefined || !Number.isFinite(sample)) return before + FORGETS * (rest - before);
  return before + LEARNS * (Math.max(least, Math.min(most, sample)) - before);
}

/** Time ÷ expected time over the passes under way that compute prompts alone. */
function promptSample({ observation, prompts }: LearnInput): number | undefined {
  let [measured_s, expected_s] = [0, 0];
  for (const { step } of observation.workersDetail?.[prompts.role] ?? []) {
    if (!step || !(step.wallTime > 0) || step.decodeRequests > 0 || !(step.prefillTokens > 0)) continue;
    measured_s += step.wallTime;
    expected_s += prompts.engine.prompt_s(step.prefillTokens);
  }
  return expected_s > 0 ? measured_s / expected_s : undefined;
}

/** Mean time between tokens ÷ the profile's at the batch that Little's law gives, prompts in between taken out. */
function tokenSample({ observation, demand, prompts, tokens }: LearnInput, promptFactor: number): number | undefined {
  const itl_s = known(observation.latency?.itl);
  const ready = observation.workers[tokens.role]?.ready ?? 0;
  const { rate, lengths } = demand;
  if (!itl_s || !rate || !lengths || ready === 0 || rate * observation.windowSeconds < LEAST_REQUESTS) return undefined;
  const batch = (rate * lengths.osl * itl_s) / ready;
  if (batch > tokens.engine.maxBatch) return undefined;
  const shared =
    prompts.role === tokens.role
      ? (rate * promptFactor * prompts.engine.promptInFullStep_s(computedTokens(lengths), lengths.islVariation)) / ready
      : 0;
  if (shared > QUIET_USE) return undefined;
  const expected_s = valueAt(tokens.engine.steps(lengths.isl + lengths.osl / 2), Math.max(1, batch));
  return (itl_s * (1 - shared)) / expected_s;
}

/** Mean TTFT less the computation, when prompts hardly wait. */
function overheadSample({ observation, demand, prompts }: LearnInput, promptFactor: number): number | undefined {
  const ttft_s = known(observation.latency?.ttft);
  const ready = observation.workers[prompts.role]?.ready ?? 0;
  const { rate, lengths } = demand;
  if (!ttft_s || !rate || !lengths || ready === 0 || rate * observation.windowSeconds < LEAST_REQUESTS)
    return undefined;
  if ((queueLength(observation, prompts.role) ?? 0) > 0) return undefined;
  const alone_s = promptFactor * prompts.engine.prompt_s(computedTokens(lengths));
  if ((rate * alone_s) / ready > QUIET_USE) return undefined;
  return ttft_s - alone_s;
}
