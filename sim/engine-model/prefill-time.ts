/**
 * Time of one prompt alone on a worker, from measured points: linear between them, constant below the first. Beyond the
 * last, attention makes the time grow with the square of the length: the parabola through the last three points
 * continues the curve where it bends upward, the last segment's line where it does not.
 */
import type { EngineProfile } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';
import { lonePrompts } from './prefill-work.js';

/** Seconds to prefill this many tokens. */
export type PrefillTime = (tokens: number) => number;

export function prefillTime(profile: EngineProfile): PrefillTime {
  const points = lonePrompts(profile);
  const curve: Curve = {
    x: Float64Array.from(points, ({ tokens }) => tokens),
    y: Float64Array.from(points, ({ ms }) => ms / 1000),
  };
  const bend_sPerToken2 = upwardBend(curve);
  const last = curve.x.at(-1)!;
  const previous = curve.x.at(-2) ?? last;
  return (tokens) => {
    const linear = linearAt(curve, tokens);
    return tokens > last ? linear + bend_sPerToken2 * (tokens - last) * (tokens - previous) : linear;
  };
}

/** Second divided difference of the last three points (Newton's form), 0 where the curve does not bend upward. */
function upwardBend({ x, y }: Curve): number {
  const n = x.length;
  if (n < 3) return 0;
  const before = (y[n - 2]! - y[n - 3]!) / (x[n - 2]! - x[n - 3]!);
  const after = (y[n - 1]! - y[n - 2]!) / (x[n - 1]! - x[n - 2]!);
  return Math.max(0, (after - before) / (x[n - 1]! - x[n - 3]!));
}
