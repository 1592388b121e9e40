/** Eigenvalues and their vectors, in one order. */
export interface Eigen {
  readonly values: readonly number[];
  /** Unit vectors, one a value. */
  readonly vectors: readonly Float64Array[];
}

const MOST_SWEEPS = 60;

/** Eigenvalues and vectors of a symmetric matrix by Jacobi's rotations; the matrix is overwritten. */
export function symmetricEigen(matrix: Float64Array[]): Eigen {
  const size = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let [off, total] = [0, 0];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        total += matrix[i]![j]! ** 2;
        if (i !== j) off += matrix[i]![j]! ** 2;
      }
    }
    if (off <= 1e-30 * total) break;
    for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) annihilate(matrix, vectors, i, j);
  }
  return { values: matrix.map((row, i) => row[i]!), vectors };
}

/** Turns the plane (i, j) so that element (i, j) becomes 0. */
function annihilate(matrix: Float64Array[], vectors: Float64Array[], i: number, j: number): void {
  const apart = matrix[i]![j]!;
  if (apart === 0) return;
  const theta = (matrix[j]![j]! - matrix[i]![i]!) / (2 * apart);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < matrix.length; k++) {
    const [x, y] = [matrix[k]![i]!, matrix[k]![j]!];
    matrix[k]![i] = cosine * x - sine * y;
    matrix[k]![j] = sine * x + cosine * y;
  }
  turn(matrix[i]!, matrix[j]!, cosine, sine);
  turn(vectors[i]!, vectors[j]!, cosine, sine);
}

function turn(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]!, b[k]!];
    a[k] = cosine * x - sine * y;
    b[k] = sine * x + cosine * y;
  }
}
