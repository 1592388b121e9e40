/** Counts misses by their cause, and how late the planner was. */
import type { Summary } from '../../record/summary.js';
import type { Explanation } from './cause.js';
import { MISS_CAUSES } from './cause.js';

/** Misses by cause, of a run or of an interval of it. */
export class CauseCounter {
  private readonly counts: Record<string, number> = {};
  private readonly late = { count: 0, sum_s: 0, most_s: 0 };

  add(explanation: Explanation | undefined): void {
    if (!explanation) return;
    const { cause, late_s } = explanation;
    this.counts[cause] = (this.counts[cause] ?? 0) + 1;
    if (late_s === undefined) return;
    this.late.count++;
    this.late.sum_s += late_s;
    this.late.most_s = Math.max(this.late.most_s, late_s);
  }

  /** Another counter's misses on top of these. */
  merge(other: CauseCounter): void {
    for (const [cause, count] of Object.entries(other.counts)) this.counts[cause] = (this.counts[cause] ?? 0) + count;
  }

  /** Misses of a cause. */
  of(cause: string): number {
    return this.counts[cause] ?? 0;
  }

  /** The causes that there were, in the order of reports. */
  names(): string[] {
    return inOrder(Object.keys(this.counts));
  }

  figures(): Pick<Summary, 'causes' | 'planner_late_s'> {
    const { count, sum_s, most_s } = this.late;
    return {
      causes: Object.fromEntries(this.names().map((cause) => [cause, this.of(cause)])),
      ...(count > 0 && { planner_late_s: { mean: sum_s / count, max: most_s } }),
    };
  }
}

const ORDER: readonly string[] = Object.keys(MISS_CAUSES);

/** Names of causes in the order of reports; what has no place there (bounds of a live run) comes after, by name. */
export function inOrder(causes: readonly string[]): string[] {
  const place = (cause: string) => (ORDER.includes(cause) ? ORDER.indexOf(cause) : ORDER.length);
  return [...causes].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}
