/** Nelder–Mead's simplex search for a minimum without derivatives (coefficients 1, 2, ½, ½). */
export interface SimplexOptions {
  /** Edge of the first simplex. */
  readonly step: number;
  readonly evaluations: number;
}

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

/** The lowest vertex found with so many evaluations; a cost of NaN counts as infinite. */
export function minimise(
  cost: (at: readonly number[]) => number,
  start: readonly number[],
  { step, evaluations }: SimplexOptions,
): Vertex {
  let left = evaluations;
  const vertex = (at: readonly number[]): Vertex => {
    left--;
    const value = cost(at);
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const simplex = [vertex(start), ...start.map((_, i) => vertex(start.map((x, j) => (i === j ? x + step : x))))];
  while (left > 0) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0]!, simplex.at(-1)!];
    if (worst.value - best.value <= 1e-12 * Math.abs(best.value)) break;
    const centre = start.map((_, i) => simplex.slice(0, -1).reduce((sum, { at }) => sum + at[i]!, 0) / start.length);
    const towards = (factor: number) => vertex(centre.map((x, i) => x + factor * (worst.at[i]! - x)));
    const reflected = towards(-1);
    if (reflected.value < best.value) {
      const expanded = towards(-2);
      simplex[simplex.length - 1] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex.at(-2)!.value) simplex[simplex.length - 1] = reflected;
    else {
      const contracted = towards(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(worst.value, reflected.value)) simplex[simplex.length - 1] = contracted;
      else
        for (let i = 1; i < simplex.length; i++)
          simplex[i] = vertex(simplex[i]!.at.map((x, j) => (x + best.at[j]!) / 2));
    }
  }
  return simplex.reduce((best, next) => (next.value < best.value ? next : best));
}
