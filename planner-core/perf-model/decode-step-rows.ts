import type { DecodeStepRow, EngineProfile } from '../profile.js';

/**
 * Decode step times in rows of one context each: the measured table, or Dynamo's points (KV usage, context, ITL), where
 * batch = KV usage × KV capacity ÷ context.
 */
export function decodeStepRows({ decode, decodeSteps }: EngineProfile): readonly DecodeStepRow[] {
  if (decodeSteps) return decodeSteps;
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
      return { contextTokens, batch: points.map(({ batch }) => batch), stepMs: points.map(({ stepMs }) => stepMs) };
    });
}
