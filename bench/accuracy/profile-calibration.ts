/**
 * What measured points say of one engine's step times, as the factors of a profile: how much slower it decodes at each load,
 * and how much slower it computes long prompts when little else goes on.
 */
import type { Calibration } from '../../planner-core/index.js';
import type { Correction } from './correction.js';
import { median } from './kriging.js';

/** Fewer points say too little of the loads between them. */
const LEAST_POINTS = 4;
/** Where TTFT is prompt computation above all: little queueing, and long against a client's overhead. */
const LONG_PROMPT = 4096;
const LIGHT_LOAD = 16;
/** TTFT beyond this factor is not the prompt's computation any more. */
const MOST_PREFILL_FACTOR = 3;

/** `undefined` where the points are too few. */
export function profileCalibration(points: readonly Correction[], source: string): Calibration | undefined {
  if (points.length < LEAST_POINTS) return undefined;
  const loads = [...new Set(points.map((point) => point.concurrency))].sort((a, b) => a - b);
  const factor = loads.map((load) =>
    round(Math.exp(median(points.filter((point) => point.concurrency === load).map((point) => point.tpot)))),
  );
  const prompts = points.filter((point) => point.isl >= LONG_PROMPT && point.concurrency <= LIGHT_LOAD);
  const prefill = prompts.length === 0 ? median(factor) : Math.exp(median(prompts.map((point) => point.ttft)));
  const prefillFactor = round(Math.min(MOST_PREFILL_FACTOR, Math.max(1 / MOST_PREFILL_FACTOR, prefill)));
  return { prefillFactor, decodeFactors: { batch: loads, factor }, source };
}

function round(value: number): number {
  return Math.round(value * 1e3) / 1e3;
}
