/**
 * The smallest deployment of one engine that keeps a promise. More workers of a role never hurt attainment but for noise, so:
 * the fewest of each role are found with the other role ample (doubling, then halving), and from that corner counts grow in
 * order of cost until one keeps the promise. The answer's cheaper neighbours are run again later, on seeds of their own.
 */
import type { Role } from '../../planner-core/index.js';
import { type Counts, type Deployment, type Mode, ROLES } from './deployment.js';

/** The deployments of one engine that may be chosen. */
export interface SearchSpace {
  readonly engine: string;
  readonly mode: Mode;
  /** Most workers of all roles together. */
  readonly mostWorkers: number;
}

/** `undefined` where no deployment within the space keeps the promise. */
export function smallest(
  { engine, mode, mostWorkers }: SearchSpace,
  meets: (deployment: Deployment) => boolean,
): Deployment | undefined {
  const roles = ROLES[mode];
  const most = mostWorkers - (roles.length - 1);
  if (most < 1) return undefined;
  const at = (counts: Counts): Deployment => ({ engine, mode, counts });
  const ample = Object.fromEntries(roles.map((role) => [role, most])) as Counts;
  if (!meets(at(ample))) return undefined;
  const corner: Partial<Record<Role, number>> = {};
  for (const role of roles) corner[role] = fewest(most, (count) => meets(at({ ...ample, [role]: count })));
  return growFrom(corner, roles, mostWorkers, (counts) => meets(at(counts)), at);
}

/** The least count from 1 to `most` that is enough, where `most` is. */
export function fewest(most: number, enough: (count: number) => boolean): number {
  let [low, high] = [0, 1];
  while (high < most && !enough(high)) [low, high] = [high, Math.min(most, 2 * high)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Counts at and above the corner, in order of their sum; at the same sum, evenly grown ones first. */
function growFrom(
  corner: Counts,
  roles: readonly Role[],
  mostWorkers: number,
  enough: (counts: Counts) => boolean,
  at: (counts: Counts) => Deployment,
): Deployment | undefined {
  const [first, second] = roles as [Role, Role | undefined];
  const least = roles.reduce((sum, role) => sum + corner[role]!, 0);
  for (let extra = 0; least + extra <= mostWorkers; extra++) {
    for (const more of evenlyFirst(second ? extra : 0, extra)) {
      const counts: Partial<Record<Role, number>> = { ...corner, [first]: corner[first]! + extra - more };
      if (second) counts[second] = corner[second]! + more;
      if (enough(counts)) return at(counts);
    }
  }
  return undefined;
}

/** 0..most, those nearest to half of `whole` first. */
function evenlyFirst(most: number, whole: number): number[] {
  return Array.from({ length: most + 1 }, (_, more) => more).sort(
    (a, b) => Math.abs(a - whole / 2) - Math.abs(b - whole / 2) || a - b,
  );
}

/** Deployments that cost a worker less. */
export function cheaperNeighbours({ engine, mode, counts }: Deployment): Deployment[] {
  return ROLES[mode]
    .map((role) => ({ engine, mode, counts: { ...counts, [role]: counts[role]! - 1 } }))
    .filter((neighbour) => Object.values(neighbour.counts).every((count) => count >= 1));
}
