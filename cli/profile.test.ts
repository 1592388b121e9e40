/** `headroom profile` and `headroom calibrate` from outside, on an emulated engine whose profile is known. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { loadProfile, writeProfile } from '../scenarios/index.js';
import { createEngineModel } from '../sim/index.js';
import { MAIN } from './testing/planner-rig.js';
import { runHeadroom } from './testing/run-headroom.js';

const ID = 'llama-3.1-8b-bf16_h100_sxm_vllm_tp1';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-profile-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function scenario(name: string, profile: string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `name: ${name}
traffic:
  format: generated
  generator:
    duration_s: 5
    rate: [{ from_s: 0, rps: 12 }]
    input_tokens: { lognormal: { median: 500, sigma: 0.8, max: 4000 } }
    output_tokens: 40
cluster: { mode: aggregated, aggregated: { profile: '${profile}', replicas: 1 } }
planner: { policy: static }
sla: { ttft_ms: 1000 }
`,
  );
  return file;
}

async function emulate(file: string): Promise<string> {
  const child = spawn(process.execPath, [MAIN, 'emulate', file, '--port', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.push(child);
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /serving on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return url;
  }
  throw new Error('the emulator did not start');
}

const headroom = (args: readonly string[], during: (child: ChildProcess) => void = () => undefined) =>
  runHeadroom(args, (child) => {
    running.push(child);
    during(child);
  });

it('measures an engine in spite of Ctrl-C, and the profile holds what the engine is', { timeout: 60_000 }, async () => {
  const url = await emulate(scenario('known', ID));
  const out = join(folder, 'measured');
  const points = join(out, 'points.jsonl');
  const args = ['profile', '--url', url, '--quick', '--max-context', '1024', '--max-batch', '8', '--out', out];
  const lines = () => (existsSync(points) ? readFileSync(points, 'utf8').trim().split('\n').length : 0);
  const cut = await headroom(args, (child) => {
    const look = setInterval(() => {
      if (lines() < 3) return;
      clearInterval(look);
      child.kill('SIGINT');
    }, 20);
    child.once('close', () => clearInterval(look));
  });
  expect(cut).toMatchObject({ code: 130, stdout: '' });
  expect(cut.stderr).toContain('the same command goes on from there');
  const kept = readFileSync(points, 'utf8');
  // a machine that is too busy makes the client late; what is done stays, so each go gets further
  let whole = await headroom(args);
  for (let goes = 0; goes < 3 && whole.stderr.includes('HR_MEASUREMENT_LATE'); goes++) whole = await headroom(args);
  expect(whole).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(points, 'utf8').startsWith(kept)).toBe(true);
  expect(whole.stdout).toContain('prompt tokens');
  expect(readFileSync(join(out, 'ttft.svg'), 'utf8')).toContain('<svg');
  const truth = loadProfile(ID, (path) => path).profile;
  const { profile } = loadProfile(join(out, 'profile.json'), (path) => path);
  expect(profile.decode.maxKvTokens / truth.decode.maxKvTokens).toBeCloseTo(1, 3);
  const model = createEngineModel(truth);
  for (const { contextTokens, batch, stepMs } of profile.decodeSteps!) {
    batch.forEach((size, i) => {
      const ratio = stepMs[i]! / (1000 * model.decodeStepSeconds(size, size * contextTokens));
      expect(ratio).toBeGreaterThan(0.9);
      expect(ratio).toBeLessThan(1.2);
    });
  }
  const simulated = await headroom([
    'simulate',
    scenario('again', join(out, 'profile.json')),
    '--out',
    join(folder, 'sim'),
  ]);
  expect(simulated.code).toBe(0);
});

it('takes out the error of a profile whose engine is slower', { timeout: 60_000 }, async () => {
  const slow = join(folder, 'slow.json');
  const calibration = { prefillFactor: 1, decodeFactors: { batch: [1], factor: [1.5] }, source: 'made slower' };
  writeProfile(slow, { ...loadProfile(ID, (path) => path).profile, calibration });
  const url = await emulate(scenario('slow', slow));
  const run = join(folder, 'run');
  await headroom(['bench', scenario('told', ID), '--url', url, '--out', run]);
  const { code, stdout } = await headroom(['calibrate', run, '--out', join(folder, 'calibrated'), '--json']);
  expect(code).toBe(0);
  const { fitted, errors } = JSON.parse(stdout);
  // which part of the profile a busy machine's noise goes to is chance; that the error goes is not
  const { before, after } = errors.tpot_ms.mean;
  expect(before).toBeLessThan(-0.2);
  expect(Math.abs(after)).toBeLessThan(Math.abs(before) / 2);
  const { profile } = loadProfile(join(folder, 'calibrated', `${ID}.calibrated.json`), (path) => path);
  expect(profile.calibration).toMatchObject({ decodeFactors: fitted.decodeFactors });
});

it('a run without a cluster needs a scenario', async () => {
  const file = join(folder, 'profile_export.jsonl');
  writeFileSync(file, readFileSync('loadgen/import/fixtures/profile_export.jsonl', 'utf8'));
  expect(await headroom(['calibrate', file])).toMatchObject({ code: 2, stdout: '' });
  expect((await headroom(['calibrate', file])).stderr).toContain('--scenario FILE');
});
