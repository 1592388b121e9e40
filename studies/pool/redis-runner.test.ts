import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../live/testing/index.js';
import { shippedPath } from '../../scenarios/index.js';
import { scenarioFile } from '../testing/index.js';
import { keptSources } from './kept-sources.js';
import { playTrial } from './play-trial.js';
import { redisRunner } from './redis-runner.js';
import { serveTrials } from './redis-worker.js';
import type { TrialSpec } from './trial-runner.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');
/** Long enough to be killed midway. */
const LONG = ['traffic.generator.duration_s=500', 'traffic.generator.rate=[{ from_s: 0, rps: 10 }]'];

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis)
  console.warn('skipped: trials through Redis, for there is no redis-server (apt-get install redis-server)');

describe.skipIf(!hasRedis)('trials through Redis', () => {
  let folder: string;
  let scenario: string;
  let server: ChildProcess;
  let url: string;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-redis-'));
    scenario = scenarioFile(folder);
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
      { length: 12 },
      (_, i): TrialSpec => ({ scenario, sets: [...LONG, `planner.interval_s=${60 + (i % 6)}`], seed: 1 }),
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

  /** What `run` gives while this process serves the queue. */
  async function served<T>(run: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const serving = serveTrials(url, { signal: stop.signal, threads: 1 });
    try {
      return await run();
    } finally {
      stop.abort();
      await serving;
    }
  }

  it('is served until the worker is told to stop; a trial that was run is not run again', async () => {
    const runner = await redisRunner(url);
    const short = { scenario, sets: ['traffic.generator.duration_s=5'], seed: 5, histograms: true };
    const first = await served(() => runner.run([short, short]));
    expect(first).toEqual([playTrial(short, keptSources()), playTrial(short, keptSources())]);
    expect(await runner.run([short])).toEqual([first[0]]); // nobody serves any more
    await runner.close();
  });

  it('tells a failure of the trial that it belongs to', async () => {
    const runner = await redisRunner(url);
    const [outcome] = await served(() => runner.run([{ scenario, sets: ['planner.policy=statik'], seed: 1 }]));
    expect(outcome!.failure).toMatchObject({ code: 'HR_SCENARIO_INVALID' });
    await runner.close();
  });

  it('refuses to run what another file stands for on the worker, and says where to look', async () => {
    const quiet = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const runner = await redisRunner(url);
    const other = scenarioFile(mkdtempSync(join(folder, 'other-')));
    const run = runner.run([{ scenario: other, sets: [], seed: 1 }]);
    await pause(300); // the job waits
    writeFileSync(other, 'another one');
    const [outcome] = await served(() => run);
    expect(outcome!.failure!.message).toContain('no worker could run it');
    expect(quiet.mock.calls.flat().join('')).toContain('is another one here');
    quiet.mockRestore();
    await runner.close();
  });
});

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
