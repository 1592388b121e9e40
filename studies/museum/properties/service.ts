/** Properties of the service itself: queues that empty, requests that are not lost. */
import { z } from 'zod';
import { NEED_ROLES } from '../need.js';
import { first, type Property } from './property.js';

/** As {@link drains} stands in `exhibits.yaml`. */
export const drainsSchema = z.strictObject({
  holds: z.literal('drains'),
  /** Requests that may wait for a role from then on. */
  below: z.int().positive(),
  by_s: z.number().positive(),
});

/** As {@link losesNothing} stands in `exhibits.yaml`. */
export const keepsSchema = z.strictObject({ holds: z.literal('loses_nothing') });

/** A backlog is worked off by a time and does not come back. */
export function drains({ below, by_s }: z.infer<typeof drainsSchema>): Property {
  return {
    says: `fewer than ${below} requests wait from ${by_s} s on`,
    check: ({ glimpses }) =>
      first(
        NEED_ROLES.map((role) => {
          const late = glimpses.find(({ time_s, queued }) => time_s >= by_s && (queued[role] ?? 0) >= below);
          return late && { at_s: late.time_s, role, found: `${late.queued[role]} requests wait` };
        }),
      ),
  };
}

/** No request fails. */
export function losesNothing(): Property {
  return {
    says: 'no request is lost',
    check: ({ lost_s }) =>
      lost_s.length === 0 ? undefined : { at_s: lost_s[0]!, found: `${lost_s.length} requests lost` },
  };
}
