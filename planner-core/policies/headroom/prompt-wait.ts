/**
 * Misses of the TTFT promise with so many workers on a series of arrival rates. Between ticks the queue is a fluid; on top of it
 * a prompt waits by chance, with the exponential tail of a queue with general arrivals and service (Kingman; Sakasegawa's
 * probability of waiting for several servers). A prompt of its own length must still be computed within what is left.
 */
export interface PromptLoad {
  /** Requests per second, one an interval. */
  readonly rates: readonly number[];
  /** What an interval counts, 1 the last and less the longer ago. */
  readonly weights: readonly number[];
  readonly interval_s: number;
  /** Prompt lengths as time alone on a worker, with their shares. */
  readonly prompts: readonly { readonly share: number; readonly alone_s: number }[];
  /** Seconds of a worker that a prompt takes when prompts queue. */
  readonly service_s: number;
  /** Seconds of a step filled with prompts. */
  readonly fullStep_s: number;
  /** Squared coefficients of variation of arrivals and service, summed. */
  readonly variation: number;
  readonly promise_s: number;
}

/**
 * Share of the requests that wait too long, of those that any number of workers could serve in time. Counts no further than
 * `enough`: what is returned above it is a lower bound.
 */
export function missedPrompts(load: PromptLoad, workers: number, enough = 1): number {
  const { rates, weights, interval_s, service_s, promise_s } = load;
  if (!(workers > 0)) return 1;
  const reachable = load.prompts.filter(({ alone_s }) => alone_s < promise_s);
  const whole = sumOf(reachable, ({ share }) => share);
  if (whole <= 0) return 1;
  const longest_s = Math.max(...reachable.map(({ alone_s }) => alone_s));
  const capacity = workers / service_s;
  const limit = enough * sumOf(rates, (rate, i) => rate * weights[i]!);
  let [backlog, missed, requests] = [0, 0, 0];
  for (let i = 0; i < rates.length; i++) {
    const rate = rates[i]!;
    const after = Math.max(0, backlog + (rate - capacity) * interval_s);
    const chance = chanceOf(load, workers, rate);
    const most_s = Math.max(backlog, after) / capacity;
    // a worker that becomes free takes all who wait, as far as a step holds, and all are done when the step is
    const step_s = Math.min(load.fullStep_s, service_s * (rate * chance.mean_s + (most_s * capacity) / workers));
    if (rate > 0 && promise_s - longest_s - step_s - most_s < NEGLIGIBLE * chance.mean_s) {
      for (const { share, alone_s } of reachable) {
        const room_s = promise_s - alone_s - step_s;
        const late =
          tail(backlog / capacity, room_s, chance) +
          4 * tail((backlog + after) / 2 / capacity, room_s, chance) +
          tail(after / capacity, room_s, chance);
        missed += (weights[i]! * rate * share * late) / 6 / whole;
      }
      if (missed > limit) return missed / (limit / enough);
    }
    requests += weights[i]! * rate;
    backlog = after;
  }
  return requests > 0 ? missed / requests : 0;
}

/** Beyond so many mean waits nobody waits: e⁻¹². */
const NEGLIGIBLE = 12;

interface Chance {
  readonly waits: number;
  readonly mean_s: number;
}

/** Probability of waiting longer than the room, behind a queue that takes so long. */
function tail(queue_s: number, room_s: number, { waits, mean_s }: Chance): number {
  return (queue_s > 0 ? 1 : waits) * Math.exp(-Math.max(0, room_s - queue_s) / mean_s);
}

/** Probability of waiting, and the mean of the waiting time of those who wait; bounded by what an interval can pile up. */
function chanceOf({ service_s, variation, interval_s }: PromptLoad, workers: number, rate: number): Chance {
  const use = (rate * service_s) / workers;
  const piled_s = (service_s / workers) * Math.sqrt(variation * Math.max(1, rate * interval_s));
  const settled_s = use < 1 ? ((variation / 2) * service_s) / (workers * (1 - use)) : Number.POSITIVE_INFINITY;
  return {
    waits: use < 1 ? use ** (Math.sqrt(2 * (workers + 1)) - 1) : 1,
    mean_s: Math.max(1e-6, Math.min(piled_s, settled_s)),
  };
}

function sumOf<T>(values: readonly T[], of: (value: T, index: number) => number): number {
  return values.reduce((sum, value, index) => sum + of(value, index), 0);
}
