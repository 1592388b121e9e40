/** Properties of worker counts: how many are ordered, when, and in what steps. */
import { z } from 'zod';
import { NEED_ROLES, needAt, needWithin } from '../need.js';
import type { Tick } from '../trail.js';
import { first, type Property } from './property.js';

const role = z.enum(['prefill', 'decode']);
const from_s = z.number().nonnegative().default(0);
const to_s = z.number().positive().optional();

/** How each of them stands in `exhibits.yaml`. */
export const countSchemas = [
  z.strictObject({
    holds: z.literal('no_more_than_needed'),
    /** Workers that may be ordered beyond the need. */
    over: z.int().nonnegative(),
    from_s,
    to_s,
    /** How long a need that has passed still counts. */
    grace_s: z.number().nonnegative().default(0),
    /** How early workers may be ordered for a need to come. */
    ahead_s: z.number().nonnegative().default(0),
  }),
  z.strictObject({
    holds: z.literal('no_fewer_than_needed'),
    from_s,
    to_s,
  }),
  z.strictObject({
    holds: z.literal('raises_no_further'),
    /** Workers beyond the need up to which a count may be raised. */
    over: z.int().nonnegative(),
    from_s,
  }),
  z.strictObject({
    holds: z.literal('not_lowered'),
    from_s: z.number().nonnegative(),
    to_s: z.number().positive(),
  }),
  z.strictObject({
    holds: z.literal('rises'),
    role,
    above: z.int().nonnegative(),
    from_s: z.number().nonnegative(),
    within_ticks: z.int().positive(),
  }),
  z.strictObject({
    holds: z.literal('still'),
    from_s: z.number().nonnegative(),
    changes: z.int().nonnegative(),
  }),
  z.strictObject({
    holds: z.literal('small_steps'),
    most: z.int().positive(),
  }),
] as const;

type Spec<K extends (typeof countSchemas)[number]['shape']['holds']['value']> = z.infer<
  Extract<(typeof countSchemas)[number], { shape: { holds: { value: K } } }>
>;

interface Span {
  readonly from_s: number;
  readonly to_s?: number | undefined;
}

function during({ from_s, to_s }: Span, { time_s }: Tick): boolean {
  return time_s >= from_s && time_s <= (to_s ?? Number.POSITIVE_INFINITY);
}

function span({ from_s, to_s }: Span): string {
  if (to_s !== undefined) return ` from ${from_s} to ${to_s} s`;
  return from_s > 0 ? ` from ${from_s} s on` : '';
}

/** Ready and ordered workers together stay near what is needed. */
export function noMoreThanNeeded(spec: Spec<'no_more_than_needed'>): Property {
  const slack = spec.over === 0 ? 'need' : `need + ${spec.over}`;
  return {
    says: `never more than ${slack} workers ordered${span(spec)}`,
    check: ({ ticks }, { need }) =>
      first(
        NEED_ROLES.map((role) => {
          const most = (tick: Tick) =>
            needWithin(need, role, tick.time_s - spec.grace_s, tick.time_s + spec.ahead_s) + spec.over;
          const tick = ticks.find((each) => during(spec, each) && (each.after[role] ?? 0) > most(each));
          return tick && { at_s: tick.time_s, role, found: `${tick.after[role]} ordered, at most ${most(tick)}` };
        }),
      ),
  };
}

/** What the load needs is there, or ordered. */
export function noFewerThanNeeded(spec: Spec<'no_fewer_than_needed'>): Property {
  return {
    says: `never fewer than the need ordered${span(spec)}`,
    check: ({ ticks }, { need }) =>
      first(
        NEED_ROLES.map((role) => {
          const least = (tick: Tick) => needAt(need, role, tick.time_s);
          const tick = ticks.find((each) => during(spec, each) && (each.after[role] ?? 0) < least(each));
          return tick && { at_s: tick.time_s, role, found: `${tick.after[role]} ordered, ${least(tick)} needed` };
        }),
      ),
  };
}

/** What is there may stay, but nobody orders beyond the need any more. */
export function raisesNoFurther(spec: Spec<'raises_no_further'>): Property {
  return {
    says: `no count is raised beyond need + ${spec.over}${span(spec)}`,
    check: ({ ticks }, { need }) =>
      first(
        NEED_ROLES.map((role) => {
          const most = (tick: Tick) => needAt(need, role, tick.time_s) + spec.over;
          const raised = ({ before, after }: Tick) => (after[role] ?? 0) > (before[role] ?? 0);
          const tick = ticks.find((each) => during(spec, each) && raised(each) && (each.after[role] ?? 0) > most(each));
          return (
            tick && {
              at_s: tick.time_s,
              role,
              found: `from ${tick.before[role]} to ${tick.after[role]}, at most ${most(tick)}`,
            }
          );
        }),
      ),
  };
}

/** Nobody is sent away for a while. */
export function notLowered(spec: Spec<'not_lowered'>): Property {
  return {
    says: `no count is lowered${span(spec)}`,
    check: ({ ticks }) =>
      first(
        NEED_ROLES.map((role) => {
          const tick = ticks.find((each) => during(spec, each) && (each.after[role] ?? 0) < (each.before[role] ?? 0));
          return tick && { at_s: tick.time_s, role, found: `from ${tick.before[role]} to ${tick.after[role]}` };
        }),
      ),
  };
}

/** A role grows within so many decisions. */
export function rises(spec: Spec<'rises'>): Property {
  return {
    says: `${spec.role} rises above ${spec.above} within ${spec.within_ticks} ticks from ${spec.from_s} s on`,
    check: ({ ticks }) => {
      const asked = ticks.filter(({ time_s }) => time_s >= spec.from_s).slice(0, spec.within_ticks);
      const last = asked.at(-1);
      if (!last || asked.some(({ after }) => (after[spec.role] ?? 0) > spec.above)) return undefined;
      return { at_s: last.time_s, role: spec.role, found: `still ${last.after[spec.role]} ordered` };
    },
  };
}

/** No scaling once things have settled. */
export function still({ from_s, changes }: Spec<'still'>): Property {
  return {
    says: `at most ${changes} scale events from ${from_s} s on`,
    check: ({ ticks }) => {
      const events = ticks.filter((tick) => tick.time_s >= from_s && rolesChanged(tick).length > 0);
      const excess = events[changes];
      const role = excess && rolesChanged(excess)[0];
      return excess && { at_s: excess.time_s, ...(role && { role }), found: `${events.length} scale events` };
    },
  };
}

function rolesChanged({ before, after }: Tick) {
  return NEED_ROLES.filter((role) => before[role] !== after[role]);
}

/** One decision moves a role by so many workers at most. */
export function smallSteps({ most }: Spec<'small_steps'>): Property {
  return {
    says: `no decision moves a role by more than ${most} workers`,
    check: ({ ticks }) =>
      first(
        NEED_ROLES.map((role) => {
          const step = ({ before, after }: Tick) => (after[role] ?? 0) - (before[role] ?? 0);
          const tick = ticks.find((each) => Math.abs(step(each)) > most);
          return (
            tick && {
              at_s: tick.time_s,
              role,
              found: `from ${tick.before[role]} to ${tick.after[role]} in one decision`,
            }
          );
        }),
      ),
  };
}
