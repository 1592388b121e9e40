/** `headroom demo` from outside: replicas that follow a step, as in its simulation; and what is left when it ends in other ways. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasPrometheus } from '../live/testing/index.js';
import { type RunRecord, readRun } from '../reports/index.js';
import { boardLines, type DemoState } from './demo-board.js';
import { MAIN, until } from './testing/planner-rig.js';

const INTERVAL_S = 2;
const SHORT = [
  'traffic.generator.duration_s=15',
  'traffic.generator.rate=[{from_s: 0, rps: 3.5}, {from_s: 4.5, rps: 10.5}, {from_s: 9, rps: 3.5}]',
  'traffic.generator.output_tokens=80',
  `planner.interval_s=${INTERVAL_S}`,
  'planner.scrape_interval_s=0.4',
  'cluster.decode.startup=1',
].flatMap((field) => ['--set', field]);

/** A demo in a temporary folder that is its only one: what it leaves there can be told. */
function startDemo(...more: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-demo-'));
  const temporary = mkdtempSync(join(tmpdir(), 'headroom-demo-tmp-'));
  const child = spawn(process.execPath, [MAIN, 'demo', '--out', folder, ...more], {
    env: { ...process.env, TMPDIR: temporary },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const each of [folder, temporary]) rmSync(each, { recursive: true, force: true });
  });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (data: Buffer) => {
      out[name] += data.toString();
    });
  }
  return { child, out, folder, temporary };
}

/** Addresses that the demo told of. */
const addressesIn = (text: string) => [...text.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url);

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Decode workers ordered, tick by tick, where the count changed. */
function orders({ decisions }: RunRecord): { time_s: number; count: number }[] {
  const counts = decisions.map((row) => ({ time_s: Number(row['time_s']), count: Number(row['decode_ordered']) }));
  return counts.filter(({ count }, i) => count !== counts[i - 1]?.count);
}

/** When each decode worker that was not there at the start got ready, in order. */
function readyTimes({ workers }: RunRecord): number[] {
  const times = workers.filter(({ role }) => role === 'decode').map((row) => Number(row['ready_s']));
  return times.filter((time_s) => time_s > 1).sort((a, b) => a - b);
}

it.skipIf(!hasPrometheus)(
  'replicas follow three times the load up and down as they do in the simulation (skipped without prometheus)',
  async () => {
    const { child, out, folder, temporary } = startDemo(...SHORT);
    expect(await exitOf(child), out.stderr).toBe(0);
    const [simulated, live] = [readRun(join(folder, 'simulated')), readRun(join(folder, 'live'))];
    expect(orders(live).map(({ count }) => count)).toEqual(orders(simulated).map(({ count }) => count));
    expect(orders(live).map(({ count }) => count)).toEqual([1, 2, 1]);
    for (const [i, { time_s }] of orders(simulated).entries()) {
      expect(Math.abs(orders(live)[i]!.time_s - time_s)).toBeLessThanOrEqual(INTERVAL_S);
    }
    const ready = readyTimes(live);
    expect(ready).toHaveLength(readyTimes(simulated).length);
    for (const [i, time_s] of readyTimes(simulated).entries()) {
      expect(Math.abs(ready[i]! - time_s)).toBeLessThanOrEqual(INTERVAL_S + 1); // looks at workers are a second apart
    }
    expect(live.summary.requests.completed).toBe(simulated.summary.requests.offered);
    expect(out.stdout).toContain('Simulated (A) and live (B)');
    expect(existsSync(join(folder, 'live', 'report.html'))).toBe(true);
    expect(out.stderr).toMatch(/planner 12 s: saw \d+ requests, TTFT .* decode \(forecast\)/);
    const addresses = addressesIn(out.stderr);
    expect(addresses).toHaveLength(2);
    for (const url of addresses) expect(await answers(url)).toBe(false);
    expect(readdirSync(temporary).filter((name) => name.startsWith('headroom'))).toEqual([]);
  },
  60_000,
);

describe('an early end', () => {
  it('by Ctrl-C keeps the record and leaves no child', async () => {
    const { child, out, folder } = startDemo('--no-prometheus', ...SHORT);
    await until(() => out.stderr.includes('planner 2 s'));
    child.kill('SIGINT');
    expect(await exitOf(child)).toBe(130);
    expect(readRun(join(folder, 'live')).run.status).toBe('interrupted');
    expect(readRun(join(folder, 'live')).decisions.length).toBeGreaterThan(0);
    const [emulator] = addressesIn(out.stderr);
    expect(await answers(emulator!)).toBe(false);
  }, 30_000);

  it.skipIf(!hasPrometheus)('by kill -9 leaves no child and no folder (skipped without prometheus)', async () => {
    const { child, out, temporary } = startDemo(...SHORT);
    await until(() => out.stderr.includes('planner and load begin'));
    const addresses = addressesIn(out.stderr);
    expect(addresses).toHaveLength(2);
    child.kill('SIGKILL');
    await until(async () => !(await answers(addresses[0]!)) && !(await answers(addresses[1]!)));
    await until(() => readdirSync(temporary).every((name) => !name.startsWith('headroom')));
  });
});

it('says how to get a Prometheus where there is none', () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'demo', '--prometheus', '/nowhere/prometheus'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain("'/nowhere/prometheus' is no Prometheus");
  expect(stderr).toContain('apt install prometheus');
  expect(stderr).toContain('HR_PROGRAM_NOT_FOUND');
});

describe('the screen', () => {
  const state: DemoState = {
    title: { name: 'demo', duration_s: 120, ttft_ms: 1000 },
    pools: {
      prefill: { ready: 1, starting: 0, draining: 0, desired: 1, kinds: [] },
      decode: { ready: 1, starting: 2, draining: 0, desired: 3, kinds: [] },
    },
    offered: [2.5, 7.5],
    ready: { decode: [1, 3] },
  };

  it('shows a dash where nothing is known yet', () => {
    const lines = boardLines(state).join('\n');
    expect(lines).toContain('TTFT      p50 –, p99 – · promised 1,000 ms');
    expect(lines).toContain('has not decided yet');
  });

  it('shows load, latency against the promise, workers by state and the last decision', () => {
    const figures = { time_s: 62, started: 281, outstanding: 33, errors: 0, started_rps: 7.5, ended_rps: 7 };
    const last = {
      time_s: 60,
      observation: {
        time: 60,
        windowSeconds: 15,
        workers: {},
        traffic: { requests: 109 },
        latency: { ttft: 0.332, itl: 0.0271 },
      },
      decision: { targets: { decode: 3 }, reasons: ['forecast'] as const, explanation: {}, log: [] },
      ordered: { prefill: 1, decode: 3 },
    };
    const lines = boardLines({ ...state, figures: { ...figures, ttft_p50_ms: 338, ttft_p99_ms: 341 }, last });
    expect(lines).toEqual([
      'demo · 62 of 120 s · 281 requests sent, 33 in flight, 0 errors',
      '',
      'offered   7.5 requests/s           ▃█',
      'prefill   1 ready                  ▁',
      'decode    1 ready, 2 starting      ▃█',
      'TTFT      p50 338 ms, p99 341 ms · promised 1,000 ms',
      'planner   60 s: saw 109 requests, TTFT 332 ms, ITL 27.1 ms → 1 prefill, 3 decode (forecast)',
    ]);
  });
});
