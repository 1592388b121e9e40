import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-studies-'));
  writeFileSync(join(folder, 'small.yaml'), SCENARIO);
  writeFileSync(join(folder, 'sweep.yaml'), SWEEP);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const headroom = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', cwd: folder });

it('tournament --json prints the ranking as its last line, and chosen options reach the scenario', () => {
  const options = [
    '--policies',
    'static,oracle',
    '--startups',
    '0,10',
    '--attainment',
    '0.9',
    '--seeds',
    '1',
    '--json',
  ];
  const { stdout, status, stderr } = headroom('tournament', 'small.yaml', ...options);
  expect(status, stderr).toBe(0);
  const last = JSON.parse(stdout.trim().split('\n').at(-1)!);
  expect(last).toMatchObject({ scenario: 'small', attainment: 0.9, seeds: [1] });
  expect(last.ranking.map((row: { policy: string }) => row.policy).toSorted()).toEqual(['oracle', 'static']);
  for (const row of last.ranking) expect(Object.keys(row)).toEqual(expect.arrayContaining(['attainment', 'gpu_hours']));
  for (const file of ['tournament.json', 'tournament.csv', 'tournament.html']) {
    expect(existsSync(join(folder, 'runs', 'small-tournament', file))).toBe(true);
  }
});

it('tournament names the nearest policy', () => {
  const { status, stderr } = headroom('tournament', 'small.yaml', '--policies', 'statik');
  expect(status).toBe(2);
  expect(stderr).toContain("Did you mean 'static'?");
});

it('sweep goes on after an interrupt and ends with the bytes of a run that was not cut off', async () => {
  const whole = headroom('sweep', 'sweep.yaml', '--out', 'whole');
  expect(whole.status, whole.stderr).toBe(0);
  const cut = spawn(process.execPath, [MAIN, 'sweep', 'sweep.yaml', '--out', 'cut', '--threads', '1'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const journal = join(folder, 'cut', 'trials.jsonl');
  while (!existsSync(journal) && cut.exitCode === null) await pause(20);
  cut.kill('SIGINT');
  const [code] = (await once(cut, 'exit')) as [number];
  expect(code).toBe(130);
  expect(existsSync(join(folder, 'cut', 'sweep.json'))).toBe(false);
  const before = readFileSync(journal, 'utf8');
  const again = headroom('sweep', 'sweep.yaml', '--out', 'cut', '--json');
  expect(again.status, again.stderr).toBe(0);
  expect(readFileSync(journal, 'utf8').startsWith(before)).toBe(true);
  const bytes = (name: string, file: string) => readFileSync(join(folder, name, file), 'utf8');
  for (const file of ['sweep.json', 'sweep.csv', 'sweep.html']) expect(bytes('cut', file)).toBe(bytes('whole', file));
  expect(JSON.parse(again.stdout).rows).toHaveLength(12);
});

it.each([
  [['sweep'], /needs a sweep file/],
  [['sweep', 'sweep.yaml', '--on', 'nowhere'], /'nowhere' is neither 'local' nor 'kubernetes' nor an address/],
  [['sweep', 'sweep.yaml', '--on', 'kubernetes'], /needs a place for its results: --claim, or --redis/],
  [['sweep', 'sweep.yaml', '--on', 'redis://127.0.0.1:1'], /no Redis answers/],
  [['sweep', 'none.yaml'], /none\.yaml: no such file/],
])('%s is told what is wrong', (args, message) => {
  const { status, stderr } = headroom(...args);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

const SCENARIO = `
traffic:
  format: generated
  generator: { duration_s: 600, rate: [{ from_s: 0, rps: 5 }], input_tokens: 1500, output_tokens: 80 }
cluster:
  mode: aggregated
  aggregated: { profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 50 }
tournament: { judging_seeds: 2, max_replicas: 4 }
`;
const SWEEP = `
scenario: small.yaml
axes:
  cluster.aggregated.replicas: [1, 2, 3]
  planner.interval_s: { from: 60, to: 240, steps: 4 }
`;
