/** Smooth functions as piecewise linear curves, so that runs of steps over them have a closed form. */
import type { Curve } from './curve.js';

/** Chord error at the middle of a piece, relative to the value there. */
const RELATIVE_ERROR = 2e-6;
const DEEPEST = 16;

/** Points of `f` from `from` to `to`, halved where the chord's middle is off by more than the tolerance. */
export function denseCurve(f: (x: number) => number, from: number, to: number): Curve {
  const x = [from];
  const y = [f(from)];
  const refine = (a: number, fa: number, b: number, fb: number, depth: number): void => {
    const middle = (a + b) / 2;
    const value = f(middle);
    const isStraight = Math.abs((fa + fb) / 2 - value) <= RELATIVE_ERROR * Math.abs(value);
    // A function may cross its own chord in the middle: the first halvings are made whatever the error is there.
    if (depth >= DEEPEST || (isStraight && depth >= 3)) {
      x.push(b);
      y.push(fb);
      return;
    }
    refine(a, fa, middle, value, depth + 1);
    refine(middle, value, b, fb, depth + 1);
  };
  refine(from, y[0]!, to, f(to), 0);
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}
