/** How far a point lies from where a planner stops keeping up: along each axis alone, the nearest value that is over the cliff. */
import type { StabilitySpec, SweepRow } from './result.js';

/** One way from the point to the cliff. */
export interface WayToCliff {
  readonly axis: string;
  readonly from: unknown;
  /** The last value on the way that still holds, and the first that does not. */
  readonly holdsUntil: unknown;
  readonly breaksAt: unknown;
  readonly broken: SweepRow;
}

/** A point, and the ways from it to the cliff. */
export interface Cliff {
  readonly point: SweepRow;
  readonly isOver: boolean;
  /** Empty where the whole grid holds along every axis. */
  readonly ways: readonly WayToCliff[];
}

/** Whether a point fails: too few requests keep the promise, or the planner changes its mind too often. */
export function isOver({ attainment, scale_changes_per_h }: SweepRow, spec: StabilitySpec): boolean {
  if (attainment === undefined || attainment < spec.attainment) return true;
  return spec.changes_per_h !== undefined && (scale_changes_per_h ?? 0) > spec.changes_per_h;
}

/** `undefined` where the grid does not hold the point that `spec.at` names. Axes in the order of their values in the sweep. */
export function cliffOf(rows: readonly SweepRow[], axes: readonly string[], spec: StabilitySpec): Cliff | undefined {
  const point = rows.find(({ values }) => axes.every((axis) => isSame(values[axis], spec.at[axis])));
  if (!point) return undefined;
  const ways = axes.flatMap((axis) => {
    const line = rows.filter(({ values }) =>
      axes.every((other) => other === axis || isSame(values[other], point.values[other])),
    );
    const here = line.indexOf(point);
    return [line.slice(0, here).reverse(), line.slice(here + 1)].flatMap((beyond) => {
      const first = beyond.findIndex((row) => isOver(row, spec));
      if (first < 0) return [];
      const broken = beyond[first]!;
      const last = first === 0 ? point : beyond[first - 1]!;
      return [{ axis, from: point.values[axis], holdsUntil: last.values[axis], breaksAt: broken.values[axis], broken }];
    });
  });
  return { point, isOver: isOver(point, spec), ways };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
