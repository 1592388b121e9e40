/** What a property is: words for people, and a check of a run's trail that names the first moment at which it broke. */
import type { Bounds } from '../../../planner-core/index.js';
import type { Need, NeedRole } from '../need.js';
import type { Trail } from '../trail.js';

/** Where a property broke. */
export interface Breach {
  readonly at_s: number;
  /** Absent where it is no matter of one role. */
  readonly role?: NeedRole;
  /** What was found and what would have been right, in words. */
  readonly found: string;
}

/** What a property may know beside the trail. */
export interface Circumstances {
  readonly need: Need;
  readonly bounds: Bounds;
}

/** Something that a run must keep. */
export interface Property {
  /** The promise, in words. */
  readonly says: string;
  check(trail: Trail, circumstances: Circumstances): Breach | undefined;
}

/** The earliest of several breaches. */
export function first(breaches: readonly (Breach | undefined)[]): Breach | undefined {
  let earliest: Breach | undefined;
  for (const breach of breaches) if (breach && (!earliest || breach.at_s < earliest.at_s)) earliest = breach;
  return earliest;
}
