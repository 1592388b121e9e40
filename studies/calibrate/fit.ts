/**
 * Fits a profile's factors and overheads to a run. Begins with one factor for prompts, one for decoding and the client's
 * overhead; a host's overhead beside every step, and factors of single batch sizes, come in only where the errors ask for them.
 * What the run cannot tell apart is left as it was, and named.
 */
import type { EngineProfile } from '../../planner-core/index.js';
import { type Groups, residuals } from './groups.js';
import { type LeastSquares, leastSquares } from './least-squares.js';
import {
  type Fitted,
  fittedOf,
  namesOf,
  type ParameterName,
  retimed,
  type Scale,
  type Shape,
  startOf,
} from './parameters.js';
import type { Latency } from './recorded.js';
import type { Replay } from './replay.js';

export interface FitInput {
  readonly replay: Replay;
  readonly groups: Groups;
  readonly measured: ReadonlyMap<number, Latency>;
  readonly profile: EngineProfile;
  readonly scale: Scale;
  /** Batch sizes that could have factors of their own. */
  readonly batches: readonly number[];
}

export interface FitResult {
  readonly fitted: Fitted;
  /** Parts that the run does not tell, left as the profile has them. */
  readonly unknown: readonly ParameterName[];
  /** Root of the mean square of the groups' logarithmic errors, before and after. */
  readonly rms: { readonly before: number; readonly after: number };
}

/** Pull of the parameters to their start, in residuals: 0.3 of a percent for a change by e. */
const RIDGE = 0.003;
/** A part is known when it alone, the others turned to hide it, moves the residuals by this share of its own change. */
const LEAST_EFFECT = 0.03;
/** A richer model must leave less than this of the error, and lessen it by more than this. */
const MOST_LEFT = 0.7;
const LEAST_LESSENED = 0.003;

export function fitProfile(input: FitInput, tell: (text: string) => void): FitResult {
  const rmsBefore = rms(
    residuals(
      input.groups,
      input.measured,
      input.replay((profile) => profile),
    ),
  );
  const middle = input.batches[input.batches.length >> 1]!;
  tell('fitting factors');
  let best = known(input, {
    prefillFactor: true,
    batches: [middle],
    stepOverhead: false,
    clientOverhead: true,
  });
  const unknown = new Set(best.unknown);
  for (const richer of [(shape: Shape) => ({ ...shape, stepOverhead: true }), withBatches(input.batches)]) {
    const shape = richer(best.shape);
    if (namesOf(shape).length > best.solution.residuals.length) continue;
    tell('fitting overheads and batch sizes');
    const tried = known(input, shape);
    const [before, after] = [rms(best.solution.residuals), rms(tried.solution.residuals)];
    if (after < MOST_LEFT * before && before - after > LEAST_LESSENED) best = tried;
    else if (shape.stepOverhead && !best.shape.stepOverhead) unknown.add('stepOverheadMs');
  }
  return {
    fitted: fittedOf(best.shape, best.solution.at, input.profile, input.scale),
    unknown: [...unknown],
    rms: { before: rmsBefore, after: rms(best.solution.residuals) },
  };
}

function withBatches(batches: readonly number[]): (shape: Shape) => Shape {
  return (shape) => ({ ...shape, batches: shape.batches.length === 0 ? [] : batches });
}

interface Known {
  readonly shape: Shape;
  readonly solution: LeastSquares;
  readonly unknown: readonly ParameterName[];
}

/** Fits, and again without the part that the run tells least about, until it tells of all. */
function known(input: FitInput, shape: Shape): Known {
  const { replay, groups, measured, profile, scale } = input;
  const unknown: ParameterName[] = [];
  for (let free = shape; ; ) {
    const now = free;
    const solution = leastSquares(
      (at) =>
        residuals(
          groups,
          measured,
          replay((each) => retimed(each, fittedOf(now, at, profile, scale), '')),
        ),
      startOf(now, profile, scale),
      RIDGE,
    );
    const names = namesOf(now);
    const effects = names.map((_, j) => ownEffect(solution.jacobian, j));
    const least = effects.indexOf(Math.min(...effects));
    if (names.length === 0 || effects[least]! >= LEAST_EFFECT) return { shape: now, solution, unknown };
    // of two that hide each other the overhead goes: a factor holds at other lengths too
    const gone = [...names].reverse().find((_, i) => effects[names.length - 1 - i]! < LEAST_EFFECT)!;
    unknown.push(gone);
    free = without(now, gone);
  }
}

function without(shape: Shape, name: ParameterName): Shape {
  if (name === 'prefillFactor') return { ...shape, prefillFactor: false };
  if (name === 'stepOverheadMs') return { ...shape, stepOverhead: false };
  if (name === 'clientOverheadMs') return { ...shape, clientOverhead: false };
  return { ...shape, batches: shape.batches.slice(0, shape.batches.length > 1 ? 1 : 0) };
}

/** What is left of a parameter's effect on the residuals when the others do their best to undo it, a residual. */
function ownEffect(jacobian: readonly (readonly number[])[], j: number): number {
  const others = (jacobian[0] ?? []).flatMap((_, i) => (i === j ? [] : [i]));
  const column = jacobian.map((row) => row[j]!);
  const left = leastSquares(
    (weights) =>
      column.map((value, row) => value - others.reduce((sum, i, k) => sum + weights[k]! * jacobian[row]![i]!, 0)),
    others.map(() => 0),
  );
  return rms(left.residuals);
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}
