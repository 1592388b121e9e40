/** The shape of a series over startup delays: does it fall, and where is its knee? */

/** Spearman's rank correlation of two series without weights; ties share their mean rank. */
export function rankCorrelation(xs: readonly number[], ys: readonly number[]): number {
  return correlation(ranksOf(xs), ranksOf(ys));
}

/**
 * Where two straight lines that meet fit best by least squares: the knee is the x at which they meet, among the inner ones.
 * `slopes`: before and after, per unit of x.
 */
export function kneeOf(
  xs: readonly number[],
  ys: readonly number[],
): { readonly knee: number; readonly slopes: readonly [number, number] } {
  const fits = xs.slice(1, -1).map((knee) => {
    const [a, b, c] = leastSquares(
      xs.map((x) => [1, Math.min(x, knee), Math.max(0, x - knee)]),
      ys,
    ) as [number, number, number];
    const error = xs.reduce((sum, x, i) => {
      return sum + (ys[i]! - a - b * Math.min(x, knee) - c * Math.max(0, x - knee)) ** 2;
    }, 0);
    return { knee, slopes: [b, c] as const, error };
  });
  const { knee, slopes } = fits.reduce((best, fit) => (fit.error < best.error ? fit : best));
  return { knee, slopes };
}

function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0);
  const spread = (values: readonly number[], m: number) => values.reduce((sum, value) => sum + (value - m) ** 2, 0);
  return covariance / Math.sqrt(spread(xs, mx) * spread(ys, my));
}

/** Coefficients by the normal equations, solved by Gauss's elimination. */
function leastSquares(rows: readonly (readonly number[])[], ys: readonly number[]): number[] {
  const size = rows[0]!.length;
  const matrix = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    rows.reduce((sum, row, k) => sum + row[i]! * ys[k]!, 0),
  ]);
  for (let i = 0; i < size; i++) {
    const pivot = matrix.slice(i).reduce((best, row) => (Math.abs(row[i]!) > Math.abs(best[i]!) ? row : best));
    const at = matrix.indexOf(pivot);
    [matrix[i], matrix[at]] = [pivot, matrix[i]!];
    for (let k = 0; k < size; k++) {
      if (k === i) continue;
      const factor = matrix[k]![i]! / pivot[i]!;
      matrix[k] = matrix[k]!.map((value, j) => value - factor * pivot[j]!);
    }
  }
  return matrix.map((row, i) => row[size]! / row[i]!);
}
