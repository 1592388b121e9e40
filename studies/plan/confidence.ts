/** How sure a mean over few runs is. */

/**
 * The value that the true mean exceeds with this confidence, from independent runs: mean − t·s/√n (Student). With equal
 * values it is their mean.
 */
export function lowerBound(values: readonly number[], confidence: number): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < 2) return mean;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return mean - studentQuantile(confidence, n - 1) * Math.sqrt(variance / n);
}

/** Quantile of Student's t by bisection of its distribution; `p` in [0.5, 1), `degrees` at least 1. */
export function studentQuantile(p: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentCdf(high, degrees) < p) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentCdf(middle, degrees) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T ≤ t) for t ≥ 0 and whole degrees of freedom: the finite series of Abramowitz and Stegun 26.7.3 and 26.7.4. */
function studentCdf(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, square] = [Math.sin(angle), Math.cos(angle) ** 2];
  const odd = degrees % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * square;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return 0.5 + within / 2;
}
