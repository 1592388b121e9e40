/** The regularised lower incomplete gamma function P(a, x): the distribution function of a Gamma variable of shape a. */
import { logGamma } from '../../random/index.js';

const MOST_TERMS = 1000;
const PRECISION = 1e-12;

/** Series below a + 1, continued fraction (modified Lentz) above, as in Numerical Recipes §6.2. */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MOST_TERMS && term > sum * PRECISION; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return front * sum;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return 1 - front * h;
}
