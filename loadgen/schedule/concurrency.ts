/** So many clients, each with one request out at a time. */
import type { Traffic, TrafficRequest } from '../../scenarios/index.js';
import { type Of, type Offering, portion } from './offering.js';
import { Shapes, type Share } from './shapes.js';

/** A request at the start of each client, and one at each end, until the count or the time is over. */
export function offerConcurrency(schedule: Of<'concurrency'>, open: (pass: number) => Traffic, share: Share): Offering {
  const { clients, ramp_s, duration_s = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY } = schedule;
  const shapes = new Shapes(open, share, true);
  const most = portion(requests, share);
  let given = 0;
  const take = (arrival_s: number): TrafficRequest | undefined => {
    if (given >= most || arrival_s >= duration_s) return undefined;
    given++;
    return { ...shapes.take()!, arrival_s };
  };
  return {
    requests: (function* () {
      for (let client = share.index; client < clients; client += share.of) {
        const request = take((client / clients) * ramp_s);
        if (request) yield request;
      }
    })(),
    next: (id, time_s) => (given < most && time_s < duration_s && shapes.follow(id, time_s)) || take(time_s),
    openLoop: false,
    ...(Number.isFinite(duration_s) && { duration_s }),
  };
}
