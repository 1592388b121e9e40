/**
 * `npm run startup-sweep [-- TRACE]`: Dynamo's published cold-start sweep. Plays scenarios/startup-sweep.yaml, aggregated (2 workers)
 * and disaggregated (1 + 1), with startups of 0 to 300 s on three seeds, on TRACE (Mooncake's format) where one is given, and
 * prints tables (docs/explanation/startup-sweep.md). The last line of stdout is one JSON object: what of the published shape is there.
 */
import { resolve } from 'node:path';
import { columns, meanOf, type Summary } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';
import { localRunner, type TrialSpec } from '../studies/index.js';
import { kneeOf, rankCorrelation } from './startup-sweep/shape.js';

const STARTUPS_S = Array.from({ length: 16 }, (_, i) => 20 * i);
const SEEDS = [1, 2, 3];
/** "Near 100–120 s", with a step of the sweep on either side. */
const KNEE_S = [80, 140] as const;
const HEAD = ['startup', 'scale events', 'TTFT p99 ms', 'ITL mean ms', 'ITL p90 ms', 'attainment', 'GPU-hours'];

const [trace] = process.argv.slice(2);
const traffic = trace ? [`traffic=${JSON.stringify({ format: 'mooncake', path: resolve(trace) })}`] : [];
const engine = {
  profile: 'llama-3.1-8b-fp8_h200_sxm_vllm_tp1',
  queue: 'per_worker',
  routing: { policy: 'round_robin' },
  block_tokens: 64,
  prefix_caching: 'lru',
};
const MODES = {
  agg: (startup: number) => [`cluster.aggregated.startup=${startup}`],
  disagg: (startup: number) => [
    `cluster=${JSON.stringify({ mode: 'disaggregated', prefill: { ...engine, replicas: 1, startup }, decode: { ...engine, replicas: 1, startup } })}`,
    'planner.config.mode=disagg',
  ],
} as const;

interface Point {
  readonly startup_s: number;
  readonly scale_events: number;
  readonly ttft_p99_ms: number;
  readonly itl_mean_ms: number;
  readonly itl_p90_ms: number;
  readonly attainment: number;
  readonly gpu_hours: number;
}

const runner = localRunner();
const sweeps = { agg: await sweep('agg'), disagg: await sweep('disagg') };
await runner.close();
const agg = shapeOf(sweeps.agg);
process.stdout.write(
  `${JSON.stringify({
    traffic: trace ? 'trace' : 'generated',
    agg,
    disagg: shapeOf(sweeps.disagg),
    agg_cheaper:
      meanOf(sweeps.agg.map(({ gpu_hours }) => gpu_hours)) < meanOf(sweeps.disagg.map(({ gpu_hours }) => gpu_hours)),
    scale_events_fall: agg.scale_events_rank_correlation < -0.9,
    knee_near_100_to_120: agg.ttft_knee_s >= KNEE_S[0] && agg.ttft_knee_s <= KNEE_S[1] && agg.ttft_p99_ms_per_s[1] > 0,
  })}\n`,
);

async function sweep(mode: keyof typeof MODES): Promise<Point[]> {
  const specs = STARTUPS_S.flatMap((startup) =>
    SEEDS.map(
      (seed): TrialSpec => ({
        scenario: shippedPath('scenarios', 'startup-sweep.yaml'),
        sets: [...traffic, ...MODES[mode](startup)],
        seed,
      }),
    ),
  );
  let done = 0;
  const outcomes = await runner.run(specs, {
    onOutcome: () => process.stderr.write(`\r${mode} ${++done} of ${specs.length}`),
  });
  process.stderr.write('\n');
  const runs = outcomes.map(({ summary, failure }) => {
    if (failure) throw new Error(failure.message);
    return summary;
  });
  const points = STARTUPS_S.map((startup_s, i) =>
    pointOf(startup_s, runs.slice(i * SEEDS.length, (i + 1) * SEEDS.length)),
  );
  process.stdout.write(
    `${mode}, mean of ${SEEDS.length} seeds\n${columns([HEAD, ...points.map(rowOf)]).join('\n')}\n\n`,
  );
  return points;
}

function pointOf(startup_s: number, runs: readonly Summary[]): Point {
  const mean = (pick: (summary: Summary) => number) => meanOf(runs.map(pick));
  return {
    startup_s,
    scale_events: mean(({ scaling }) => scaling.scale_ups + scaling.scale_downs),
    ttft_p99_ms: mean(({ ttft_ms }) => ttft_ms!.p99),
    itl_mean_ms: mean(({ itl_ms }) => itl_ms!.mean),
    itl_p90_ms: mean(({ itl_ms }) => itl_ms!.p90),
    attainment: mean(({ attainment }) => attainment.overall!),
    gpu_hours: mean(({ gpu_hours }) => gpu_hours.total),
  };
}

function shapeOf(points: readonly Point[]) {
  const startups = points.map(({ startup_s }) => startup_s);
  const ttft = kneeOf(
    startups,
    points.map(({ ttft_p99_ms }) => ttft_p99_ms),
  );
  const side = (isBelow: boolean, pick: (point: Point) => number) =>
    round(meanOf(points.filter(({ startup_s }) => startup_s <= ttft.knee === isBelow).map(pick)));
  return {
    scale_events: [points[0]!, points.at(-1)!].map(({ scale_events }) => round(scale_events)),
    scale_events_rank_correlation: round(
      rankCorrelation(
        startups,
        points.map(({ scale_events }) => scale_events),
      ),
    ),
    ttft_knee_s: ttft.knee,
    ttft_p99_ms_per_s: ttft.slopes.map(round) as [number, number],
    itl_mean_ms: { below: side(true, (point) => point.itl_mean_ms), above: side(false, (point) => point.itl_mean_ms) },
    itl_p90_ms: { below: side(true, (point) => point.itl_p90_ms), above: side(false, (point) => point.itl_p90_ms) },
    gpu_hours: round(meanOf(points.map(({ gpu_hours }) => gpu_hours))),
  };
}

function rowOf(point: Point): string[] {
  return [
    `${point.startup_s} s`,
    point.scale_events.toFixed(1),
    point.ttft_p99_ms.toFixed(0),
    point.itl_mean_ms.toFixed(1),
    point.itl_p90_ms.toFixed(1),
    `${(point.attainment * 100).toFixed(1)} %`,
    point.gpu_hours.toFixed(2),
  ];
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
