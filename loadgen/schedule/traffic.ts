/** The traffic at its own times, sped up or cut short. */
import type { Traffic, TrafficRequest } from '../../scenarios/index.js';
import { type Of, type Offering, portion } from './offering.js';
import { Shapes, type Share } from './shapes.js';

/** The requests of the traffic once; `speedup` divides its times, thinking too. */
export function offerTraffic(schedule: Of<'traffic'>, open: (pass: number) => Traffic, share: Share): Offering {
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
