/**
 * Solves a small system of linear equations by Gauss–Jordan elimination with pivots by column; `undefined` where a pivot
 * is below 1e-12. The arguments are left as they are.
 */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | undefined {
  const size = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]![column]!) >= Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    if (!(Math.abs(rows[pivot]![column]!) >= 1e-12)) return undefined;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const top = rows[column]!;
    const divisor = top[column]!;
    for (let j = column; j <= size; j++) top[j]! /= divisor;
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![column]!;
      if (row === column || factor === 0) continue;
      for (let j = column; j <= size; j++) rows[row]![j]! -= factor * top[j]!;
    }
  }
  return rows.map((row) => row[size]!);
}
