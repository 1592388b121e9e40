/** A tournament made by hand, as its words, pictures and files see it. */
import type { WorldFacts } from '../tournament/facts.js';
import type { Ranked, Standing, Tournament, WorldResult } from '../tournament/result.js';

/** A world that needs two and a half prefill workers and four decode workers on average. */
export const MADE_FACTS: WorldFacts = {
  mode: 'disaggregated',
  meanWorkers: { prefill: 2.5, decode: 4 },
  decodeTokensPerGpu: 1000,
  prefillPerDecode: 0.625,
  maxGpus: 32,
  known: true,
};

/** A policy that reaches the attainment for these GPU-hours. */
export function madePlace(policy: string, gpu_hours: number, fields: Partial<Standing> = {}): Standing {
  return {
    policy,
    family: policy === 'oracle' ? 'knows the traffic' : 'baseline',
    setting: `set ${policy}`,
    sets: [`planner.policy=${policy}`],
    attainment: 0.96,
    gpu_hours,
    reaches: true,
    scale_changes: 4,
    ...fields,
  };
}

/** A world of these standings. */
export function madeWorld(standings: readonly Standing[], fields: Partial<WorldResult> = {}): WorldResult {
  return { world: 'as configured', standings, tried: [], cannot_play: [], ...fields };
}

/** A policy over all worlds. */
export function madeRank(policy: string, gpu_hours: number, fields: Partial<Ranked> = {}): Ranked {
  const family = policy === 'oracle' ? 'knows the traffic' : 'baseline';
  return { rank: 1, policy, family, worlds_reached: 1, attainment: 0.96, gpu_hours, ...fields };
}

/** A tournament of these worlds. */
export function madeTournament(
  ranking: readonly Ranked[],
  worlds: readonly WorldResult[] = [madeWorld([])],
): Tournament {
  return {
    scenario: 'made',
    attainment: 0.95,
    seeds: [1, 2, 3],
    judging_seeds: [1001, 1002],
    trials: 40,
    ranking,
    worlds,
  };
}
