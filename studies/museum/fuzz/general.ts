/** What any policy must keep in any scenario: whole counts within bounds, real numbers, and no more workers than a peak can use. */
import { NEED_ROLES, needAt } from '../need.js';
import { first, type Property } from '../properties/property.js';
import { WITHIN_BOUNDS } from '../properties/reasoning.js';

/** A count beyond twice the peak's need and two more serves nobody. */
const MULTIPLE = 2;
const EXTRA = 2;

const NUMBERS_REAL: Property = {
  says: 'no number behind a decision is NaN',
  check: ({ ticks }) => {
    for (const { time_s, numbers } of ticks) {
      const name = Object.keys(numbers).find((each) => Number.isNaN(numbers[each]));
      if (name) return { at_s: time_s, found: `${name} is NaN` };
    }
    return undefined;
  },
};

/** Counts that somebody else set, or that were there from the start, are no order of the policy. */
const NO_RUNAWAY: Property = {
  says: `no order beyond ${MULTIPLE} × the peak's need + ${EXTRA}`,
  check: ({ ticks }, { need }) =>
    first(
      NEED_ROLES.map((role) => {
        const most = MULTIPLE * needAt(need, role, 0) + EXTRA;
        const tick = ticks.find(
          ({ before, after }) => (after[role] ?? 0) > most && (after[role] ?? 0) > (before[role] ?? 0),
        );
        return tick && { at_s: tick.time_s, role, found: `${tick.after[role]} ordered, at most ${most}` };
      }),
    ),
};

/** All of them, in the order in which they are told. */
export const GENERAL: readonly Property[] = [WITHIN_BOUNDS, NUMBERS_REAL, NO_RUNAWAY];
