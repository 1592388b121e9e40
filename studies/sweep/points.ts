/** The points of a sweep: every combination of its axes, or a Latin hypercube over them. */
import type { RangeSpec, SweepSpec } from '../../scenarios/index.js';
import { type RandomStream, randomStream } from '../../scenarios/random/index.js';

/** One combination of values. */
export interface SweepPoint {
  /** By axis: the path of a field, or of several with a comma between them. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly sets: readonly string[];
}

/** The points of a sweep, in the order of its rows; a sample is the same for the same seed. */
export function pointsOf({ axes, sample }: SweepSpec): SweepPoint[] {
  const entries = Object.entries(axes);
  const rows = sample
    ? hypercube(
        entries.map(([, axis]) => axis),
        sample.points,
        randomStream(sample.seed, 'sweep'),
      )
    : grid(entries.map(([, axis]) => (Array.isArray(axis) ? axis : gridValues(axis))));
  return rows.map((row) => ({
    values: Object.fromEntries(entries.map(([path], i) => [path, row[i]])),
    sets: entries.flatMap(([paths], i) => paths.split(',').map((path) => `${path.trim()}=${JSON.stringify(row[i])}`)),
  }));
}

/** The last axis turns fastest. */
function grid(axes: readonly (readonly unknown[])[]): unknown[][] {
  return axes.reduce<unknown[][]>((rows, axis) => rows.flatMap((row) => axis.map((value) => [...row, value])), [[]]);
}

function gridValues(range: RangeSpec): number[] {
  const values = Array.from({ length: range.steps }, (_, i) => valueAt(range, i / (range.steps - 1)));
  return [...new Set(values)];
}

/** Every axis cut into as many strata as there are points, one point in each, the strata in random order (McKay et al. 1979). */
function hypercube(
  axes: readonly (readonly unknown[] | RangeSpec)[],
  points: number,
  random: RandomStream,
): unknown[][] {
  const columns = axes.map((axis) => {
    const strata = shuffled(points, random);
    return strata.map((stratum) => {
      const u = (stratum + random.next()) / points;
      return 'from' in axis ? valueAt(axis, u) : axis[Math.floor(u * axis.length)];
    });
  });
  return Array.from({ length: points }, (_, i) => columns.map((column) => column[i]));
}

function valueAt({ from, to, scale, whole }: RangeSpec, u: number): number {
  const value = scale === 'log' ? from * (to / from) ** u : from + (to - from) * u;
  return whole ? Math.round(value) : Number(value.toPrecision(6));
}

function shuffled(count: number, random: RandomStream): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
