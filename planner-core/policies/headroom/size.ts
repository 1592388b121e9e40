/** Misses of a role as a function of its workers: the queueing models fed with lengths, rates and what was learnt. */
import type { PolicyContext, Role } from '../../ports.js';
import { valueAt } from './curve.js';
import { computedTokens, type Lengths } from './demand.js';
import type { Engine } from './engine.js';
import type { Learnt } from './learn.js';
import { missedPrompts, type PromptLoad } from './prompt-wait.js';
import { arrivalVariation } from './record.js';
import { batchWithin, missedTokens, type TokenLoad } from './token-pace.js';

/** The misses of one role, and why a promise cannot be kept where it cannot. */
export interface RoleMisses {
  /** Share of the requests that miss with so many workers; never rises with them. */
  readonly missed: (workers: number) => number;
  /** Requests per second that a worker serves when it never idles. */
  readonly workerRate: number;
  /** Seconds to the first token, or between tokens, of a typical request that is alone. */
  readonly unloaded: { readonly ttft_s?: number; readonly tpot_s?: number };
  readonly infeasible: boolean;
}

/** What the misses of a role depend on. */
export interface SizingInput {
  readonly role: Role;
  readonly engine: Engine;
  readonly sla: PolicyContext['sla'];
  readonly interval_s: number;
  readonly lengths: Lengths;
  /** Requests per second to come, one an interval, and how they scatter. */
  readonly rates: readonly number[];
  readonly weights: readonly number[];
  readonly dispersion: number;
  readonly learnt: Learnt;
  /** Misses are counted no further than this. */
  readonly enough: number;
}

/** The misses of a role over its workers; each count is worked out once. */
export function missesOf(input: SizingInput): RoleMisses {
  if (input.role === 'prefill') return promptMisses(input);
  return input.role === 'decode' ? tokenMisses(input) : bothMisses(input);
}

function promptMisses(input: SizingInput): RoleMisses {
  const { load, ttft_s, infeasible } = promptLoad(input);
  return {
    missed: remembered((workers) => missedPrompts(load, workers, input.enough)),
    workerRate: 1 / load.service_s,
    unloaded: { ttft_s },
    infeasible,
  };
}

function tokenMisses(input: SizingInput): RoleMisses {
  const { load, tpot_s, infeasible } = tokenLoad(input);
  return {
    missed: remembered((workers) => missedTokens(load, workers, input.enough)),
    workerRate: fullRate(load),
    unloaded: { tpot_s },
    infeasible,
  };
}

/** A worker that does both: prompts take their share of its time, and so stretch every step between. */
function bothMisses(input: SizingInput): RoleMisses {
  const prompts = promptLoad(input);
  const tokens = tokenLoad(input);
  const { rates } = input;
  const busiest = rates.reduce((sum, rate) => sum + rate * rate, 0) / Math.max(1e-9, sumOf(rates));
  const missed = (workers: number) => {
    const prefillShare = Math.min(0.99, (busiest * prompts.load.service_s) / Math.max(1, workers));
    const stretch = 1 / (1 - prefillShare);
    const steps = { x: tokens.load.steps.x, y: tokens.load.steps.y.map((step_s) => step_s * stretch) };
    const promisedBatch = tokens.infeasible ? tokens.load.heldBatch : batchWithin(steps, tokens.promise_s);
    const late = missedPrompts(prompts.load, workers, input.enough);
    return 1 - (1 - late) * (1 - missedTokens({ ...tokens.load, steps, promisedBatch }, workers, input.enough));
  };
  return {
    missed: remembered(missed),
    workerRate: 1 / (prompts.load.service_s + 1 / fullRate(tokens.load)),
    unloaded: { ttft_s: prompts.ttft_s, tpot_s: tokens.tpot_s },
    infeasible: prompts.infeasible || tokens.infeasible,
  };
}

