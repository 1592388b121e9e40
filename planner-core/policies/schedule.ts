/** Counts by time of day: a table that repeats, as FinOps practice sets by hand. */
import type { Policy, Role } from '../ports.js';
import { type RoleStates, rolewise } from './parts/rolewise.js';

/** From this second of the period on, these counts. A role that is not named is held. */
export interface ScheduleRow {
  readonly from_s: number;
  readonly replicas: Readonly<Partial<Record<Role, number>>>;
}

/** Settings of {@link schedule}. */
export interface ScheduleOptions {
  /** Rows in the order of their times, the first at 0. */
  readonly rows: readonly ScheduleRow[];
  readonly period_s: number;
}

/** Worker counts by the time of day. */
export function schedule({ rows, period_s }: ScheduleOptions): Policy<RoleStates<null>> {
  const bounds = { min: 0, max: Number.POSITIVE_INFINITY };
  return rolewise('schedule', bounds, () => ({
    initialState: null,
    decide: (state, { role, observation }) => {
      const now_s = ((observation.time % period_s) + period_s) % period_s;
      const row = rows.findLast(({ from_s }) => from_s <= now_s);
      return { state, count: row?.replicas[role], reason: 'schedule' };
    },
  }));
}
