import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedPath } from '../../scenarios/index.js';
import { keptSources } from './kept-sources.js';
import { playTrial } from './play-trial.js';
import { redisRunner } from './redis-runner.js';
import type { TrialSpec } from './trial-runner.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis)
  console.warn('skipped: trials through Redis, for there is no redis-server (apt-get install redis-server)');

it('an address that is none, or where nobody answers, is told as such', async () => {
  await expect(redisRunner('kubernetes')).rejects.toThrow(/neither 'local' nor 'kubernetes' nor an address/);
  await expect(redisRunner('redis://127.0.0.1:1')).rejects.toThrow(/no Redis answers/);
});

describe.skipIf(!hasRedis)('trials through Redis', () => {
  let folder: string;
  let scenario: string;
  let server: ChildProcess;
  let url: string;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-redis-'));
    scenario = join(folder, 'small.yaml');
    writeFileSync(scenario, SCENARIO);
    const port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    const options = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ];
    server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const chunk of server.stdout!) if (String(chunk).includes('Ready to accept')) break;
  });
  afterAll(async () => {
    for (const worker of workers) await ended(worker, 'SIGKILL');
    await ended(server, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  const specs = () =>
    Array.from(
      { length: 24 },
      (_, i): TrialSpec => ({ scenario, sets: [`planner.interval_s=${60 + (i % 12)}`], seed: 1 }),
    );

  it('loses no trial with two of four workers killed midway, counts none twice, and gives what one process gives', async () => {
    for (let i = 0; i < 4; i++) {
      workers.push(spawn(process.execPath, [MAIN, 'sweep', '--worker', url, '--threads', '1'], { stdio: 'ignore' }));
    }
    const runner = await redisRunner(url);
    const heard: number[] = [];
    const outcomes = await runner.run(specs(), {
      onOutcome: (i) => {
        heard.push(i);
        if (heard.length === 4) for (const worker of workers.slice(0, 2)) worker.kill('SIGKILL');
      },
    });
    await runner.close();
    expect(workers.slice(0, 2).every(({ killed }) => killed)).toBe(true);
    expect(heard.toSorted((a, b) => a - b)).toEqual(specs().map((_, i) => i));
    const sources = keptSources();
    expect(outcomes).toEqual(specs().map((spec) => playTrial(spec, sources)));
  }, 60_000);

  it('takes back what waits when it is told to end', async () => {
    const runner = await redisRunner(url);
    const stop = new AbortController();
    for (const worker of workers) await ended(worker, 'SIGKILL'); // nobody takes them
    const run = runner.run([{ scenario, sets: [], seed: 99 }], { signal: stop.signal });
    await pause(300);
    stop.abort();
    await expect(run).rejects.toThrow(/abort/i);
    await runner.close();
    const { Redis } = await import('ioredis');
    const client = new Redis(url);
    expect(await client.llen('bull:headroom-trials:wait')).toBe(0);
    client.disconnect();
  });
});

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  return port;
}

const SCENARIO = `
traffic:
  format: generated
  generator: { duration_s: 900, rate: [{ from_s: 0, rps: 10 }], input_tokens: 500, output_tokens: 50 }
cluster:
  prefill: { profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
  decode: { profile: llama-3.1-8b-fp8_h200_sxm_vllm_tp1, replicas: 1 }
planner: { policy: static }
sla: { ttft_ms: 500, tpot_ms: 50 }
`;
