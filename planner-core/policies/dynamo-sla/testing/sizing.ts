/** The seed planner's sizing on an engine of round figures. */
import { decodeGrid, prefillCurves } from '../../../interpolate/index.js';
import { plainProfile } from '../../testing/plain-profile.js';
import type { DynamoSlaOptions } from '../options.js';
import { type DynamoSlaRelease, RELEASES, type ReleaseRules } from '../releases.js';
import type { Sizing } from '../size.js';

/** 500 ms and a hair above 30 ms, a hundred GPUs, one worker at least. */
export const SLA_OPTIONS: DynamoSlaOptions = {
  release: '0.5.1',
  ttft_s: 0.5,
  itl_s: 0.0301,
  maxGpuBudget: 100,
  minEndpoint: 1,
};

export interface SizingChoice {
  readonly options?: Partial<DynamoSlaOptions>;
  readonly rules?: Partial<ReleaseRules>;
  readonly gpus?: readonly [prefill: number, decode: number];
}

/** A release's sizing over intervals of a minute. */
export function sizingOf(release: DynamoSlaRelease, { options, rules, gpus = [1, 1] }: SizingChoice = {}): Sizing {
  const { prefill, decode } = plainProfile();
  return {
    options: { ...SLA_OPTIONS, release, ...options },
    rules: { ...RELEASES[release], ...rules },
    prefill: prefillCurves(prefill),
    decode: decodeGrid(decode),
    interval_s: 60,
    prefillGpus: gpus[0],
    decodeGpus: gpus[1],
  };
}
