/** Rosenbrock's curved valley; its end is at (1, 1), where it is 0. */
export function rosenbrock([x, y]: readonly number[]): number {
  return (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2;
}
