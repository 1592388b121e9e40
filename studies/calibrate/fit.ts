/**
 * Fits a profile's factors and overheads to a run. Begins with one factor for prompts, one for decoding and the client's
 * overhead; a host's overhead beside every step, and factors of single batch sizes, come in only where the errors ask for them.
 * What the run cannot tell is left as it was, and named. Residuals count in standard errors, so their squares are a χ².
 */
import type { EngineProfile } from '../../planner-core/index.js';
import { type Groups, misfits } from './groups.js';
import { type LeastSquares, leastSquares, squares } from './least-squares.js';
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

/** What a fit is made from. */
export interface FitInput {
  readonly replay: Replay;
  readonly groups: Groups;
  readonly measured: ReadonlyMap<number, Latency>;
  readonly profile: EngineProfile;
  readonly scale: Scale;
  /** Batch sizes that could have factors of their own. */
  readonly batches: readonly number[];
}

/** What a fit found. */
export interface FitResult {
  readonly fitted: Fitted;
  /** Parts that the run does not tell, left as the profile has them. */
  readonly unknown: readonly ParameterName[];
}

/** Pull of the parameters to their start, in standard errors for a change by e. */
const RIDGE = 0.1;
/** A part is known when its own standard error, the others free, is at most this: a tenth. */
const MOST_ERROR = 0.1;
/** A richer model must lessen χ² by this (p < 0.001 for one part), times χ² a degree of freedom where that is above 1. */
const LEAST_LESSENED = 12;

/** Fits a profile to the groups of a run; `tell` hears what it is about to do. */
export function fitProfile(input: FitInput, tell: (text: string) => void): FitResult {
  const { batches, profile, scale } = input;
  tell('fitting factors');
  const middle = batches[batches.length >> 1]!;
  let best = known(input, { prefillFactor: true, batches: [middle], stepOverhead: false, clientOverhead: true });
  const unknown = new Set(best.unknown);
  tell('fitting factors of batch sizes');
  if (batches.length > 1) best = better(best, known(input, { ...best.shape, batches }));
  tell('fitting the overhead of a step');
  const withOverhead = known(input, { ...best.shape, stepOverhead: true });
  if (withOverhead.unknown.includes('stepOverheadMs')) unknown.add('stepOverheadMs');
  else best = better(best, withOverhead);
  return { fitted: fittedOf(best.shape, best.solution.at, profile, scale), unknown: [...unknown] };
}

interface Known {
  readonly shape: Shape;
  readonly solution: LeastSquares;
  readonly unknown: readonly ParameterName[];
}

/** The richer of two fits only where chance does not explain what it gains. */
function better(plain: Known, richer: Known): Known {
  const [before, after] = [plain, richer].map(({ solution }) => squares(solution.residuals)) as [number, number];
  const freedom = Math.max(1, richer.solution.residuals.length - richer.solution.at.length);
  return before - after > LEAST_LESSENED * Math.max(1, after / freedom) ? richer : plain;
}

/** Fits, and again without a part that the run does not tell, until it tells all. */
function known(input: FitInput, shape: Shape): Known {
  const unknown: ParameterName[] = [];
  for (let free = shape; ; ) {
    const solution = fitted(input, free);
    const names = namesOf(free);
    // of two that hide each other the later goes, an overhead: a factor holds at other lengths too
    const hidden = names.findLastIndex((_, j) => standardError(solution.jacobian, j) > MOST_ERROR);
    if (hidden < 0) return { shape: free, solution, unknown };
    unknown.push(names[hidden]!);
    free = without(free, names[hidden]!);
  }
}

function fitted({ replay, groups, measured, profile, scale }: FitInput, shape: Shape): LeastSquares {
  const noise = misfits(
    groups,
    measured,
    replay((each) => each),
  ).map((misfit) => misfit.noise);
  const residualsOf = (at: readonly number[]) => {
    const now = fittedOf(shape, at, profile, scale);
    const simulated = replay((each) => retimed(each, now, ''));
    return misfits(groups, measured, simulated).map(({ mean }, i) => mean / noise[i]!);
  };
  return leastSquares(residualsOf, startOf(shape, profile, scale), RIDGE);
}

function without(shape: Shape, name: ParameterName): Shape {
  if (name === 'prefillFactor') return { ...shape, prefillFactor: false };
  if (name === 'stepOverheadMs') return { ...shape, stepOverhead: false };
  if (name === 'clientOverheadMs') return { ...shape, clientOverhead: false };
  return { ...shape, batches: shape.batches.length > 1 ? [shape.batches[shape.batches.length >> 1]!] : [] };
}

/** Of one parameter while the others are free: what of its column theirs cannot make up, inverted. */
function standardError(jacobian: readonly (readonly number[])[], j: number): number {
  const others = (jacobian[0] ?? []).flatMap((_, i) => (i === j ? [] : [i]));
  const { residuals } = leastSquares(
    (weights) => jacobian.map((row) => row[j]! - others.reduce((sum, i, k) => sum + weights[k]! * row[i]!, 0)),
    others.map(() => 0),
  );
  return 1 / Math.sqrt(squares(residuals));
}