/** Prompts of public traces vary by 0.5 to 1.5; means that scatter more come from requests that are alike and come together. */
const MOST_PROMPT_VARIATION = 1.5;
/** Quantiles of a lognormal prompt length that stand for shares of the prompts. */
const PROMPT_SHARES = [
  { share: 0.5, z: -0.6745 },
  { share: 0.3, z: 0.3853 },
  { share: 0.15, z: 1.1503 },
  { share: 0.05, z: 1.96 },
];

function promptLoad({ engine, sla, lengths, rates, weights, dispersion, learnt, interval_s }: SizingInput) {
  const sigma = Math.sqrt(Math.log1p(Math.min(MOST_PROMPT_VARIATION, lengths.islVariation)));
  const mean = computedTokens(lengths);
  const median = mean / Math.exp(sigma ** 2 / 2);
  const prompts = PROMPT_SHARES.map(({ share, z }) => {
    const tokens = Math.min(engine.longestPrompt, median * Math.exp(sigma * z));
    return { share, alone_s: learnt.overhead_s + slowness(learnt.promptFactor) * engine.prompt_s(tokens) };
  });
  const service_s = Math.max(
    1e-6,
    slowness(learnt.promptFactor) * engine.promptInFullStep_s(mean, lengths.islVariation),
  );
  const ttft_s = learnt.overhead_s + slowness(learnt.promptFactor) * engine.prompt_s(median);
  const infeasible = sla.ttft !== undefined && ttft_s > sla.ttft;
  // a promise that even a lone request breaks asks for nothing but throughput
  const promise_s = infeasible ? ttft_s + NO_PROMISE_WAIT_S : (sla.ttft ?? ttft_s + NO_PROMISE_WAIT_S);
  const load: PromptLoad = {
    rates,
    weights,
    interval_s,
    prompts: infeasible ? [{ share: 1, alone_s: ttft_s }] : prompts,
    service_s,
    fullStep_s: service_s * Math.max(1, engine.fullStepTokens / mean),
    variation: arrivalVariation(dispersion, interval_s) + lengths.islVariation,
    promise_s,
  };
  return { load, ttft_s, infeasible };
}

/** Without a promise on the TTFT that could be kept, prompts may wait this long. */
const NO_PROMISE_WAIT_S = 10;

function tokenLoad({ engine, sla, lengths, rates, weights, dispersion, learnt, interval_s }: SizingInput) {
  const context = Math.max(1, lengths.isl + lengths.osl / 2);
  const plain = engine.steps(context);
  const steps = { x: plain.x, y: plain.y.map((step_s) => step_s * slowness(learnt.tokenFactor)) };
  const heldBatch = Math.max(1, Math.min(engine.maxBatch, engine.kvTokens / context));
  const tpot_s = steps.y[0]!;
  const infeasible = sla.tpot !== undefined && tpot_s > sla.tpot;
  const promise_s = sla.tpot ?? Number.POSITIVE_INFINITY;
  const load: TokenLoad = {
    rates,
    weights,
    interval_s,
    variation: arrivalVariation(dispersion, interval_s),
    outputTokens: Math.max(1, lengths.osl),
    steps,
    promisedBatch: infeasible ? heldBatch : batchWithin(steps, promise_s),
    heldBatch,
  };
  return { load, tpot_s, promise_s, infeasible };
}

/** An engine that is faster at today's batch is not believed to be at a fuller one; slower ones are. */
function slowness(factor: number): number {
  return Math.max(1, factor);
}

/** Requests per second of a worker whose batch is as large as promise and memory allow. */
function fullRate({ promisedBatch, heldBatch, outputTokens, steps }: TokenLoad): number {
  const batch = Math.max(1, Math.min(promisedBatch, heldBatch));
  return batch / (outputTokens * valueAt(steps, batch));
}

function remembered(missed: (workers: number) => number): (workers: number) => number {
  const known = new Map<number, number>();
  return (workers) => {
    let share = known.get(workers);
    if (share === undefined) {
      share = missed(workers);
      known.set(workers, share);
    }
    return share;
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
