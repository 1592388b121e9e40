/**
 * `npm run test:live`: a threefold step of load, live (emulated frontend, a real Prometheus with a 5 s scrape, planner, load) and
 * simulated. Prints both and ends with 1 where they differ by more than what is promised. Needs Debian's `prometheus`; two minutes.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startPrometheus } from '../live/testing/index.js';
import { type RunRecord, readRun, type TableRow } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';

const SCENARIO = process.argv[2] ?? shippedPath('scenarios', 'live', 'step.yaml');
const SCRAPE_S = 5;
/** What live and simulated may differ by. */
const MOST = { attainment_points: 3, ttft_mean_percent: 10, intervals: 1 };

const main = shippedPath('dist', 'cli', 'main.js');
const folder = mkdtempSync(join(tmpdir(), 'headroom-live-'));
try {
  simulate(join(folder, 'simulated'));
  await runLive(join(folder, 'live'));
  const [simulated, live] = [readRun(join(folder, 'simulated')), readRun(join(folder, 'live'))];
  const result = compare(simulated, live);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (!result.ok) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function simulate(out: string): void {
  const { status, stderr } = spawnSync('node', [main, 'simulate', SCENARIO, '--out', out], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function runLive(out: string): Promise<void> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const emulator = spawn('node', [main, 'emulate', SCENARIO, '--port', String(port)], { stdio: 'inherit' });
  try {
    await untilServing(url);
    const prometheus = await startPrometheus([`${url}/metrics`], SCRAPE_S);
    try {
      const planner = ['--planner', '--connector', 'emulator', '--dialect', 'nv', '--prometheus', prometheus.url];
      const bench = spawn('node', [main, 'bench', SCENARIO, '--url', url, ...planner, '--out', out], {
        stdio: ['ignore', 2, 2],
      });
      await once(bench, 'exit');
    } finally {
      await prometheus.close();
    }
  } finally {
    await end(emulator);
  }
}

async function untilServing(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the emulator did not start');
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null) return;
  process.kill('SIGTERM');
  await once(process, 'exit');
}

function compare(simulated: RunRecord, live: RunRecord) {
  const figures = ({ summary, decisions }: RunRecord) => ({
    attainment: summary.attainment.overall ?? 0,
    ttft_mean_ms: summary.ttft_ms?.mean ?? 0,
    tpot_mean_ms: summary.tpot_ms?.mean ?? 0,
    gpu_hours: summary.gpu_hours.total,
    orders: orders(decisions),
  });
  const [a, b] = [figures(simulated), figures(live)];
  const interval_s = (live.run.scenario as { planner: { interval_s: number } }).planner.interval_s;
  const differences = {
    attainment_points: Math.abs(a.attainment - b.attainment) * 100,
    ttft_mean_percent: Math.abs(b.ttft_mean_ms / a.ttft_mean_ms - 1) * 100,
    intervals: apart(a.orders, b.orders) / interval_s,
  };
  const ok = Object.entries(MOST).every(([name, most]) => differences[name as keyof typeof MOST] <= most);
  return { ok, differences, simulated: a, live: b, valid: live.summary.client?.valid };
}

/** When which role's order changed to what. */
function orders(decisions: readonly TableRow[]): { time_s: number; role: string; count: number }[] {
  return ['prefill', 'decode'].flatMap((role) => {
    const counts = decisions.map((row) => ({
      time_s: Number(row['time_s']),
      role,
      count: Number(row[`${role}_ordered`]),
    }));
    return counts.filter(({ count }, i) => i > 0 && count !== counts[i - 1]!.count);
  });
}

/** Most seconds between the times at which the same order was given; infinite where the orders are not the same. */
function apart(a: ReturnType<typeof orders>, b: ReturnType<typeof orders>): number {
  const isSame = a.length === b.length && a.every(({ role, count }, i) => role === b[i]!.role && count === b[i]!.count);
  return isSame ? Math.max(0, ...a.map(({ time_s }, i) => Math.abs(time_s - b[i]!.time_s))) : Number.POSITIVE_INFINITY;
}
