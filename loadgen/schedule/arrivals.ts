/**
 * Arrival times of a staged rate. Gaps of mean 1 are mapped through the inverse of the cumulative rate, so that steps and
 * ramps take effect at their own second and every process keeps its shape.
 */

import type { ScheduleSpec } from '../../scenarios/index.js';
import { exponential, gamma, randomStream } from '../../scenarios/random/index.js';

/** A schedule of stages, each of a rate or a ramp. */
export type RateSchedule = Extract<ScheduleSpec, { kind: 'rate' }>;

/** Seconds, ascending, until the last stage ends. */
export function* arrivals({ process, shape, stages }: RateSchedule, seed: number): Generator<number> {
  const random = randomStream(seed, 'bench_arrivals');
  const gap = () => {
    if (process === 'constant') return 1;
    return process === 'gamma' ? gamma(random, shape) / shape : exponential(random);
  };
  let expected = process === 'constant' ? 0 : gap();
  let start_s = 0;
  let before = 0;
  for (const { duration_s, rps, to_rps = rps } of stages) {
    const inStage = (duration_s * (rps + to_rps)) / 2;
    for (; expected - before < inStage; expected += gap()) {
      yield start_s + timeOf(expected - before, rps, (to_rps - rps) / duration_s);
    }
    start_s += duration_s;
    before += inStage;
  }
}

/** Seconds of all stages together. */
export function scheduleDuration({ stages }: RateSchedule): number {
  return stages.reduce((sum, { duration_s }) => sum + duration_s, 0);
}

/** Solves rps·t + slope·t²/2 = count for t, in the form that stays exact for a slope near 0. */
function timeOf(count: number, rps: number, slope: number): number {
  if (count === 0) return 0;
  return (2 * count) / (rps + Math.sqrt(Math.max(0, rps * rps + 2 * slope * count)));
}
