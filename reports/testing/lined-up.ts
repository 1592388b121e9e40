/** Runs to line up, for tests: what tells them apart, and as little else as there must be. */
import { type Asked, type LineUp, lineUp, type NamedRun } from '../line-up/line-up.js';
import type { RunRecord } from '../record/read-run.js';
import { record } from './made-record.js';

interface Traits {
  readonly attainment?: number;
  /** Absent: no price is known. */
  readonly usd?: number;
  readonly gpuHours?: number;
  readonly status?: string;
  readonly offered?: number;
  readonly replicas?: number;
}

/** A run that was recorded at `path`. */
export function runAt(path: string, traits: Traits = {}): NamedRun {
  const { attainment = 0.9, usd, gpuHours = 1, status = 'complete', offered = 1000, replicas = 1 } = traits;
  const { summary, run } = record();
  const cost = usd === undefined ? undefined : { ...summary.cost!, usd, usd_per_good_request: usd / 1000 };
  const made = record({
    rows: 0,
    run: { status, traffic: run.traffic, scenario: { name: path, cluster: { decode: { replicas } } } },
    summary: {
      requests: { offered, completed: offered, failed: 0, unfinished: 0 },
      attainment: { overall: attainment, by_class: {}, ci95: [attainment - 0.01, attainment + 0.01] },
      gpu_hours: { ...summary.gpu_hours, total: gpuHours },
      scaling: { ...summary.scaling, scale_ups: 1, scale_downs: 2 },
      cost,
    },
  });
  const timeline = [0, 60].map((time_s) => ({ time_s, attainment, decode_ready: replicas }));
  return { path, record: { ...made, timeline } };
}

/** The same run with other rows of its timeline. */
export function withTimeline({ path, record: before }: NamedRun, timeline: RunRecord['timeline']): NamedRun {
  return { path, record: { ...before, timeline } };
}

/** What asks for an attainment of `least`. */
export function attaining(least: number): Asked[] {
  return [{ text: `attainment>=${least}`, isKept: ({ attainment }) => (attainment.overall ?? 0) >= least }];
}

/** Twenty runs of rising attainment and number of workers, each half a dollar cheaper than the one before. */
export function twentyRuns(): NamedRun[] {
  return Array.from({ length: 20 }, (_, i) =>
    runAt(`runs/r${i}`, { attainment: 0.8 + i / 100, usd: 20 - i * 0.5, replicas: i + 1 }),
  );
}

/** Names of the runs that are marked as those to take. */
export function bestOf({ runs }: LineUp): string[] {
  return runs.filter(({ isBest }) => isBest).map(({ name }) => name);
}

/** The line-up of runs at these paths, of which nothing is asked. */
export function lineUpOf(...paths: readonly string[]): LineUp {
  return lineUp(
    paths.map((path) => runAt(path)),
    [],
  );
}
