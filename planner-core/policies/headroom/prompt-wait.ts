/**
 * Misses of the TTFT promise with so many workers on a series of arrival rates. Between ticks the queue is a fluid; on top of it
 * a prompt waits by chance, with the exponential tail of a queue with general arrivals and service (Kingman; Sakasegawa's
 * probability of waiting for several servers). A prompt of its own length must still be computed within what is left.
 */
export interface PromptLoad {
  /** Requests per second, one an interval. */
  readonly rates: readonly number[];
  readonly interval_s: number;
  /** Prompt lengths as time alone on a worker, with their shares. */
  readonly prompts: readonly { readonly share: number; readonly alone_s: number }[];
  /** Seconds of a worker that a prompt takes when prompts queue. */
  readonly service_s: number;
  /** Squared coefficients of variation of arrivals and service, summed. */
  readonly variation: number;
  readonly promise_s: number;
}

/** Share of the requests that wait too long, of those that any number of workers could serve in time. */
export function missedPrompts(load: PromptLoad, workers: number): number {
  const { rates, interval_s, service_s } = load;
  if (!(workers > 0)) return 1;
  const reachable = load.prompts.filter(({ alone_s }) => alone_s < load.promise_s);
  const whole = reachable.reduce((sum, { share }) => sum + share, 0);
  if (whole <= 0) return 1;
  const capacity = workers / service_s;
  let [backlog, missed, requests] = [0, 0, 0];
  for (const rate of rates) {
    const after = Math.max(0, backlog + (rate - capacity) * interval_s);
    const chance = chanceOf(load, workers, rate);
    let late = 0;
    for (const { share, alone_s } of reachable) {
      const room_s = load.promise_s - alone_s;
      const middle = (backlog + after) / 2;
      late += share * ((tail(backlog, room_s) + 4 * tail(middle, room_s) + tail(after, room_s)) / 6);
    }
    function tail(queued: number, room_s: number): number {
      const left_s = room_s - queued / capacity;
      if (left_s <= 0) return 1;
      const waits = queued > 0 ? 1 : chance.waits;
      return waits * Math.exp(-left_s / chance.mean_s);
    }
    missed += (rate * late) / whole;
    requests += rate;
    backlog = after;
  }
  return requests > 0 ? missed / requests : 0;
}

/** Probability of waiting, and the mean of the waiting time of those who wait; bounded by what an interval can pile up. */
function chanceOf({ service_s, variation, interval_s }: PromptLoad, workers: number, rate: number) {
  const use = (rate * service_s) / workers;
  const piled_s = (service_s / workers) * Math.sqrt(variation * Math.max(1, rate * interval_s));
  const settled_s = use < 1 ? ((variation / 2) * service_s) / (workers * (1 - use)) : Number.POSITIVE_INFINITY;
  return {
    waits: use < 1 ? use ** (Math.sqrt(2 * (workers + 1)) - 1) : 1,
    mean_s: Math.max(1e-6, Math.min(piled_s, settled_s)),
  };
}
