/** The cheapest counts whose misses stay within what is allowed, over one role or two. */
import type { Role } from '../../ports.js';
import type { RoleMisses } from './size.js';

/** A role to choose a count for. */
export interface Choice {
  readonly role: Role;
  readonly misses: RoleMisses;
  readonly gpus: number;
  /** Where the search begins: the count at hand. */
  readonly from: number;
}

/** Workers by role. */
export type Counts = Partial<Record<Role, number>>;

/**
 * Each role first for its part of the allowance, then one fewer of the dearer as long as both together stay within it. Misses of
 * two roles are taken as independent, so they add up.
 */
export function cheapest(choices: readonly Choice[], allowed: number, most: number): Counts {
  const part = allowed / choices.length;
  const counts = new Map(choices.map((choice) => [choice, fewest(choice, part, most)]));
  const byPrice = [...choices].sort((a, b) => b.gpus - a.gpus);
  for (let spared = true; spared; ) {
    spared = false;
    for (const choice of byPrice) {
      const count = counts.get(choice)!;
      if (count <= 1) continue;
      counts.set(choice, count - 1);
      if (together(counts) <= allowed) spared = true;
      else counts.set(choice, count);
    }
  }
  return Object.fromEntries([...counts].map(([{ role }, count]) => [role, count]));
}

function together(counts: ReadonlyMap<Choice, number>): number {
  let kept = 1;
  for (const [{ misses }, count] of counts) kept *= 1 - misses.missed(count);
  return 1 - kept;
}

/** The fewest workers, at least one, whose misses are within the allowance; `most` where none are. Gallops from the count at hand. */
export function fewest({ misses, from }: Pick<Choice, 'misses' | 'from'>, allowed: number, most: number): number {
  const enough = (count: number) => count >= most || misses.missed(count) <= allowed;
  let high = Math.max(1, Math.min(most, from));
  let low = 0;
  for (let step = 1; !enough(high); step *= 2) {
    low = high;
    high = Math.min(most, high + step);
  }
  for (let step = 1; low === 0 && high > 1; step *= 2) {
    const lower = Math.max(1, high - step);
    if (!enough(lower)) low = lower;
    else if (lower === 1) return 1;
    else high = lower;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
