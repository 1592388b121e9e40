/** Golden dry runs of the seed-era planner: its decisions over a trace's intervals, without correction. */
import { basename } from 'node:path';
import type { GoldenFolder } from './folder.js';
import { type Config, isRelease, observation, startSession } from './replicas.js';
import type { GoldenTally } from './tally.js';

interface DryRun {
  readonly dynamo: string;
  readonly args: Config & { readonly profile_results_dir: string; readonly load_predictor: string };
  /** Parallel arrays, an entry an interval: what was observed, and what was ordered for it from the one before. */
  readonly series: Readonly<Record<'rr' | 'isl' | 'osl' | 'num_p' | 'num_d', readonly number[]>>;
}

export function checkDryRuns(folder: GoldenFolder, tally: GoldenTally): void {
  if (!folder.has('dryruns')) return;
  for (const file of folder.files('dryrun-', '.json', 'dryruns')) {
    const { dynamo, args, series } = folder.json<DryRun>(file);
    if (!isRelease(dynamo) || args.load_predictor !== 'constant') continue;
    const session = startSession(folder, dynamo, basename(args.profile_results_dir), { ...args, no_correction: true });
    let state = session.initialState;
    for (let i = 1; i < series.rr.length; i++) {
      const [num_req, isl, osl] = [series.rr[i - 1]!, series.isl[i - 1]!, series.osl[i - 1]!];
      const seen = { ttft_s: 0, itl_s: 0, request_duration_s: 0, num_p: 1, num_d: 1, num_req, isl, osl };
      const answer = session.tick(state, observation(seen, i, args.adjustment_interval));
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
