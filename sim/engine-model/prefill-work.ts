/**
 * Time of a step's prefill part. The tokens of all chunks pass the linear layers together, so that part is a curve over
 * their sum; attention costs one rate per pair of a new token and a token it attends to, and reading the context before
 * the chunks one rate per token. The rates come from the points of the table whose pairs differ from one lone prompt's:
 * several prompts in a step, and prompts behind a cached prefix.
 */
import type { EngineProfile } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';

/** The prefill part of one step, summed over its chunks. The caller reuses one object. */
export interface PrefillWork {
  /** Chunks in this step. */
  requests: number;
  /** Chunks that complete a prompt which decodes on: these get a token in this step too. */
  completing: number;
  /** Σ tokens computed in this step. */
  newTokens: number;
  /** Σ tokens of context before each chunk: earlier chunks and cached prefix. */
  cachedTokens: number;
  /** Σ new · (cached + new / 2). */
  attentionPairs: number;
}

/** Seconds on one data-parallel rank: `linear` over the tokens, the rest in proportion. */
export interface PrefillModel {
  readonly linear: Curve;
  readonly perPair_s: number;
  readonly perCachedToken_s: number;
}

interface Point {
  readonly tokens: number;
  readonly pairs: number;
  readonly cached: number;
  readonly ms: number;
}

/** The parts of a profile's prefill times: linear layers, attention, context. */
export function prefillModel(profile: EngineProfile): PrefillModel {
  const alone = lonePrompts(profile);
  const curve = curveOf(alone);
  const others = otherPoints(profile);
  const rates = others.length >= 3 ? ratesFrom(curve, others) : { perPair: bendOf(alone), perCached: 0 };
  // What attention takes of a lone prompt is taken out of its curve; the rest of it never falls.
  let least = 0;
  const linear = curve.y.map((ms, i) => {
    least = Math.max(least, ms - (rates.perPair * curve.x[i]! ** 2) / 2);
    return least / 1000;
  });
  return {
    linear: { x: curve.x, y: linear },
    perPair_s: rates.perPair / 1000,
    perCachedToken_s: rates.perCached / 1000,
  };
}

/** Seconds of the linear layers for this many tokens. */
export function linearSeconds({ linear }: PrefillModel, tokens: number): number {
  return linearAt(linear, tokens);
}

/** Seconds of attention and of reading context, of a step's chunks on one rank. */
export function attentionSeconds(model: PrefillModel, work: PrefillWork): number {
  return model.perPair_s * work.attentionPairs + model.perCachedToken_s * work.cachedTokens;
}

/** The measured steps of one prompt without context, tokens ascending. */
export function lonePrompts({ prefill, prefillSteps, prefillTable }: EngineProfile): Point[] {
  const points = prefillTable
    ? tablePoints(prefillTable).filter((_, i) => prefillTable.batch[i] === 1 && prefillTable.cachedTokens[i] === 0)
    : (prefillSteps?.tokens ?? prefill.isl).map((tokens, i) => ({
        tokens,
        pairs: tokens ** 2 / 2,
        cached: 0,
        ms: (prefillSteps?.stepMs ?? prefill.ttftMs)[i]!,
      }));
  return points.sort((a, b) => a.tokens - b.tokens);
}

function otherPoints({ prefillTable }: EngineProfile): Point[] {
  if (!prefillTable) return [];
  return tablePoints(prefillTable).filter((_, i) => prefillTable.batch[i] !== 1 || prefillTable.cachedTokens[i] !== 0);
}

function tablePoints(table: NonNullable<EngineProfile['prefillTable']>): Point[] {
  return table.batch.map((batch, i) => {
    const [fresh, cached] = [table.newTokens[i]!, table.cachedTokens[i]!];
    return {
      tokens: batch * fresh,
      pairs: batch * fresh * (cached + fresh / 2),
      cached: batch * cached,
      ms: table.stepMs[i]!,
    };
  });
}

function curveOf(points: readonly Point[]): Curve {
  return { x: Float64Array.from(points, (p) => p.tokens), y: Float64Array.from(points, (p) => p.ms) };
}

/**
 * Least squares of the relative errors of ms ≈ (curve − perPair · tokens² / 2)(tokens) + perPair · pairs + perCached · cached,
 * where the bracket is linear between the curve's points; rates ≥ 0.
 */
function ratesFrom(curve: Curve, points: readonly Point[]): { perPair: number; perCached: number } {
  const lonePairs: Curve = { x: curve.x, y: curve.x.map((tokens) => tokens ** 2 / 2) };
  let [pp, pc, cc, py, cy] = [0, 0, 0, 0, 0];
  for (const { tokens, pairs, cached, ms } of points) {
    const [p, c] = [(pairs - linearAt(lonePairs, tokens)) / ms, cached / ms];
    const rest = (ms - linearAt(curve, tokens)) / ms;
    pp += p * p;
    pc += p * c;
    cc += c * c;
    py += p * rest;
    cy += c * rest;
  }
  const determinant = pp * cc - pc * pc;
  const perPair = determinant > 1e-12 * pp * cc ? (py * cc - cy * pc) / determinant : py / pp;
  const perCached = determinant > 1e-12 * pp * cc ? (cy * pp - py * pc) / determinant : 0;
  if (perPair < 0) return { perPair: 0, perCached: cc > 0 ? Math.max(0, cy / cc) : 0 };
  return perCached < 0 ? { perPair: Math.max(0, py / pp), perCached: 0 } : { perPair, perCached };
}

/** Milliseconds a pair, from the bend of the lone prompts' curve: least squares of ms ≈ a + b · tokens + c · tokens² / 2, c ≥ 0. */
function bendOf(points: readonly Point[]): number {
  const scale = points.at(-1)!.tokens;
  let [n, x1, x2, x3, x4, y0, y1, y2] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const point of points) {
    const [x, weight] = [point.tokens / scale, 1 / point.ms ** 2];
    n += weight;
    x1 += weight * x;
    x2 += weight * x ** 2;
    x3 += weight * x ** 3;
    x4 += weight * x ** 4;
    y0 += weight * point.ms;
    y1 += weight * point.ms * x;
    y2 += weight * point.ms * x ** 2;
  }
  const determinant = n * (x2 * x4 - x3 * x3) - x1 * (x1 * x4 - x3 * x2) + x2 * (x1 * x3 - x2 * x2);
  if (points.length < 3 || Math.abs(determinant) < 1e-15 * n * x2 * x4) return 0;
  const quadratic = n * (x2 * y2 - x3 * y1) - x1 * (x1 * y2 - x2 * y1) + y0 * (x1 * x3 - x2 * x2);
  return Math.max(0, (2 * quadratic) / determinant / scale ** 2);
}
