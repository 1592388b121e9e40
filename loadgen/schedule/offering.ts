/** What the load run asks a schedule for: requests with times of their own, and what follows an end. */
import type { ScheduleSpec, TrafficRequest } from '../../scenarios/index.js';
import type { Share } from './shapes.js';

/** What a schedule offers to a load. */
export interface Offering {
  /** Requests that wait for nobody, by ascending arrival. */
  readonly requests: Iterable<TrafficRequest>;
  /** What follows the end of a request at `time_s`. */
  readonly next: (id: number, time_s: number) => TrafficRequest | undefined;
  readonly openLoop: boolean;
  readonly duration_s?: number;
}

/** A schedule of one kind. */
export type Of<K extends ScheduleSpec['kind']> = Extract<ScheduleSpec, { kind: K }>;

/** How many of so many requests fall to a share. */
export function portion(requests: number, { index, of }: Share): number {
  return Number.isFinite(requests) ? Math.floor(requests / of) + (index < requests % of ? 1 : 0) : requests;
}
