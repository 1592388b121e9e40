/**
 * Time of one decode step from measured points, arranged in rows of one context length each. Within a row the time is
 * piecewise linear in the batch size; between rows it is linear in the mean context, KV tokens ÷ batch. So for a fixed
 * batch it is piecewise linear in the KV tokens, which is what gives runs of steps a closed form.
 *
 * Outside the measured area: constant below the smallest batch and context, along the last segment (never falling)
 * beyond the largest.
 */
import type { DecodeStepRow, EngineProfile } from '../../planner-core/index.js';
import { type Curve, linearAt } from './curve.js';

/** The step time over the mean context of a batch of this size; worked out once for each size. */
export function decodeCurves(profile: EngineProfile): (batch: number) => Curve {
  const rows = profile.decodeSteps ?? rowsFromPoints(profile);
  const contexts = Float64Array.from(rows, (row) => row.contextTokens);
  const curves = rows.map((row) => ({
    x: Float64Array.from(row.batch),
    y: Float64Array.from(row.stepMs, (ms) => ms / 1000),
  }));
  const byBatch: (Curve | undefined)[] = [];
  return (batch) => {
    let overContext = byBatch[batch];
    if (!overContext) {
      overContext = { x: contexts, y: Float64Array.from(curves, (curve) => linearAt(curve, batch)) };
      byBatch[batch] = overContext;
    }
    return overContext;
  };
}

/** Dynamo's points (KV usage, context, ITL) as rows: batch = KV usage × KV capacity ÷ context. */
function rowsFromPoints({ decode }: EngineProfile): DecodeStepRow[] {
  const byContext = new Map<number, { batch: number; stepMs: number }[]>();
  decode.contextTokens.forEach((context, i) => {
    const row = byContext.get(context) ?? [];
    row.push({ batch: (decode.kvUsage[i]! * decode.maxKvTokens) / context, stepMs: decode.itlMs[i]! });
    byContext.set(context, row);
  });
  return [...byContext]
    .sort(([a], [b]) => a - b)
    .map(([contextTokens, points]) => {
      points.sort((a, b) => a.batch - b.batch);
      return { contextTokens, batch: points.map((p) => p.batch), stepMs: points.map((p) => p.stepMs) };
    });
}
