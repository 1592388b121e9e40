/**
 * Misses of the TPOT promise with so many workers on a series of arrival rates. Requests in decode follow the arrivals with their
 * residence, output tokens × step time of the batch; their number scatters around that. A request misses
 * where its worker's batch is beyond the largest whose step keeps the promise, or beyond what the KV cache holds.
 */
import { type Curve, valueAt } from './curve.js';

/** A load of tokens and the steps that make them. */
export interface TokenLoad {
  readonly rates: readonly number[];
  /** What an interval counts, 1 the last and less the longer ago. */
  readonly weights: readonly number[];
  readonly interval_s: number;
  /** Variance ÷ mean of the arrivals' counts; 1 for chance alone. */
  readonly variation: number;
  readonly outputTokens: number;
  /** Step seconds over the batch. */
  readonly steps: Curve;
  /** Largest batch that keeps the promise, fractional. */
  readonly promisedBatch: number;
  /** Largest batch that fits. */
  readonly heldBatch: number;
}

/** Share of the requests whose tokens come too slowly; counts no further than `enough`, as {@link missedPrompts} does. */
export function missedTokens(load: TokenLoad, workers: number, enough = 1): number {
  const { rates, weights, outputTokens, steps } = load;
  if (!(workers > 0)) return 1;
  const batchLimit = Math.min(load.promisedBatch, load.heldBatch);
  const limit = enough * rates.reduce((sum, rate, i) => sum + rate * weights[i]!, 0);
  let inside = settled(load, workers, rates[0] ?? 0);
  let [missed, requests] = [0, 0];
  for (let i = 0; i < rates.length; i++) {
    const rate = rates[i]!;
    const batch = Math.min(load.heldBatch, inside / workers);
    const residence_s = outputTokens * valueAt(steps, Math.max(1, batch));
    const next = insideAfter(load, inside, rate, residence_s, workers);
    const mean = (inside + next) / 2 / workers;
    const spread = Math.sqrt((Math.max(mean, 1e-9) * scatter(load, mean)) / workers);
    missed += weights[i]! * rate * above((batchLimit + 0.5 - mean) / spread);
    if (missed > limit) return missed / (limit / enough);
    requests += weights[i]! * rate;
    inside = next;
  }
  return requests > 0 ? missed / requests : 0;
}

/**
 * Variance ÷ mean of the requests inside. (1 + variation) / 2 is that of a system where nobody hinders anybody (the peakedness of
 * M/G/∞); a step that grows with the batch keeps everybody longer, which makes it 1 / (1 − elasticity of the step) times as large.
 */
function scatter({ variation, steps }: TokenLoad, batch: number): number {
  const at = Math.max(1, batch);
  const step_s = valueAt(steps, at);
  const elasticity = (valueAt(steps, at * 1.1) - step_s) / (0.1 * step_s);
  return (1 + variation) / 2 / (1 - Math.min(MOST_ELASTICITY, elasticity));
}

const MOST_ELASTICITY = 0.9;

/** Requests in decode an interval later: they follow the arrivals by their residence; a full pool sends them off seat by seat. */
function insideAfter(
  { heldBatch, interval_s }: TokenLoad,
  inside: number,
  rate: number,
  residence_s: number,
  workers: number,
): number {
  const seats = heldBatch * workers;
  if (inside > seats) return Math.max(0, inside + (rate - seats / residence_s) * interval_s);
  return inside + (rate * residence_s - inside) * (1 - Math.exp(-interval_s / residence_s));
}

/** Requests in decode when this rate has lasted. */
function settled({ outputTokens, steps, heldBatch }: TokenLoad, workers: number, rate: number): number {
  let batch = 1;
  for (let i = 0; i < 8; i++) {
    batch = Math.min(heldBatch, (rate / workers) * outputTokens * valueAt(steps, Math.max(1, batch)));
  }
  return batch * workers;
}

/** The largest batch whose step is within the promise; 0 where none is. */
export function batchWithin({ x, y }: Curve, promise_s: number): number {
  if (y[0]! > promise_s) return 0;
  for (let i = 1; i < x.length; i++) {
    if (y[i]! > promise_s) return x[i - 1]! + ((promise_s - y[i - 1]!) / (y[i]! - y[i - 1]!)) * (x[i]! - x[i - 1]!);
  }
  return x.at(-1)!;
}

/** Probability that a standard normal is above z; Zelen & Severo's approximation, error below 1e-5. */
function above(z: number): number {
  if (z < 0) return 1 - above(-z);
  const t = 1 / (1 + 0.33267 * z);
  const density = Math.exp((-z * z) / 2) / 2.5066282746;
  return Math.min(1, density * t * (0.4361836 + t * (-0.1201676 + t * 0.937298)));
}
