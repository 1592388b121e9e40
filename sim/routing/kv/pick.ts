/** Picks a worker by cost, as Dynamo's default selector does. */
import type { RandomStream } from '../../../scenarios/random/index.js';

/** Position of the lowest cost, one of the tied at random; no draw without a tie. `costs` must not be empty. */
export function pickLowest(costs: readonly number[], random: RandomStream): number {
  let lowest = Number.POSITIVE_INFINITY;
  const tied: number[] = [];
  for (let position = 0; position < costs.length; position++) {
    const cost = costs[position]!;
    if (cost > lowest) continue;
    if (cost < lowest) tied.length = 0;
    lowest = cost;
    tied.push(position);
  }
  return tied.length === 1 ? tied[0]! : tied[Math.floor(random.next() * tied.length)]!;
}

/**
 * Draws a position with probability ∝ exp(−cost ÷ ((highest − lowest) × temperature)): costs are scaled to their own
 * range first, so that a temperature means the same at every load. `costs` must not be empty, temperature above 0.
 */
export function pickSoftmax(costs: readonly number[], temperature: number, random: RandomStream): number {
  const lowest = costs.reduce((least, cost) => Math.min(least, cost), Number.POSITIVE_INFINITY);
  const highest = costs.reduce((most, cost) => Math.max(most, cost), Number.NEGATIVE_INFINITY);
  const scale = lowest === highest ? 0 : 1 / ((highest - lowest) * temperature);
  const weights = costs.map((cost) => Math.exp((lowest - cost) * scale));
  let left = random.next() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let position = 0; position < weights.length - 1; position++) {
    left -= weights[position]!;
    if (left < 0) return position;
  }
  return weights.length - 1;
}
