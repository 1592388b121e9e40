/** Golden dry runs: a planner's decisions over a trace's intervals, without correction. */
import { basename } from 'node:path';
import type { GoldenFolder } from './folder.js';
import { type Config, isRelease, observation, startSession } from './replicas.js';
import type { GoldenTally } from './tally.js';

/** Parallel arrays, an entry an interval: what was observed, and what was ordered for it from the one before. */
type Series = Readonly<Record<'rr' | 'isl' | 'osl' | 'num_p' | 'num_d', readonly number[]>>;

interface SeedDryRun {
  readonly dynamo: string;
  readonly args: Config & { readonly profile_results_dir: string };
  readonly series: Series;
}

/** From 1.0 on: targets in milliseconds, what is not told is the default. */
interface LaterDryRun {
  readonly meta: { readonly dynamo: string };
  readonly profile: string;
  readonly config: Pick<Config, 'max_gpu_budget' | 'load_predictor' | 'ttft' | 'itl'> & {
    readonly throughput_adjustment_interval: number;
  };
  readonly series: Series;
}

interface DryRun {
  readonly release: string;
  readonly profile: string;
  readonly config: Config;
  readonly series: Series;
}

export function checkDryRuns(folder: GoldenFolder, tally: GoldenTally): void {
  if (!folder.has('dryruns')) return;
  for (const file of folder.files('dryrun-', '.json', 'dryruns')) {
    const { release, profile, config, series } = readDryRun(folder.json<SeedDryRun | LaterDryRun>(file));
    if (!isRelease(release)) continue;
    const session = startSession(folder, release, profile, { ...config, no_correction: true });
    let state = session.initialState;
    for (let i = 1; i < series.rr.length; i++) {
      const [num_req, isl, osl] = [series.rr[i - 1]!, series.isl[i - 1]!, series.osl[i - 1]!];
      const seen = { ttft_s: 0, itl_s: 0, request_duration_s: 0, num_p: 1, num_d: 1, num_req, isl, osl };
      const answer = session.tick(state, observation(seen, i, config.adjustment_interval));
      state = answer.state;
      const { prefill, decode } = answer.decision.targets;
      const wanted = [series.num_p[i], series.num_d[i]];
      tally.check(
        file,
        prefill === wanted[0] && decode === wanted[1],
        () => `interval ${i}: got ${prefill}, ${decode}, wanted ${wanted}`,
      );
    }
  }
}

function readDryRun(file: SeedDryRun | LaterDryRun): DryRun {
  if ('args' in file) {
    const { dynamo, args, series } = file;
    return { release: dynamo, profile: basename(args.profile_results_dir), config: args, series };
  }
  const { meta, profile, config, series } = file;
  return {
    release: meta.dynamo,
    profile,
    config: {
      ...config,
      adjustment_interval: config.throughput_adjustment_interval,
      ttft: config.ttft / 1000,
      itl: config.itl / 1000,
      min_endpoint: 1,
      prefill_engine_num_gpu: 1,
      decode_engine_num_gpu: 1,
    },
    series,
  };
}
