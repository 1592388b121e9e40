/**
 * Kriging (Gaussian process regression): the best linear guess at a place from values at other places, given how alike two
 * places are. One matrix serves several quantities, and groups of points can be left out of a guess without solving again.
 */

export interface Kriging {
  /** Guess where `likeness[i]` is the kernel to point i, from all points but those in `without`. */
  predict(likeness: Float64Array, values: Weights, without: readonly number[]): number;
  /** Prepares a quantity given at all points. */
  weights(values: Float64Array): Weights;
}

interface Weights {
  readonly mean: number;
  readonly alpha: Float64Array;
}

/** `kernel(i, j)` between points; `noise` is added to its diagonal. */
export function createKriging(size: number, kernel: (i: number, j: number) => number, noise: number): Kriging {
  const inverse = inverseOf(size, kernel, noise);
  return {
    weights: (values) => {
      const mean = median(values);
      const centred = values.map((value) => value - mean);
      return { mean, alpha: Float64Array.from({ length: size }, (_, i) => dot(inverse[i]!, centred, size)) };
    },
    predict: (likeness, { mean, alpha }, without) => {
      let guess = mean + dot(likeness, alpha, size);
      if (without.length === 0) return guess;
      // Without the points S the weights are α − A⁻¹[:,S] (A⁻¹[S,S])⁻¹ α[S], which is 0 at S.
      const block = without.map((i) => without.map((j) => inverse[i]![j]!));
      const shares = solve(
        block,
        without.map((i) => alpha[i]!),
      );
      without.forEach((i, k) => {
        guess -= shares[k]! * dot(likeness, inverse[i]!, size);
      });
      return guess;
    },
  };
}

/** The middle value. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Linear between the order statistics. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
}

/** Inverse of a symmetric positive definite matrix by Cholesky's decomposition, as rows. */
function inverseOf(size: number, kernel: (i: number, j: number) => number, noise: number): Float64Array[] {
  const lower: Float64Array[] = [];
  for (let i = 0; i < size; i++) {
    const row = new Float64Array(size);
    for (let j = 0; j <= i; j++) {
      const rest = kernel(i, j) + (i === j ? noise : 0) - dot(row, lower[j] ?? row, j);
      row[j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
    lower.push(row);
  }
  const columns = columnsOfInverse(lower, size);
  const inverse = Array.from({ length: size }, () => new Float64Array(size));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      const [a, b] = [columns[i]!, columns[j]!];
      for (let k = i; k < size; k++) sum += a[k]! * b[k]!;
      inverse[i]![j] = sum;
      inverse[j]![i] = sum;
    }
  }
  return inverse;
}

/** Columns of the inverse of a lower triangular matrix. */
function columnsOfInverse(lower: readonly Float64Array[], size: number): Float64Array[] {
  return Array.from({ length: size }, (_, column) => {
    const x = new Float64Array(size);
    x[column] = 1 / lower[column]![column]!;
    for (let i = column + 1; i < size; i++) {
      const row = lower[i]!;
      let sum = 0;
      for (let k = column; k < i; k++) sum += row[k]! * x[k]!;
      x[i] = -sum / row[i]!;
    }
    return x;
  });
}

function dot(a: Float64Array, b: Float64Array, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Solves a small linear system by elimination with pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++)
      if (Math.abs(matrix[i]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = i;
    [matrix[column], matrix[pivot]] = [matrix[pivot]!, matrix[column]!];
    [right[column], right[pivot]] = [right[pivot]!, right[column]!];
    for (let i = column + 1; i < n; i++) {
      const times = matrix[i]![column]! / matrix[column]![column]!;
      for (let k = column; k < n; k++) matrix[i]![k]! -= times * matrix[column]![k]!;
      right[i]! -= times * right[column]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) right[i]! -= matrix[i]![k]! * right[k]!;
    right[i]! /= matrix[i]![i]!;
  }
  return right;
}
