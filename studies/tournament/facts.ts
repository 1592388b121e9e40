/** What a world tells about itself before anybody plays: the scale on which settings are laid out. */
import { type PoolContext, type Role, serviceRate } from '../../planner-core/index.js';
import { type LoadedScenario, mayWait } from '../../scenarios/index.js';
import { loadPools } from '../trial/simulation-input.js';
import type { TrialSources } from '../trial/sources.js';

/** The scale of a world. */
export interface WorldFacts {
  readonly mode: 'disaggregated' | 'aggregated';
  /** Workers that the mean load keeps busy at the promised latency, not rounded; at least a half of one. */
  readonly meanWorkers: Readonly<Partial<Record<Role, number>>>;
  /** Output tokens per second that one GPU of the decoding role makes at the promised latency. */
  readonly decodeTokensPerGpu: number;
  /** Prefill workers that keep one decode worker busy. */
  readonly prefillPerDecode: number;
  /** GPUs of `max_replicas` workers of every role. */
  readonly maxGpus: number;
  /** Whether the traffic is known before the run, as references need it. */
  readonly known: boolean;
}

/** Reads the traffic once. Throws what loading profiles and traffic throws. */
export function factsOf(loaded: LoadedScenario, sources: TrialSources): WorldFacts {
  const { scenario } = loaded;
  const contexts = loadPools(loaded, sources).map(([role, [first]]): [Role, PoolContext] => [
    role,
    { profile: first!.profile, replicas: 1 },
  ]);
  const { tpot_ms } = scenario.sla;
  const context = {
    intervalSeconds: 1,
    sla: tpot_ms === undefined ? {} : { tpot: tpot_ms / 1000 },
    pools: Object.fromEntries(contexts),
  };
  const load = meanLoad(loaded, sources);
  const meanWorkers = Object.fromEntries(
    contexts.map(([role, pool]) => {
      const workers = load.rps / serviceRate(role, pool, context)(load);
      return [role, Number.isFinite(workers) ? Math.max(0.5, workers) : 0.5];
    }),
  ) as WorldFacts['meanWorkers'];
  const [decodeRole, decode] = contexts.at(-1)!;
  const decodeTokens = serviceRate(decodeRole, decode, context)(load) * load.osl;
  return {
    mode: scenario.cluster.mode,
    meanWorkers,
    decodeTokensPerGpu: decodeTokens / decode.profile.gpusPerWorker,
    prefillPerDecode: (meanWorkers.prefill ?? 1) / (meanWorkers.decode ?? 1),
    maxGpus:
      contexts.reduce((sum, [, { profile }]) => sum + profile.gpusPerWorker, 0) * scenario.tournament.max_replicas,
    known: !mayWait(scenario.traffic),
  };
}

interface MeanLoad {
  readonly rps: number;
  readonly isl: number;
  readonly osl: number;
}

/** Of requests that wait for nobody; later turns of sessions are not in it. */
function meanLoad({ scenario, resolve }: LoadedScenario, sources: TrialSources): MeanLoad {
  let [requests, input, output, last_s] = [0, 0, 0, 0];
  const traffic = sources.traffic(scenario.traffic, scenario.seed, resolve);
  for (const { arrival_s, inputTokens, outputTokens } of traffic.requests) {
    requests++;
    input += inputTokens;
    output += outputTokens;
    last_s = arrival_s;
  }
  const seconds = traffic.duration_s ?? last_s;
  return { rps: requests / Math.max(1, seconds), isl: input / requests, osl: output / requests };
}
