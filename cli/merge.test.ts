/** `headroom bench --segment` and `headroom merge` from outside: two machines' parts of one load, here two processes. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTruthServer } from '../loadgen/testing/index.js';
import { readRequests, readRun } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');
const SCHEDULE = 'bench.schedule={kind: rate, stages: [{duration_s: 1, rps: 40}]}';
/** Until two processes on a busy machine are ready. */
const LEAD_MS = 4000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-segments-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function headroom(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  return new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, stderr })),
  );
}

it('two segments, one of them on two threads and told by a Job, are the whole load once', async () => {
  const server = await startTruthServer({ ttft_ms: 5, itl_ms: 1 });
  const at = new Date(Date.now() + LEAD_MS).toISOString();
  const bench = (name: string, segment: string, env?: Record<string, string>) => {
    const set = [
      '--set',
      SCHEDULE,
      '--set',
      'traffic.generator.output_tokens=[[0, 5], [1, 5]]',
      '--set',
      'bench.workers=2',
    ];
    const place = ['--url', server.url, '--out', join(folder, name), '--segment', segment, '--start-at', at];
    return headroom(['bench', shippedPath('scenarios', 'benchmark.yaml'), ...place, ...set], env);
  };
  await Promise.all([bench('a', '1/2'), bench('b', 'job/2', { JOB_COMPLETION_INDEX: '1' })]);
  await server.close();
  const out = join(folder, 'whole');
  const { code } = await headroom(['merge', join(folder, 'a'), join(folder, 'b'), '--out', out]);

  const parts = ['a', 'b'].map((name) => readRun(join(folder, name)));
  const { run, summary } = readRun(out);
  expect(parts.map(({ run: { segment } }) => segment)).toEqual([
    { index: 0, of: 2 },
    { index: 1, of: 2 },
  ]);
  expect(run).toMatchObject({ status: 'complete', wallClock: { start_at: at } });
  expect(summary.requests.offered).toBe(parts.reduce((sum, part) => sum + part.summary.requests.offered, 0));
  expect(summary.requests.completed).toBe(server.truths.length);
  const ids = readRequests(out).map(({ id }) => id);
  expect(ids.toSorted((x, y) => x - y)).toEqual(ids.map((_, i) => i));
  expect(summary.client!.segments!.map(({ segment }) => segment)).toEqual(['1/2', '2/2']);
  expect(code).toBe(summary.client!.valid ? 0 : 1);
  expect(existsSync(join(out, 'report.html'))).toBe(true);
});

it('refuses a segment without a start, a start in the past, and one of several segments alone', async () => {
  const bench = [
    'bench',
    shippedPath('scenarios', 'benchmark.yaml'),
    '--url',
    'http://127.0.0.1:1',
    '--segment',
    '1/2',
  ];
  const refused = [
    headroom(bench),
    headroom([...bench, '--start-at', '2026-01-01T00:00:00Z']),
    headroom(['merge', join(folder, 'a'), '--out', join(folder, 'half')]),
  ];
  const [without, past, half] = await Promise.all(refused);
  expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('start-at') as unknown });
  expect(past).toMatchObject({ code: 2, stderr: expect.stringContaining('in the past') as unknown });
  expect(half).toMatchObject({ code: 2, stderr: expect.stringContaining('missing: 2/2') as unknown });
});
