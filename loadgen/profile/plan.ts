/** Which points of an engine are measured, and how often. */
import { HeadroomError } from '../../scenarios/errors/index.js';

/** The points of a measurement. */
export interface ProbePlan {
  /** Prompt lengths, tokens, ascending: one request at a time. */
  readonly inputTokens: readonly number[];
  /** Contexts of a decoding batch, tokens, ascending; each with each batch, as far as the KV cache goes. */
  readonly contextTokens: readonly number[];
  readonly batches: readonly number[];
  /** How often each point is measured; it is the median of these. */
  readonly repeats: number;
  /** Decode steps of one measurement, with the whole batch in decode. */
  readonly steadySteps: number;
}

/** How many points are measured, and how often. */
export type Thoroughness = 'quick' | 'normal' | 'thorough';

/** What is asked of a plan. */
export interface PlanLimits {
  /** The longest prompt and context, tokens. */
  readonly maxContext: number;
  readonly maxBatch: number;
}

interface Density {
  readonly prompts: number;
  readonly contexts: number;
  readonly batches: number;
  readonly repeats: number;
  readonly steadySteps: number;
}

/** Four prompt lengths are the least that a planner can interpolate. */
const DENSITIES: Readonly<Record<Thoroughness, Density>> = {
  quick: { prompts: 4, contexts: 2, batches: 3, repeats: 2, steadySteps: 40 },
  normal: { prompts: 6, contexts: 3, batches: 4, repeats: 3, steadySteps: 80 },
  thorough: { prompts: 10, contexts: 5, batches: 8, repeats: 5, steadySteps: 160 },
};
const LEAST_PROMPT = 64;
const LEAST_CONTEXT = 256;
const SHORTEST_MAX_CONTEXT = 256;

/** Points spaced evenly in the logarithm up to the limits. Throws HR_USAGE where these leave no room for a table. */
export function probePlan(thoroughness: Thoroughness, { maxContext, maxBatch }: PlanLimits): ProbePlan {
  checkWhole('--max-context', maxContext, SHORTEST_MAX_CONTEXT);
  checkWhole('--max-batch', maxBatch, 2);
  const { prompts, contexts, batches, repeats, steadySteps } = DENSITIES[thoroughness];
  return {
    inputTokens: spaced(Math.min(LEAST_PROMPT, maxContext / 8), maxContext, prompts),
    contextTokens: spaced(Math.min(LEAST_CONTEXT, maxContext / 2), maxContext, contexts),
    batches: spaced(1, maxBatch, batches),
    repeats,
    steadySteps,
  };
}

/** Throws HR_USAGE unless an option is a whole number, at least this. */
export function checkWhole(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new HeadroomError('HR_USAGE', {
    message: `${option}: found ${value}; expected a whole number, at least ${least}`,
    hint: 'headroom profile --help tells the options.',
  });
}

/** `count` whole numbers from `from` to `to`, each so many times the one before; fewer where they coincide. */
function spaced(from: number, to: number, count: number): number[] {
  const ratio = (to / from) ** (1 / (count - 1));
  return [...new Set(Array.from({ length: count }, (_, i) => Math.max(1, Math.round(from * ratio ** i))))];
}
