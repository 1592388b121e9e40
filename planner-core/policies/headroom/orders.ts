/** Capacity that is ordered: who is starting, and when it should be ready. Observed counts rule over remembered ones. */
import type { WorkerCounts } from '../../ports.js';

/** Workers that start together. */
export interface Cohort {
  readonly due_s: number;
  readonly count: number;
}

/** The cohorts behind the starting workers observed, earliest first; those that wait for GPUs have no time and are left out. */
export function reconcile(
  cohorts: readonly Cohort[],
  { starting, pending = 0 }: WorkerCounts,
  now_s: number,
  startup_s: number,
): readonly Cohort[] {
  const coming = Math.max(0, starting - pending);
  let surplus = cohorts.reduce((sum, { count }) => sum + count, 0) - coming;
  if (surplus < 0) return [...cohorts, { due_s: now_s + startup_s, count: -surplus }];
  const left: Cohort[] = [];
  for (const cohort of cohorts) {
    const gone = Math.min(surplus, cohort.count);
    surplus -= gone;
    if (cohort.count > gone) left.push({ ...cohort, count: cohort.count - gone });
  }
  return left;
}

/** Worker-seconds that are ready between now and a horizon. */
export function readySeconds(ready: number, cohorts: readonly Cohort[], now_s: number, horizon_s: number): number {
  return cohorts.reduce(
    (sum, { due_s, count }) => sum + count * Math.max(0, now_s + horizon_s - Math.max(now_s, due_s)),
    ready * horizon_s,
  );
}
