/**
 * Runs of decode steps in closed form. With the batch fixed, the mean context grows evenly (by one token a step, by more with
 * speculative decoding: the `stride`) and the step's time is piecewise linear in it. So the gaps of a run are arithmetic
 * progressions, one a linear piece, and the time of k steps is quadratic in k on each.
 *
 * Hot: every change of every batch passes here, so the pieces are walked with one cursor that is moved, not with objects or
 * generators.
 */
import { type Curve, firstAbove } from './curve.js';

/** Takes a linear piece of a run: its first step takes `first_s`, each further `increment_s` more. */
export type PieceVisitor = (first_s: number, increment_s: number, steps: number) => void;

/** The linear piece that holds a context: its step time and slope there, and the steps left on it. */
class Cursor {
  first_s = 0;
  increment_s = 0;
  steps = 0;

  /** Moves to `context`, for a run with `left` steps left; with the continuations of `linearAt`. */
  moveTo({ x, y }: Curve, context: number, stride: number, left: number): void {
    const last = x.length - 1;
    if (last === 0 || context < x[0]!) {
      this.first_s = y[0]!;
      this.increment_s = 0;
      this.take(left, last === 0 ? left : (x[0]! - context) / stride);
    } else if (context >= x[last]!) {
      const slope = Math.max(0, (y[last]! - y[last - 1]!) / (x[last]! - x[last - 1]!));
      this.first_s = y[last]! + slope * (context - x[last]!);
      this.increment_s = slope * stride;
      this.steps = left;
    } else {
      const right = firstAbove(x, context);
      const slope = (y[right]! - y[right - 1]!) / (x[right]! - x[right - 1]!);
      this.first_s = y[right - 1]! + slope * (context - x[right - 1]!);
      this.increment_s = slope * stride;
      this.take(left, (x[right]! - context) / stride);
    }
  }

  private take(left: number, room: number): void {
    this.steps = Math.min(left, Math.max(1, Math.floor(room) + 1));
  }

  /** Seconds of the piece's first `steps` steps. */
  seconds(steps: number): number {
    return steps * this.first_s + this.increment_s * ((steps * (steps - 1)) / 2);
  }
}

const cursor = new Cursor();

/** The pieces of `steps` steps of a batch whose mean context is `context` at the first. The visitor must not ask for another run. */
export function visitPieces(
  stepTime: Curve,
  context: number,
  stride: number,
  steps: number,
  visit: PieceVisitor,
): void {
  for (let done = 0; done < steps; ) {
    cursor.moveTo(stepTime, context + done * stride, stride, steps - done);
    done += cursor.steps;
    visit(cursor.first_s, cursor.increment_s, cursor.steps);
  }
}

/** Seconds of a run of steps. */
export function runSeconds(stepTime: Curve, context: number, stride: number, steps: number): number {
  let seconds = 0;
  for (let done = 0; done < steps; done += cursor.steps) {
    cursor.moveTo(stepTime, context + done * stride, stride, steps - done);
    seconds += cursor.seconds(cursor.steps);
  }
  return seconds;
}

/** The fewest steps whose run takes at least `seconds`; at most `most`. */
export function stepsToReach(stepTime: Curve, context: number, stride: number, seconds: number, most: number): number {
  let rest_s = seconds;
  for (let done = 0; done < most; done += cursor.steps) {
    cursor.moveTo(stepTime, context + done * stride, stride, most - done);
    const whole_s = cursor.seconds(cursor.steps);
    if (whole_s >= rest_s) return done + stepsWithin(cursor, rest_s);
    rest_s -= whole_s;
  }
  return most;
}

/** The fewest steps of a piece that take at least `seconds`: the root of the quadratic, then exact by trial. */
function stepsWithin(piece: Cursor, seconds: number): number {
  const half = piece.increment_s / 2;
  const linear = piece.first_s - half;
  const isFlat = Math.abs(half) * piece.steps < 1e-12 * piece.first_s;
  const root = isFlat
    ? seconds / piece.first_s
    : (-linear + Math.sqrt(Math.max(0, linear * linear + 4 * half * seconds))) / (2 * half);
  let steps = Math.min(piece.steps, Math.max(1, Math.ceil(root)));
  while (steps > 1 && piece.seconds(steps - 1) >= seconds) steps--;
  while (steps < piece.steps && piece.seconds(steps) < seconds) steps++;
  return steps;
}
