/** Every kind of page in its hard cases: how it is made, and how its verdict begins. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineUp, plannerPage, readRun, writeLineUp } from '../../reports/index.js';
import { drawnPage, invalidClient, nothing, record, timeline } from '../../reports/testing/index.js';
import { shippedPath } from '../../scenarios/index.js';
import { type SweepResult, type Tournament, writeSweep, writeTournament } from '../../studies/index.js';
import { runScenario } from '../wiring/run-scenario.js';

export interface ContactCase {
  readonly name: string;
  readonly verdict: RegExp;
  /** Makes the page in a folder of its own and returns its path. */
  make(folder: string): Promise<string>;
}

const quiet = { update: () => undefined, done: () => undefined };
const LONG = 'eu-west-1_llama-3.1-70b-instruct-fp8_h200_sxm_2026-11-30T10-00_somebody-tries-how-long-a-name-may-be';

const FAILURE = { code: 'HR_SCENARIO_INVALID', message: `no such thing as ${LONG}` } as const;

/** A run of a ready scenario. */
function simulated(file: string, set: readonly string[], regret = false) {
  return async (folder: string) => {
    await runScenario({ scenario: shippedPath('scenarios', file), set, out: folder, regret }, quiet);
    return join(folder, 'report.html');
  };
}

const quickstart = (duration_s: number, ...set: string[]) =>
  simulated('quickstart.yaml', [`traffic.generator.duration_s=${duration_s}`, ...set]);

/** A made-up record. */
function drawn(...of: Parameters<typeof record>) {
  return written('report.html', () => drawnPage(record(...of)));
}

function written(name: string, html: () => Promise<string>) {
  return async (folder: string) => {
    const path = join(folder, name);
    writeFileSync(path, await html());
    return path;
  };
}

export const CONTACT_CASES: readonly ContactCase[] = [
  {
    name: 'kept',
    verdict: /^9\d\.\d+ % of 1,\d{3} requests met/,
    make: quickstart(120, 'planner.policy=static', 'cluster.decode.replicas=3'),
  },
  {
    name: 'missed',
    verdict: /^MISSED: /,
    make: quickstart(120, 'planner.policy=static', 'cluster.prefill.replicas=1', 'cluster.decode.replicas=1'),
  },
  { name: 'ten-requests', verdict: /^100\.0 % of \d\d requests met/, make: quickstart(1.2) },
  {
    name: 'all-failed',
    verdict: /^MISSED: 0\.0 % of/,
    make: quickstart(120, 'clients.first_token_timeout_s=0.001', 'planner.policy=static'),
  },
  { name: 'long-name', verdict: /^MISSED: /, make: quickstart(120, `name=${LONG}`, `description=${LONG} ${LONG}`) },
  {
    name: 'three-and-a-half-days',
    verdict: /of \d{2},\d{3} requests met/,
    make: quickstart(
      302_400,
      'traffic.rate_scale=0.01',
      'planner.interval_s=300',
      'planner.scrape_interval_s=60',
      'run.requests=none',
    ),
  },
  {
    name: 'regret',
    verdict: /requests met/,
    make: simulated('quickstart.yaml', ['traffic.generator.duration_s=30'], true),
  },
  {
    name: 'aggregated',
    verdict: /requests met/,
    make: simulated('aggregated.yaml', ['traffic.generator.duration_s=120']),
  },
  { name: 'live-invalid', verdict: /^INVALID: /, make: drawn({ rows: 40, summary: { client: invalidClient } }) },
  {
    name: 'without-promise',
    verdict: /^1,000 requests without a promise/,
    make: drawn({ rows: 40, summary: { sla: {}, attainment: { by_class: {} } } }),
  },
  {
    name: 'nothing',
    verdict: /^60 decisions/,
    make: written('report.html', () => drawnPage(nothing())),
  },
  {
    name: 'live-planner',
    verdict: /^Leads/,
    make: written('planner.html', () =>
      plannerPage({
        name: LONG,
        standing: 'Leads; last targets: 2 prefill; 60 ticks, 1 scale-up.',
        sla: { ttft_ms: 1000, tpot_ms: 40 },
        timeline: timeline(240),
        decisions: record().decisions,
        refresh_s: 3600,
      }),
    ),
  },
  {
    name: 'comparison',
    verdict: /is the only run that keeps attainment>=0\.9/,
    make: async (folder) => {
      const runs = await Promise.all(
        [1, 3].map(async (replicas) => {
          const path = join(folder, `${LONG}-${replicas}`);
          await quickstart(120, 'planner.policy=static', `cluster.decode.replicas=${replicas}`)(path);
          return { path, record: readRun(path) };
        }),
      );
      const asked = [
        {
          text: 'attainment>=0.9',
          isKept: ({ attainment }: (typeof runs)[number]['record']['summary']) => attainment.overall! >= 0.9,
        },
      ];
      const files = await writeLineUp(folder, lineUp(runs, asked));
      return files[0]!;
    },
  },
  { name: 'sweep', verdict: /^24 points, 1 of them failed; /, make: (folder) => writeSweep(folder, sweep(), false) },
  {
    name: 'tournament',
    verdict: /^headroom reaches 95\.0 %/,
    make: (folder) => writeTournament(folder, tournament()),
  },
];

