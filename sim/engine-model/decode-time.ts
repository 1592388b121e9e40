/**
 * Time of one decode step from measured points, arranged in rows of one context length each. Within a row the time is
 * piecewise linear in the batch size; between rows it is linear in the mean context, KV tokens ÷ batch. So for a fixed
 * batch it is piecewise linear in the KV tokens, which is what gives runs of steps a closed form. A polynomial over the KV
 * usage becomes such a curve by a dense table.
 *
 * Outside the measured area: constant below the smallest batch and context, along the last segment (never falling)
 * beyond the largest. Ranks of data-parallel attention are balanced, so the fullest one decides: a batch counts as the
 * next multiple of the ranks.
 */
import { type Calibration, decodeStepRows, type EngineProfile } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';
import { denseCurve } from './dense-curve.js';

/** Seconds of a step over the mean context of a batch of this size, host overhead and calibration in it; worked out once a size. */
export function decodeCurves(profile: EngineProfile): (batch: number) => Curve {
  const measured = profile.polynomials ? polynomialCurves(profile) : rowCurves(profile);
  const factor = decodeFactor(profile.calibration);
  const overhead_s = (profile.stepOverheadMs ?? 0) / 1000;
  const ranks = profile.attentionDp ?? 1;
  const byRankBatch: (Curve | undefined)[] = [];
  return (batch) => {
    const rankBatch = ranks === 1 ? batch : Math.ceil(batch / ranks);
    let curve = byRankBatch[rankBatch];
    if (!curve) {
      const { x, y } = measured(rankBatch * ranks);
      const times = factor(rankBatch * ranks);
      curve = { x, y: y.map((seconds) => overhead_s + times * seconds) };
      byRankBatch[rankBatch] = curve;
    }
    return curve;
  };
}

function rowCurves(profile: EngineProfile): (batch: number) => Curve {
  const rows = decodeStepRows(profile);
  const contexts = Float64Array.from(rows, (row) => row.contextTokens);
  const curves = rows.map((row) => ({
    x: Float64Array.from(row.batch),
    y: Float64Array.from(row.stepMs, (ms) => ms / 1000),
  }));
  return (batch) => ({ x: contexts, y: Float64Array.from(curves, (curve) => linearAt(curve, batch)) });
}

/** The curve over KV usage once, stretched to the contexts of each batch size. */
function polynomialCurves({ polynomials, decode }: EngineProfile): (batch: number) => Curve {
  const { decodeMs, decodeFloorMs } = polynomials!;
  const usage = denseCurve((u) => Math.max(decodeFloorMs, polynomial(decodeMs, u)) / 1000, 0, 1);
  return (batch) => ({ x: usage.x.map((u) => (u * decode.maxKvTokens) / batch), y: usage.y });
}

/** Value of a polynomial, coefficients of ascending powers. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
}

function decodeFactor(calibration: Calibration | undefined): (batch: number) => number {
  if (!calibration) return () => 1;
  const { batch, factor } = calibration.decodeFactors;
  const curve = { x: Float64Array.from(batch, Math.log), y: Float64Array.from(factor) };
  const [smallest, largest] = [batch[0]!, batch.at(-1)!];
  return (size) => linearAt(curve, Math.log(Math.min(largest, Math.max(smallest, size))));
}
