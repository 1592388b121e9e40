/**
 * The least-squares solution of the smallest norm, by one-sided Jacobi rotations (a singular value decomposition);
 * singular values below 1e-15 of the largest are left out, as numpy's `pinv` does.
 */
export function leastNorm(rows: readonly (readonly number[])[], right: readonly number[]): number[] {
  const columns = rows[0]?.length ?? 0;
  const u = Array.from({ length: columns }, (_, j) => rows.map((row) => row[j]!));
  const v = Array.from({ length: columns }, (_, j) => Array.from({ length: columns }, (_, i) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60; sweep++) if (!rotateAll(u, v)) break;
  const norms = u.map((column) => Math.sqrt(dot(column, column)));
  const cutoff = 1e-15 * Math.max(...norms);
  const solution = new Array<number>(columns).fill(0);
  norms.forEach((norm, k) => {
    if (norm <= cutoff) return;
    const weight = dot(u[k]!, right) / (norm * norm);
    for (let i = 0; i < columns; i++) solution[i]! += weight * v[k]![i]!;
  });
  return solution;
}

/** One sweep over all pairs of columns; whether any was turned. */
function rotateAll(u: number[][], v: number[][]): boolean {
  let turned = false;
  for (let i = 0; i < u.length; i++) {
    for (let j = i + 1; j < u.length; j++) {
      const [a, b, c] = [dot(u[i]!, u[i]!), dot(u[j]!, u[j]!), dot(u[i]!, u[j]!)];
      if (c === 0 || Math.abs(c) <= 1e-16 * Math.sqrt(a * b)) continue;
      turned = true;
      const zeta = (b - a) / (2 * c);
      const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
      const cosine = 1 / Math.sqrt(1 + tangent * tangent);
      rotate(u[i]!, u[j]!, cosine, cosine * tangent);
      rotate(v[i]!, v[j]!, cosine, cosine * tangent);
    }
  }
  return turned;
}

function rotate(a: number[], b: number[], cosine: number, sine: number): void {
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]!, b[k]!];
    a[k] = cosine * x - sine * y;
    b[k] = sine * x + cosine * y;
  }
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