/** Three axes, a marked point, and one point that failed. */
function sweep(): SweepResult {
  const axes = ['planner.interval_s', 'cluster.prefill.startup, cluster.decode.startup', 'planner.attainment'];
  const rows = [10, 30, 60].flatMap((interval) =>
    [0, 60, 120, 480].flatMap((startup) =>
      [0.9, 0.99].map((goal) => ({
        values: { [axes[0]!]: interval, [axes[1]!]: startup, [axes[2]!]: goal },
        runs: 2,
        attainment: Math.max(0.2, goal - interval * startup * 1e-5),
        gpu_hours: 900 + startup + 100 / interval,
        usd: 9000,
        ttft_p50_ms: 300,
        ttft_p99_ms: 900 + interval * startup,
        scale_changes_per_h: 60 / interval,
      })),
    ),
  );
  const { attainment: _, ...failing } = rows[0]!;
  const failed = { ...failing, failure: FAILURE };
  const at = rows[9]!.values;
  return {
    name: LONG,
    axes,
    seeds: [1, 2],
    rows: [failed, ...rows.slice(1)],
    stability: { at, attainment: 0.9, changes_per_h: 60 },
  };
}

/** Two worlds, one that nobody but the oracle and one policy reaches. */
function tournament(): Tournament {
  const standing = (policy: string, family: 'ours' | 'Kubernetes', attainment: number, gpu_hours: number) => ({
    policy,
    family,
    setting: `${policy} ${LONG}`,
    sets: [],
    attainment,
    gpu_hours,
    usd: gpu_hours * 10,
    reaches: attainment >= 0.95,
    regret: gpu_hours / 5 - 1,
    scale_changes: 12,
  });
  const world = (name: string) => {
    const standings = [standing('headroom', 'ours', 0.96, 5.2), standing('hpa', 'Kubernetes', 0.91, 7)];
    const refused = { policy: 'chiron', reason: FAILURE };
    return { world: name, standings, tried: standings, cannot_play: [refused] };
  };
  const ranking = [
    { rank: 1, policy: 'headroom', family: 'ours' as const, worlds_reached: 2, attainment: 0.96, gpu_hours: 10.4 },
    { rank: 2, policy: 'hpa', family: 'Kubernetes' as const, worlds_reached: 0, attainment: 0.91, gpu_hours: 14 },
  ];
  return {
    scenario: LONG,
    attainment: 0.95,
    seeds: [1, 2],
    judging_seeds: [3],
    trials: 40,
    ranking,
    worlds: [world('bursts, startup 30 s'), world(LONG)],
  };
}
