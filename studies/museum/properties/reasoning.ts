/** Properties of a decision's own numbers and words. */
import { z } from 'zod';
import { NEED_ROLES } from '../need.js';
import type { Tick } from '../trail.js';
import { type Breach, type Circumstances, first, type Property } from './property.js';

/** As {@link says} stands in `exhibits.yaml`. */
export const saysSchema = z.strictObject({
  holds: z.literal('says'),
  /** A reason code. */
  reason: z.string(),
  by_s: z.number().positive(),
});

/** As {@link factorsBounded} stands in `exhibits.yaml`. */
export const factorSchema = z.strictObject({
  holds: z.literal('factors_bounded'),
  least: z.number().positive(),
  most: z.number().positive(),
});

/** A decision gives this reason by a time. */
export function says({ reason, by_s }: z.infer<typeof saysSchema>): Property {
  return {
    says: `says '${reason}' by ${by_s} s`,
    check: ({ ticks }) => {
      const heard = ticks.filter(({ time_s }) => time_s <= by_s);
      if (heard.some(({ reasons }) => reasons.includes(reason))) return undefined;
      const said = [...new Set(heard.flatMap(({ reasons }) => reasons))];
      return { at_s: by_s, found: `not said; the reasons were ${said.join(', ') || 'none'}` };
    },
  };
}

/** Every number of a decision whose name says that it is a factor stays within a band. */
export function factorsBounded({ least, most }: z.infer<typeof factorSchema>): Property {
  return {
    says: `correction factors stay within ${least} and ${most}`,
    check: ({ ticks }) => {
      for (const tick of ticks) {
        const wild = Object.entries(tick.numbers).find(
          ([name, value]) => name.endsWith('_factor') && !(value >= least && value <= most),
        );
        if (wild) return { at_s: tick.time_s, found: `${wild[0]} is ${wild[1].toPrecision(3)}` };
      }
      return undefined;
    },
  };
}

/** As {@link soundNumbers} stands in `exhibits.yaml`. */
export const soundSchema = z.strictObject({ holds: z.literal('sound_numbers') });

/** No number behind a decision is negative or not finite: loads, latencies, counts and factors never are. */
export function soundNumbers(): Property {
  return {
    says: 'no negative or unbounded number behind a decision',
    check: ({ ticks }) => {
      for (const { time_s, numbers } of ticks) {
        const bad = Object.entries(numbers).find(([, value]) => !Number.isFinite(value) || value < 0);
        if (bad) return { at_s: time_s, found: `${bad[0]} is ${bad[1].toPrecision(3)}` };
      }
      return undefined;
    },
  };
}

/** Whole counts, none below the minimum, together no more than both roles may have. Holds of every run. */
export const WITHIN_BOUNDS: Property = {
  says: 'orders whole counts within the bounds',
  check: ({ ticks }, circumstances) => first(ticks.map((tick) => badCount(tick, circumstances))),
};

/** Planners with one budget for both roles may share it as they like, so the most is held against the sum. */
function badCount({ time_s, targets, after }: Tick, { bounds: { min, max } }: Circumstances): Breach | undefined {
  for (const role of NEED_ROLES) {
    const target = targets[role];
    if (target === undefined || (Number.isInteger(target) && target >= min)) continue;
    return { at_s: time_s, role, found: `orders ${target}, at least ${min} allowed` };
  }
  const most = NEED_ROLES.length * max;
  const total = NEED_ROLES.reduce((sum, role) => sum + (after[role] ?? 0), 0);
  if (total <= most || Object.keys(targets).length === 0) return undefined;
  return { at_s: time_s, found: `${total} workers of both roles ordered, ${most} allowed` };
}
