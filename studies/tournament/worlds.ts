/** The worlds of a tournament: every traffic with every startup delay. */
import type { LoadedScenario } from '../../scenarios/index.js';
import { poolsOf } from '../../scenarios/index.js';

/** What is the same for everybody who plays in it. */
export interface World {
  /** Traffic and startup, as far as the tournament varies them; `as configured` where it varies neither. */
  readonly name: string;
  readonly sets: readonly string[];
}

/** The worlds that a scenario's tournament plays in, its traffics one after the other. */
export function worldsOf({ scenario }: LoadedScenario): World[] {
  const { traffics, startups_s } = scenario.tournament;
  const byTraffic = traffics
    ? Object.entries(traffics).map(([name, traffic]) => ({ name, sets: [`traffic=${JSON.stringify(traffic)}`] }))
    : [{ name: '', sets: [] }];
  const roles = poolsOf(scenario.cluster).map(([role]) => role);
  const byStartup = (startups_s ?? [undefined]).map((startup_s) =>
    startup_s === undefined
      ? { name: '', sets: [] }
      : { name: `startup ${startup_s} s`, sets: roles.map((role) => `cluster.${role}.startup=${startup_s}`) },
  );
  return byTraffic.flatMap((traffic) =>
    byStartup.map((startup) => ({
      name: [traffic.name, startup.name].filter((part) => part !== '').join(', ') || 'as configured',
      sets: [...traffic.sets, ...startup.sets],
    })),
  );
}
