/**
 * Moré and Thuente's line search (MINPACK-2 `dcsrch`): a step with enough decrease and a small enough slope, found in an
 * interval that shrinks by cubic and quadratic interpolation.
 */
export interface LinePoint {
  readonly value: number;
  readonly slope: number;
}

const DECREASE = 1e-3;
const CURVATURE = 0.9;
const INTERVAL = 0.1;
const MOST_TRIALS = 20;

interface End extends LinePoint {
  readonly step: number;
}

/**
 * The step that is taken: one that is good enough, or, as L-BFGS-B does on `dcsrch`'s warnings, the last one tried where the interval has
 * become too narrow or the largest step still goes down. `undefined` where the trials are over. `at` evaluates a step.
 */
export function lineSearch(
  at: (step: number) => LinePoint,
  start: LinePoint,
  firstStep: number,
  largestStep: number,
): number | undefined {
  let step = firstStep;
  let best: End = { step: 0, ...start };
  let other: End = { step: 0, ...start };
  let bracketed = false;
  let firstStage = true;
  let width = largestStep;
  let widthBefore = 2 * width;
  let [least, most] = [0, step + 4 * step];
  const enough = DECREASE * start.slope;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const point = at(step);
    const test = start.value + step * enough;
    if (firstStage && point.value <= test && point.slope >= 0) firstStage = false;
    if (point.value <= test && Math.abs(point.slope) <= CURVATURE * -start.slope) return step;
    if (bracketed && (step <= least || step >= most)) return step;
    if (bracketed && most - least <= INTERVAL * most) return step;
    if (step === largestStep && point.value <= test && point.slope <= enough) return step;

    const lowered = firstStage && point.value <= best.value && point.value > test;
    const shift = (end: End): End =>
      lowered ? { step: end.step, value: end.value - end.step * enough, slope: end.slope - enough } : end;
    const trialEnd = shift({ step, ...point });
    const next = nextStep(shift(best), shift(other), trialEnd, bracketed, least, most);
    const restore = (end: End): End =>
      lowered ? { step: end.step, value: end.value + end.step * enough, slope: end.slope + enough } : end;
    [best, other] = [restore(next.best), restore(next.other)];
    ({ step, bracketed } = next);
    if (bracketed) {
      if (Math.abs(other.step - best.step) >= 0.66 * widthBefore) step = best.step + 0.5 * (other.step - best.step);
      widthBefore = width;
      width = Math.abs(other.step - best.step);
      least = Math.min(best.step, other.step);
      most = Math.max(best.step, other.step);
    } else {
      least = step + 1.1 * (step - best.step);
      most = step + 4 * (step - best.step);
    }
    step = Math.min(Math.max(step, 0), largestStep);
    if (bracketed && (step <= least || step >= most || most - least <= INTERVAL * most)) step = best.step;
  }
  return undefined;
}

interface Next {
  readonly best: End;
  readonly other: End;
  readonly step: number;
  readonly bracketed: boolean;
}

/** `dcstep`: the next trial step and the interval that holds the minimum. */
function nextStep(x: End, y: End, p: End, bracketedBefore: boolean, least: number, most: number): Next {
  const sameSign = p.slope * Math.sign(x.slope);
  let bracketed = bracketedBefore;
  let step: number;
  if (p.value > x.value) {
    const cubic = cubicStep(x, p, p.step < x.step ? -1 : 1);
    const quadratic = x.step + (x.slope / ((x.value - p.value) / (p.step - x.step) + x.slope) / 2) * (p.step - x.step);
    step = Math.abs(cubic - x.step) < Math.abs(quadratic - x.step) ? cubic : cubic + (quadratic - cubic) / 2;
    bracketed = true;
  } else if (sameSign < 0) {
    const cubic = cubicStep(p, x, p.step > x.step ? -1 : 1);
    const secant = p.step + (p.slope / (p.slope - x.slope)) * (x.step - p.step);
    step = Math.abs(cubic - p.step) > Math.abs(secant - p.step) ? cubic : secant;
    bracketed = true;
  } else if (Math.abs(p.slope) < Math.abs(x.slope)) {
    step = flatterStep(x, y, p, bracketed, least, most);
  } else if (bracketed) {
    step = cubicStep(p, y, p.step > y.step ? -1 : 1);
  } else step = p.step > x.step ? most : least;

  if (p.value > x.value) return { best: x, other: p, step, bracketed };
  return { best: p, other: sameSign < 0 ? x : y, step, bracketed };
}

/** Minimum of the cubic through two ends, seen from the first. */
function cubicStep(from: End, to: End, direction: number): number {
  const theta = (3 * (from.value - to.value)) / (to.step - from.step) + from.slope + to.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(from.slope), Math.abs(to.slope));
  const root = (theta / scale) ** 2 - (from.slope / scale) * (to.slope / scale);
  const gamma = direction * scale * Math.sqrt(Math.max(0, root));
  const ratio = (gamma - from.slope + theta) / (gamma - from.slope + gamma + to.slope);
  return from.step + ratio * (to.step - from.step);
}

function flatterStep(x: End, y: End, p: End, bracketed: boolean, least: number, most: number): number {
  const theta = (3 * (x.value - p.value)) / (p.step - x.step) + x.slope + p.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(x.slope), Math.abs(p.slope));
  const root = Math.max(0, (theta / scale) ** 2 - (x.slope / scale) * (p.slope / scale));
  const gamma = (p.step > x.step ? -1 : 1) * scale * Math.sqrt(root);
  const ratio = (gamma - p.slope + theta) / (gamma + (x.slope - p.slope) + gamma);
  const edge = p.step > x.step ? most : least;
  const cubic = ratio < 0 && gamma !== 0 ? p.step + ratio * (x.step - p.step) : edge;
  const secant = p.step + (p.slope / (p.slope - x.slope)) * (x.step - p.step);
  if (!bracketed) {
    const farther = Math.abs(cubic - p.step) > Math.abs(secant - p.step) ? cubic : secant;
    return Math.max(least, Math.min(most, farther));
  }
  const nearer = Math.abs(cubic - p.step) < Math.abs(secant - p.step) ? cubic : secant;
  const limit = p.step + 0.66 * (y.step - p.step);
  return p.step > x.step ? Math.min(limit, nearer) : Math.max(limit, nearer);
}
