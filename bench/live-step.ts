/**
 * `npm run test:live`: `headroom demo` on a scenario, by default the threefold step of scenarios/demo.yaml: emulated frontend, a real
 * Prometheus with a 5 s scrape, planner and load, beside the simulation of the same. Prints both and ends with 1 where they differ by
 * more than what is promised. Needs Debian's `prometheus`; two minutes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunRecord, readRun } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';

const SCENARIO = process.argv[2] ?? shippedPath('scenarios', 'demo.yaml');
/** What live and simulated may differ by; replicas in planner intervals. */
const MOST = { attainment_points: 3, ttft_mean_percent: 10, orders_intervals: 1, ready_intervals: 1 };

interface Change {
  readonly time_s: number;
  readonly role: string;
  readonly count: number;
}

const folder = mkdtempSync(join(tmpdir(), 'headroom-live-'));
try {
  const demo = spawn('node', [shippedPath('dist', 'cli', 'main.js'), 'demo', SCENARIO, '--out', folder], {
    stdio: ['ignore', 2, 2],
  });
  await once(demo, 'exit');
  const result = compare(readRun(join(folder, 'simulated')), readRun(join(folder, 'live')));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (!result.ok) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(simulated: RunRecord, live: RunRecord) {
  const figures = ({ summary, decisions, timeline }: RunRecord) => ({
    attainment: summary.attainment.overall ?? 0,
    ttft_mean_ms: summary.ttft_ms?.mean ?? 0,
    tpot_mean_ms: summary.tpot_ms?.mean ?? 0,
    gpu_hours: summary.gpu_hours.total,
    orders: changes(decisions, 'ordered'),
    ready: changes(timeline, 'ready'),
  });
  const [a, b] = [figures(simulated), figures(live)];
  const interval_s = (live.run.scenario as { planner: { interval_s: number } }).planner.interval_s;
  const differences = {
    attainment_points: Math.abs(a.attainment - b.attainment) * 100,
    ttft_mean_percent: Math.abs(b.ttft_mean_ms / a.ttft_mean_ms - 1) * 100,
    orders_intervals: apart_s(a.orders, b.orders) / interval_s,
    ready_intervals: apart_s(a.ready, b.ready) / interval_s,
  };
  const ok = Object.entries(MOST).every(([name, most]) => differences[name as keyof typeof MOST] <= most);
  return { ok, differences, simulated: a, live: b, valid: live.summary.client?.valid, load_average: loadavg()[0] };
}

/** When which role's count became what. */
function changes(rows: RunRecord['timeline'], column: 'ordered' | 'ready'): Change[] {
  return ['prefill', 'decode'].flatMap((role) => {
    const counts = rows
      .filter((row) => row[`${role}_${column}`] !== undefined)
      .map((row) => ({ time_s: Number(row['time_s']), role, count: Number(row[`${role}_${column}`]) }));
    return counts.filter(({ count }, i) => i > 0 && count !== counts[i - 1]!.count);
  });
}

/** Most seconds between the times of the same change; infinite where the changes are not the same. */
function apart_s(a: readonly Change[], b: readonly Change[]): number {
  const isSame = a.length === b.length && a.every(({ role, count }, i) => role === b[i]!.role && count === b[i]!.count);
  return isSame ? Math.max(0, ...a.map(({ time_s }, i) => Math.abs(time_s - b[i]!.time_s))) : Number.POSITIVE_INFINITY;
}
