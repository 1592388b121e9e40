/** The least that the traffic of a run could have cost: its work at the best efficiency that was measured, without any idle time. */
import { leastGpuSeconds } from '../../planner-core/index.js';
import type { RegretQuantities, Summary } from '../../reports/index.js';
import type { PreparedTrial } from '../trial/trial.js';

/**
 * GPU-hours and dollars below which nothing goes, of the cheapest kind of worker in each. Prompt tokens that the prefix cache
 * saved in the run are no work.
 */
export function workBoundOf(
  { requests, tokens, prefix_cache }: Summary,
  { pools, prices }: PreparedTrial,
): RegretQuantities {
  const { offered } = requests;
  const isl = (tokens.input / offered) * (1 - (prefix_cache.hit_token_ratio ?? 0));
  const load = { requests: offered, isl, osl: tokens.output / offered };
  let gpu_hours = 0;
  let usd = 0;
  for (const [role, profiles] of pools) {
    const kinds = profiles.map(({ profile }) => {
      const hours = leastGpuSeconds(role, { profile, replicas: 0 }, load) / 3600;
      return { hours, usd: hours * (prices[profile.system ?? 'unknown']?.usd_per_gpu_hour ?? Number.NaN) };
    });
    gpu_hours += Math.min(...kinds.map(({ hours }) => hours));
    usd += Math.min(...kinds.map((kind) => kind.usd));
  }
  return { gpu_hours, ...(!Number.isNaN(usd) && { usd }), missed: 0 };
}
