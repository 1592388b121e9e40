/**
 * Minimum, maximum, GPU budget, and the ratio of two roles under them: when one role cannot have what it needs, the other needs no
 * more than the share of the traffic that gets through.
 */
import type { Role } from '../../ports.js';
import type { Bounds } from '../parts/rolewise.js';
import type { TickNotes } from '../tick-notes.js';
import type { Counts } from './choose.js';

/** A role's wish before the limits. */
export interface LimitedRole {
  readonly role: Role;
  readonly gpus: number;
  /** Workers that the traffic needs. */
  readonly needed: number;
  /** What the move asks for. */
  readonly target: number;
  /** Most that can come, where GPUs are known to be lacking. */
  readonly reachable?: number;
}

/** Counts within bounds, ratio and budget; what held goes into the notes. */
export function limit(
  roles: readonly LimitedRole[],
  bounds: Bounds,
  budget: number | undefined,
  notes: TickNotes,
): Counts {
  const within = roles.map((role) => ({ ...role, target: clamp(role.target, bounds, notes) }));
  const through = Math.min(1, ...within.map((role) => throughput(role, bounds)));
  const balanced =
    through < 1
      ? within.map((role) => (throughput(role, bounds) > through ? inRatio(role, through, bounds, notes) : role))
      : within;
  const counts = budget === undefined ? balanced : shrink(balanced, bounds, budget, notes);
  return Object.fromEntries(counts.map(({ role, target }) => [role, target]));
}

function clamp(count: number, { min, max }: Bounds, notes: TickNotes): number {
  if (count < min) notes.because('min_endpoint');
  if (count > max) notes.because('max_replicas');
  return Math.max(min, Math.min(max, count));
}

/** Share of the needed workers that a role can have at all. */
function throughput({ needed, reachable }: LimitedRole, { max }: Bounds): number {
  return needed > 0 ? Math.min(max, reachable ?? max) / needed : 1;
}

function inRatio(role: LimitedRole, through: number, { min }: Bounds, notes: TickNotes): LimitedRole {
  const enough = Math.max(min, Math.ceil(role.needed * through - 1e-9));
  if (role.target <= enough) return role;
  notes.because('ratio');
  return { ...role, target: enough };
}

/** One worker fewer where most is left of what is needed, until the budget holds or the minimum stops it. */
function shrink(
  roles: readonly LimitedRole[],
  { min }: Bounds,
  budget: number,
  notes: TickNotes,
): readonly LimitedRole[] {
  const counts = roles.map(({ target }) => target);
  const used = () => roles.reduce((sum, { gpus }, i) => sum + gpus * counts[i]!, 0);
  let excess = used() - budget;
  if (excess <= 0) return roles;
  notes.because('gpu_budget');
  while (excess > 0) {
    let richest = -1;
    let most = 0;
    roles.forEach(({ needed }, i) => {
      const left = (counts[i]! - 1) / Math.max(1, needed);
      if (counts[i]! > min && counts[i]! > 0 && (richest < 0 || left > most)) {
        richest = i;
        most = left;
      }
    });
    if (richest < 0) break;
    counts[richest]!--;
    excess -= roles[richest]!.gpus;
  }
  return roles.map((role, i) => ({ ...role, target: counts[i]! }));
}
