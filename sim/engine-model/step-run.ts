/**
 * Runs of decode steps in closed form. With the batch fixed, the mean context grows by one token a step and the step's time
 * is piecewise linear in it, so the gaps of a run are arithmetic progressions, one a linear piece, and the time of k steps is
 * quadratic in k on each.
 */
import { type Curve, firstAbove } from './curve.js';

/** Steps of one linear piece: the first takes `first_s`, each further `increment_s` more. */
export interface Piece {
  readonly steps: number;
  readonly first_s: number;
  readonly increment_s: number;
}

/** The pieces of `steps` steps of a batch whose mean context is `context` at the first. */
export function* pieces(stepTime: Curve, context: number, steps: number): Generator<Piece> {
  let left = steps;
  let at = context;
  while (left > 0) {
    const { value_s, slope, until } = pieceAt(stepTime, at);
    const here = Math.min(left, Math.max(1, Math.floor(until - at) + 1));
    yield { steps: here, first_s: value_s, increment_s: slope };
    at += here;
    left -= here;
  }
}

/** Seconds of one piece's first `steps` steps. */
export function pieceSeconds({ first_s, increment_s }: Piece, steps: number): number {
  return steps * first_s + increment_s * ((steps * (steps - 1)) / 2);
}

/** Seconds of a run of steps. */
export function runSeconds(stepTime: Curve, context: number, steps: number): number {
  let seconds = 0;
  for (const piece of pieces(stepTime, context, steps)) seconds += pieceSeconds(piece, piece.steps);
  return seconds;
}

/** The fewest steps whose run takes at least `seconds`; at most `most`. */
export function stepsToReach(stepTime: Curve, context: number, seconds: number, most: number): number {
  let before = 0;
  let rest_s = seconds;
  for (const piece of pieces(stepTime, context, most)) {
    const whole_s = pieceSeconds(piece, piece.steps);
    if (whole_s >= rest_s) return before + stepsWithin(piece, rest_s);
    before += piece.steps;
    rest_s -= whole_s;
  }
  return most;
}

/** The fewest steps of a piece that take at least `seconds`: the root of the quadratic, then exact by trial. */
function stepsWithin(piece: Piece, seconds: number): number {
  const { first_s, increment_s } = piece;
  const half = increment_s / 2;
  const linear = first_s - half;
  const root =
    Math.abs(half) * piece.steps < 1e-12 * first_s
      ? seconds / first_s
      : (-linear + Math.sqrt(Math.max(0, linear * linear + 4 * half * seconds))) / (2 * half);
  let steps = Math.min(piece.steps, Math.max(1, Math.ceil(root)));
  while (steps > 1 && pieceSeconds(piece, steps - 1) >= seconds) steps--;
  while (steps < piece.steps && pieceSeconds(piece, steps) < seconds) steps++;
  return steps;
}

/** The linear piece that holds a context, with the continuations of `linearAt`. `until`: the last context of the piece. */
function pieceAt({ x, y }: Curve, at: number): { value_s: number; slope: number; until: number } {
  const last = x.length - 1;
  if (at < x[0]! || last === 0) return { value_s: y[0]!, slope: 0, until: last === 0 ? Number.POSITIVE_INFINITY : x[0]! };
  if (at >= x[last]!) {
    const slope = Math.max(0, (y[last]! - y[last - 1]!) / (x[last]! - x[last - 1]!));
    return { value_s: y[last]! + slope * (at - x[last]!), slope, until: Number.POSITIVE_INFINITY };
  }
  const right = firstAbove(x, at);
  const slope = (y[right]! - y[right - 1]!) / (x[right]! - x[right - 1]!);
  return { value_s: y[right - 1]! + slope * (at - x[right - 1]!), slope, until: x[right]! };
}
