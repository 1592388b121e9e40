/** What the streams of `bench:emulate` are like: decode steps of exactly 20 ms whatever the batch, on engines that step each in its own time. */
import type { SimulationInput } from '../../sim/index.js';
import { smallInput, smallProfile } from '../../sim/testing/index.js';

export const GAP_MS = 20;
export const MODEL = 'paced';
const WORKERS = 8;

export function pacedInput(): SimulationInput {
  const profile = smallProfile({ maxKvTokens: 10_000_000 });
  const steady = { ...profile, decode: { ...profile.decode, itlMs: profile.decode.itlMs.map(() => GAP_MS) } };
  return smallInput({
    profile: steady,
    prefill: { replicas: WORKERS, max_batch: 64 },
    decode: { replicas: WORKERS, max_batch: 4096 },
  });
}
