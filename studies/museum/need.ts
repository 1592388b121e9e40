/** How many workers an exhibit's load needs, as its file says: a step function of time for each role. */
import { z } from 'zod';
import type { Role } from '../../planner-core/index.js';

/** Steps in order of time, the first of which holds before it, too. */
export const needSchema = z
  .array(
    z.strictObject({
      from_s: z.number().nonnegative(),
      prefill: z.int().nonnegative(),
      decode: z.int().nonnegative(),
    }),
  )
  .min(1);

/** Workers needed from each time on. */
export type Need = z.infer<typeof needSchema>;
/** The roles of an exhibit: all are disaggregated. */
export type NeedRole = Extract<Role, 'prefill' | 'decode'>;
/** Both, in the order in which breaches are looked for. */
export const NEED_ROLES: readonly NeedRole[] = ['prefill', 'decode'];

/** Workers needed at a time. */
export function needAt(need: Need, role: NeedRole, time_s: number): number {
  return (need.findLast(({ from_s }) => from_s <= time_s) ?? need[0]!)[role];
}

/** The most that is needed at any instant of [from_s, to_s]. */
export function needWithin(need: Need, role: NeedRole, from_s: number, to_s: number): number {
  const steps = need.filter((step) => step.from_s > from_s && step.from_s <= to_s).map((step) => step[role]);
  return Math.max(needAt(need, role, from_s), ...steps);
}
