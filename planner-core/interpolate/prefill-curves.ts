/** Prefill TTFT and throughput over ISL, as Dynamo's planner interpolates them: not-a-knot cubic, ISL clamped. */
import type { PrefillMeasurements } from '../profile.js';
import { cubicSpline, splineAt } from './cubic-spline.js';

/** TTFT and throughput over prompt length, made ready by {@link prefillCurves}. */
export interface PrefillCurves {
  ttftMs(isl: number): number;
  tokensPerSecondPerGpu(isl: number): number;
}

/** Makes the measured points of prefill ready for questions between them. */
export function prefillCurves(prefill: PrefillMeasurements): PrefillCurves {
  const ttft = cubicSpline(prefill.isl, prefill.ttftMs);
  const throughput = cubicSpline(prefill.isl, prefill.tokensPerSecondPerGpu);
  const least = Math.min(...prefill.isl);
  const most = Math.max(...prefill.isl);
  const clamp = (isl: number) => Math.max(least, Math.min(isl, most));
  return {
    ttftMs: (isl) => splineAt(ttft, clamp(isl)),
    tokensPerSecondPerGpu: (isl) => splineAt(throughput, clamp(isl)),
  };
}
