/** A staged rate of requests that look like those of the traffic. */
import type { Traffic } from '../../scenarios/index.js';
import { arrivals, scheduleDuration } from './arrivals.js';
import type { Of, Offering } from './offering.js';
import { Shapes, type Share } from './shapes.js';

/** Arrivals of the stages, drawn by `seed`, with the lengths of the traffic over and over. */
export function offerRate(schedule: Of<'rate'>, open: (pass: number) => Traffic, seed: number, share: Share): Offering {
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
