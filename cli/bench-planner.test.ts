/** `headroom bench --planner` from outside: an emulated cluster, its load, and the planner that scales it, in one record. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../live/testing/index.js';
import { readObservations, readRun } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';
import { end, MAIN, until } from './testing/planner-rig.js';

const SCENARIO = shippedPath('scenarios', 'demo.yaml');
const SHORT = [
  'traffic.generator.duration_s=5',
  'traffic.generator.rate=[{from_s: 0, rps: 8}]',
  'traffic.generator.output_tokens=20',
  'cluster.decode.replicas=3',
  'cluster.decode.startup=0.5',
  'planner.interval_s=1',
  'planner.scrape_interval_s=0.2',
].flatMap((field) => ['--set', field]);

it('runs the scenario live: its planner sees, orders, and everything is in the record', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-planner-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const url = `http://127.0.0.1:${await freePort()}`;
  const emulator = spawn(process.execPath, [MAIN, 'emulate', SCENARIO, '--port', new URL(url).port, ...SHORT]);
  onTestFinished(() => end(emulator, 'SIGKILL'));
  await until(() =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  const connector = ['--planner', '--connector', 'emulator', '--dialect', 'nv'];
  const out = join(folder, 'run');
  const bench = spawn(process.execPath, [MAIN, 'bench', SCENARIO, '--url', url, ...connector, ...SHORT, '--out', out]);
  await once(bench, 'close');
  const { run, summary, decisions, workers, timeline } = readRun(out);
  expect(run.command).toContain('--planner');
  expect(run.profiles).toHaveProperty('decode');
  expect(summary.requests.completed).toBe(summary.requests.offered);
  expect(summary.attainment.overall).toBeDefined();
  // the planner needs one decode worker, and there were three
  expect(decisions.at(-1)).toMatchObject({ decode_ordered: 1 });
  expect(workers.filter(({ role }) => role === 'decode')).toHaveLength(3);
  expect(summary.gpu_hours.by_role).toHaveProperty('decode');
  expect(summary.cost?.usd).toBeGreaterThan(0);
  expect(timeline.some((row) => row['decode_ready'] === 3)).toBe(true);
  expect(readObservations(out).filter((entry) => 'tick' in entry)).toHaveLength(decisions.length);
}, 40_000);
