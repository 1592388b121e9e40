/** From a schedule to what it offers; one file a kind. */
import type { ScheduleSpec, Traffic } from '../../scenarios/index.js';
import { offerConcurrency } from './concurrency.js';
import type { Offering } from './offering.js';
import { offerRate } from './rate.js';
import type { Share } from './shapes.js';
import { offerTraffic } from './traffic.js';
import { offerUsers } from './users.js';

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
