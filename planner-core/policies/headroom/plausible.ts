/**
 * What the workers that are ready could have served at most. More requests than that cannot have ended, so a count beyond it is a
 * metric gone wrong (a counter doubled, a rate scaled) and no demand.
 */
import type { Observation } from '../../ports.js';
import { valueAt } from './curve.js';
import type { Lengths } from './demand.js';
import type { RoleSetup } from './plan.js';

/** The profile may be off by this factor. */
const MARGIN = 2;

/** Requests per second that can have ended, whatever their latency. */
export function mostServed(setups: readonly RoleSetup[], { workers }: Observation, lengths: Lengths): number {
  const rates = setups.map(({ role, engine }) => {
    const prompt_s = role === 'decode' ? 0 : engine.promptInFullStep_s(lengths.isl, lengths.islVariation);
    const context = lengths.isl + lengths.osl / 2;
    const batch = Math.max(1, Math.min(engine.maxBatch, engine.kvTokens / context));
    const tokens_s = role === 'prefill' ? 0 : (lengths.osl * valueAt(engine.steps(context), batch)) / batch;
    const { ready = 0, draining = 0 } = workers[role] ?? {};
    return (ready + draining) / (prompt_s + tokens_s);
  });
  return MARGIN * Math.min(...rates);
}
