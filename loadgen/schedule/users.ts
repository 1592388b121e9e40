/** Users who keep a beat of their own. */
import type { Traffic, TrafficRequest } from '../../scenarios/index.js';
import { type Of, type Offering, portion } from './offering.js';
import { Shapes, type Share } from './shapes.js';

/**
 * Each user sends every users ÷ rps seconds; one whose request is still out sends late, and at once. The beat stands in the place
 * of think times: a user goes through the turns of a session, then begins another.
 */
export function offerUsers(schedule: Of<'users'>, open: (pass: number) => Traffic, share: Share): Offering {
  const { users, rps, duration_s = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY } = schedule;
  const shapes = new Shapes(open, share, true);
  const period_s = users / rps;
  const most = portion(requests, share);
  const due = new Map<number, number>();
  let given = 0;
  const take = (arrival_s: number, shape?: TrafficRequest): TrafficRequest | undefined => {
    if (given >= most || arrival_s >= duration_s) return undefined;
    given++;
    const request = { ...(shape ?? shapes.take()!), arrival_s };
    due.set(request.id, arrival_s + period_s);
    return request;
  };
  return {
    requests: (function* () {
      for (let user = share.index; user < users; user += share.of) {
        const request = take((user / users) * period_s);
        if (request) yield request;
      }
    })(),
    next: (id, time_s) => {
      const due_s = Math.max(time_s, due.get(id) ?? time_s);
      due.delete(id);
      return take(due_s, shapes.follow(id, due_s));
    },
    openLoop: false,
    ...(Number.isFinite(duration_s) && { duration_s }),
  };
}
