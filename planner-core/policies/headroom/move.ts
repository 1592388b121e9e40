/**
 * What may change now. Up: at once, because an order takes effect a startup later. Down: when fewer have been enough for a whole
 * startup. A worker that is kept costs its idle time; one that is ordered again costs a startup and the requests that miss
 * meanwhile. Who does not know which will come keeps it until both are equal, and pays at most twice the best (ski rental).
 */
import type { ReasonCode } from '../../ports.js';

/** The counts that ticks would have gone down to. */
export type Floors = readonly { readonly time_s: number; readonly count: number }[];

/** Where a role goes now, and why. */
export interface Move {
  readonly target: number;
  readonly reason: ReasonCode;
}

/** Ticks that must agree where workers start in less time than that. */
const LEAST_TICKS = 3;
/** A decision moves a pool by its own size, but by no less than the first and no more than the second, or a tenth of a large one. */
const STEP_LEAST = 4;
const STEP_MOST = 8;
const STEP_SHARE = 0.1;

/** Floors of the time that a startup takes, with the newest. The first of all is the count that was found. */
export function keepFloors(
  floors: Floors,
  now: { readonly time_s: number; readonly count: number; readonly committed: number },
  startup_s: number,
  interval_s: number,
): Floors {
  const oldest_s = now.time_s - Math.max(startup_s, LEAST_TICKS * interval_s);
  const first = floors.length === 0 ? [{ time_s: now.time_s, count: now.committed }] : [];
  return [...floors.filter(({ time_s }) => time_s > oldest_s), ...first, { time_s: now.time_s, count: now.count }];
}

/** From what is committed to what is wanted, no lower than the floors, in bounded steps. */
export function moveTo(wanted: number, committed: number, floors: Floors): Move {
  if (wanted > committed) {
    const most = committed + stepOf(committed);
    return wanted > most ? { target: most, reason: 'rate_limited' } : { target: wanted, reason: 'scale_up' };
  }
  const floor = Math.max(wanted, ...floors.map(({ count }) => count));
  if (floor >= committed) {
    return { target: committed, reason: wanted < committed ? 'stabilised' : 'no_change' };
  }
  const least = committed - stepOf(committed);
  return floor < least ? { target: least, reason: 'rate_limited' } : { target: floor, reason: 'scale_down' };
}

function stepOf(committed: number): number {
  return Math.max(STEP_LEAST, Math.min(committed, Math.max(STEP_MOST, Math.floor(STEP_SHARE * committed))));
}
