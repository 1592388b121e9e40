/** What the record of a run of a scenario's cluster says of its making. */
import type { EngineProfile } from '../../planner-core/index.js';
import { type RunFile, type RunMeta, rowFormat } from '../../reports/index.js';
import { type LoadedScenario, measuredError } from '../../scenarios/index.js';
import type { LoadedPools, PreparedTrial } from '../../studies/index.js';
import { toolVersion } from '../tool-version.js';

/** `command`: the command line for the record. */
export async function recordMeta(
  { scenario, name, file }: LoadedScenario,
  { pools, prices, input, causes }: Pick<PreparedTrial, 'pools' | 'prices' | 'input' | 'causes'>,
  command: readonly string[],
): Promise<Omit<RunMeta, 'startedAt'>> {
  return {
    name,
    toolVersion: toolVersion(),
    command,
    scenario,
    seed: scenario.seed,
    inputs: [file, ...pools.flatMap(([, profiles]) => profiles.flatMap(({ files }) => files))].filter(isFirstOfItsName),
    profiles: profilesOf(pools),
    sla: scenario.sla,
    prices,
    causes,
    requests: await rowFormat(scenario.run.requests),
    timelineInterval_s: input.timelineInterval_s,
    timelineMayCoarsen: scenario.run.timeline_interval_s === undefined,
  };
}

function profilesOf(pools: LoadedPools): RunFile['profiles'] {
  return Object.fromEntries(
    pools.flatMap(([role, profiles]) =>
      profiles.map(({ profile }, i) => [profiles.length === 1 ? role : `${role}/${i}`, profileNote(profile)]),
    ),
  );
}

/** A calibrated profile is another one than was measured. */
function profileNote({ id, provenance, calibration }: EngineProfile): RunFile['profiles'][string] {
  const measured = calibration ? undefined : measuredError(id);
  return { id, ...provenance, ...(measured && { measured }) };
}

function isFirstOfItsName<T extends { readonly name: string; readonly sha256: string }>(file: T, i: number, all: T[]) {
  return all.findIndex(({ name, sha256 }) => name === file.name && sha256 === file.sha256) === i;
}
