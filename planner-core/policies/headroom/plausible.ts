/**
 * What can have come in at most: what the ready workers of the first stage could have computed, and by how much its queue grew.
 * A rate beyond that (a counter doubled, a metric scaled) is no demand.
 */
import type { Observation } from '../../ports.js';
import { queueLength } from '../parts/read.js';
import { computedTokens, type Lengths } from './demand.js';
import type { RoleSetup } from './plan.js';

/** The profile may be off by this factor, and a prefix cache may spare half of the prompts. */
const MARGIN = 2;

/** Requests per second; without a bound where nobody tells of the queue. `queuedBefore`: the queue of the tick before. */
export function mostArrivals(
  first: RoleSetup | undefined,
  observation: Observation,
  queuedBefore: number | undefined,
  lengths: Lengths | undefined,
): number {
  const queued = first && queueLength(observation, first.role);
  if (!first || !lengths || queued === undefined || queuedBefore === undefined) return Number.POSITIVE_INFINITY;
  const { role, engine } = first;
  const tokens = computedTokens(lengths);
  const prompt_s = engine.promptInFullStep_s(tokens, lengths.islVariation);
  const { ready = 0, draining = 0 } = observation.workers[role] ?? {};
  // a step that had begun before is done in the window, and another is under way at its end
  const steps = (2 * engine.fullStepTokens) / tokens / observation.windowSeconds;
  const served = (ready + draining) * (1 / prompt_s + steps);
  return MARGIN * served + Math.max(0, queued - queuedBefore) / observation.windowSeconds;
}
