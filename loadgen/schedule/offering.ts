/** From a schedule to what the load run asks for: requests with times of their own, and what follows an end. */
import type { ScheduleSpec, Traffic, TrafficRequest } from '../../scenarios/index.js';
import { arrivals, scheduleDuration } from './arrivals.js';
import { Shapes, type Share } from './shapes.js';

export interface Offering {
  /** Requests that wait for nobody, by ascending arrival. */
  readonly requests: Iterable<TrafficRequest>;
  /** What follows the end of a request at `time_s`. */
  readonly next: (id: number, time_s: number) => TrafficRequest | undefined;
  readonly openLoop: boolean;
  readonly duration_s?: number;
}

const WHOLE: Share = { index: 0, of: 1 };

/** `open` gives the traffic, a further pass with other draws where the schedule needs more than it holds. */
export function offer(
  schedule: ScheduleSpec,
  open: (pass: number) => Traffic,
  seed: number,
  share: Share = WHOLE,
): Offering {
  switch (schedule.kind) {
    case 'traffic':
      return offerTraffic(schedule, open, share);
    case 'rate':
      return offerRate(schedule, open, seed, share);
    case 'concurrency':
      return offerConcurrency(schedule, open, share);
    case 'users':
      return offerUsers(schedule, open, share);
  }
}

type Of<K extends ScheduleSpec['kind']> = Extract<ScheduleSpec, { kind: K }>;

function offerTraffic(schedule: Of<'traffic'>, open: (pass: number) => Traffic, share: Share): Offering {
  const { speedup, duration_s = Number.POSITIVE_INFINITY, requests = Number.POSITIVE_INFINITY } = schedule;
  const shapes = new Shapes(open, share, false);
  const whole_s = shapes.duration_s === undefined ? duration_s : Math.min(duration_s, shapes.duration_s / speedup);
  const at = (request: TrafficRequest) => ({ ...request, arrival_s: request.arrival_s / speedup });
  const most = portion(requests, share);
  return {
    requests: (function* () {
      for (let given = 0; given < most; given++) {
        const request = shapes.take();
        if (!request || request.arrival_s / speedup >= duration_s) return;
        yield at(request);
      }
    })(),
    next: (id, time_s) => {
      const request = shapes.follow(id, time_s * speedup);
      return request && request.arrival_s / speedup < duration_s ? at(request) : undefined;
    },
    openLoop: true,
    ...(Number.isFinite(whole_s) && { duration_s: whole_s }),
  };
}

function offerRate(schedule: Of<'rate'>, open: (pass: number) => Traffic, seed: number, share: Share): Offering {
  const shapes = new Shapes(open, share, true);
  return {
    requests: (function* () {
      let position = 0;
      for (const arrival_s of arrivals(schedule, seed)) {
        if (position >= (schedule.requests ?? Number.POSITIVE_INFINITY)) return;
        if (position++ % share.of !== share.index) continue;
        yield { ...shapes.take()!, arrival_s };
      }
    })(),
    next: (id, time_s) => shapes.follow(id, time_s),
    openLoop: true,
    duration_s: scheduleDuration(schedule),
  };
}

function offerConcurrency(schedule: Of<'concurrency'>, open: (pass: number) => Traffic, share: Share): Offering {
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

/**
 * Each user sends every users ÷ rps seconds; one whose request is still out sends late, and at once. The beat stands in the place
 * of think times: a user goes through the turns of a session, then begins another.
 */
function offerUsers(schedule: Of<'users'>, open: (pass: number) => Traffic, share: Share): Offering {
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

function portion(requests: number, { index, of }: Share): number {
  return Number.isFinite(requests) ? Math.floor(requests / of) + (index < requests % of ? 1 : 0) : requests;
}
