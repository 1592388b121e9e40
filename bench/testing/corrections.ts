/** Measured points beside their simulation, made by hand. */
import type { Correction } from '../accuracy/correction.js';
import type { Shares } from '../accuracy/likeness.js';
import { CALIBRATED } from '../accuracy/settings.js';

/** A point of an aggregated vLLM engine at the middle of the data: 64 users, prompts of 2,048 tokens, 256 ms simulated. */
export function madeCorrection(fields: Partial<Correction> = {}): Correction {
  return {
    configuration: 'c',
    profile: 'p',
    engine: 'vllm',
    version: '1',
    campaign: false,
    model: 'm',
    system: 's',
    precision: 'fp8',
    concurrency: 64,
    isl: 2048,
    osl: 1024,
    ttft: 0,
    tpot: 0,
    simulated: { ttft: 256, tpot: 256 },
    measurement: 1,
    ...fields,
  };
}

/** Shares that are all 0, but for what is given. */
export function madeShares(fields: Partial<Shares>): Shares {
  const none = Object.fromEntries(Object.keys(CALIBRATED.ttft.shares).map((name) => [name, 0]));
  return { ...(none as unknown as Shares), ...fields };
}
