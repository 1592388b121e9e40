/** `headroom planner` from outside: log, pages, record, a crash, a restart, and the same decisions offline. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../live/testing/index.js';
import { readRun } from '../reports/index.js';
import { end, FILE, MAIN, planner, startFrontend, ticksIn, until } from './testing/planner-rig.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-planner-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('scales, survives a crash without losing a tick, and decides the same offline', async () => {
  const frontend = await startFrontend();
  const out = join(folder, 'record');
  const port = await freePort();
  const set = [
    `source={kind: scrape, urls: ["${frontend.url}/metrics"], scrape_interval_s: 0.05, dialect: nv}`,
    `listen=127.0.0.1:${port}`,
    `state=${join(folder, 'state.json')}`,
    `lease={file: ${join(folder, 'lock')}}`,
  ];
  const first = planner(frontend, set, ['--out', out]);
  await until(() => ticksIn(out) >= 3);
  expect(first.out.stderr).toMatch(/INFO {4}Number of prefill workers: 1, number of decode workers: 1\n/);
  expect(first.out.stderr).toMatch(/INFO {4}Observed ttft: 0\.100s itl: 0\.900s\n/);
  expect(frontend.desired['prefill']).toBeGreaterThan(1);
  const health = (await (await fetch(`http://127.0.0.1:${port}/health`)).json()) as object;
  expect(health).toMatchObject({ ok: true, leader: true, targets: frontend.desired });
  expect(await (await fetch(`http://127.0.0.1:${port}/live`)).text()).toMatch(/<svg[\s\S]*Last decisions/);
  await end(first.child, 'SIGKILL');
  const seen = ticksIn(out);

  const second = planner(frontend, set, ['--out', out, '--log', 'json']);
  await until(() => ticksIn(out) >= seen + 2);
  await end(second.child, 'SIGTERM');
  expect(second.child.exitCode).toBe(0);
  const lines = second.out.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { msg: string });
  expect(lines.some(({ msg }) => /^Goes on where it was at \d+ s$/.test(msg))).toBe(true);
  const { run, decisions, summary, workers } = readRun(out);
  expect(run).toMatchObject({ status: 'complete', traffic: { format: 'observed' } });
  expect(decisions).toHaveLength(ticksIn(out));
  expect(summary.gpu_hours.total).toBeGreaterThan(0);
  expect(workers.length).toBeGreaterThan(2);
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('live planner');

  const replay = spawn(process.execPath, [
    MAIN,
    'simulate',
    FILE,
    '--replay-observations',
    out,
    '--json',
    ...set.concat('planner.interval_s=0.5', 'planner.max_gpu_budget=64').flatMap((one) => ['--set', one]),
  ]);
  let told = '';
  replay.stdout.on('data', (data: Buffer) => {
    told += data.toString();
  });
  await once(replay, 'close');
  expect(JSON.parse(told)).toMatchObject({ ticks: decisions.length, different: 0 });
});

it('refuses a file with mistakes, all at once, with places', async () => {
  const file = join(folder, 'wrong.yaml');
  writeFileSync(
    file,
    readFileSync(FILE, 'utf8')
      .replace('kind: prometheus', 'kind: promethius')
      .replace('policy: dynamo-sla', 'policy: oracle'),
  );
  const child = spawn(process.execPath, [MAIN, 'planner', file]);
  let told = '';
  child.stderr.on('data', (data: Buffer) => {
    told += data.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(2);
  expect(told).toMatch(/wrong\.yaml:\d+:\d+: source\.kind: found "promethius"; expected one of prometheus, scrape/);
});
