/** `headroom sweep --on kubernetes` from outside: a fake API server takes the Job, and the test is its controller and its kubelets. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { FakeKube, freePort } from '../live/testing/index.js';
import { shippedPath } from '../scenarios/index.js';
import { scenarioFile } from '../studies/testing/index.js';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
if (!hasRedis)
  console.warn('skipped: a Job of queue workers, for there is no redis-server (apt-get install redis-server)');

const MAIN = shippedPath('dist', 'cli', 'main.js');
const COLLECTION = '/apis/batch/v1/namespaces/load/jobs';
const SWEEP = `
scenario: small.yaml
axes: { cluster.decode.replicas: [1, 2, 3] }
seeds: 2
`;

// biome-ignore lint/suspicious/noExplicitAny: an object of the API
type KubeObject = any;

const server = new FakeKube();
let folder: string;
let sweep: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-sweep-kube-'));
  sweep = join(folder, 'sweep.yaml');
  scenarioFile(folder);
  writeFileSync(sweep, SWEEP);
  await server.start();
  const clusters = [{ name: 'c', cluster: { server: server.url } }];
  const users = [{ name: 'u', user: { token: 'admin' } }];
  const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'load' } }];
  writeFileSync(join(folder, 'kubeconfig'), stringify({ 'current-context': 'c', clusters, users, contexts }));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function headroom(args: readonly string[], more: Record<string, string> = {}) {
  const env = { ...process.env, KUBECONFIG: join(folder, 'kubeconfig'), ...more };
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  return new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, stderr })),
  );
}

async function api(method: string, path: string, body?: unknown): Promise<KubeObject> {
  const headers = { authorization: 'Bearer admin', 'content-type': 'application/merge-patch+json' };
  const answer = await fetch(server.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return answer.json();
}

async function theJob(): Promise<KubeObject> {
  for (;;) {
    const [job] = (await api('GET', COLLECTION)).items;
    if (job) return job;
    await pause(50);
  }
}

/** Runs a pod of the Job here, with the claim under `runs/`. */
function pod(job: KubeObject, index: number) {
  const [{ args, env }] = job.spec.template.spec.containers;
  const [{ name, value }] = env;
  const local = args.map((arg: string) => arg.replace(/^\/runs\//, `${join(folder, 'runs')}/`));
  return headroom(local, { [name]: value, JOB_COMPLETION_INDEX: String(index) });
}

it('a Job runs the shards, and the sweep makes up for the pod that is lost: the bytes of a sweep on one machine', async () => {
  const asked = headroom(['sweep', sweep, '--on', 'kubernetes', '--pods', '3', '--claim', 'c']);
  const job = await theJob();
  mkdirSync(join(folder, 'runs'), { recursive: true });
  expect((await Promise.all([pod(job, 0), pod(job, 2)])).map(({ code }) => code)).toEqual([0, 0]);
  const conditions = [{ type: 'Failed', status: 'True', message: 'a node is gone' }];
  await api('PATCH', `${COLLECTION}/${job.metadata.name}/status`, { status: { succeeded: 2, failed: 9, conditions } });
  const { code, stderr } = await asked;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('a node is gone');
  const journal = (name: string) =>
    readFileSync(join(folder, 'runs', 'sweep', name), 'utf8')
      .trim()
      .split('\n').length;
  expect(['trials-0.jsonl', 'trials-2.jsonl', 'trials.jsonl'].map(journal)).toEqual([2, 2, 2]);

  expect((await headroom(['sweep', sweep, '--out', 'alone'])).code).toBe(0);
  for (const file of ['sweep.json', 'sweep.csv', 'sweep.html']) {
    expect(readFileSync(join(folder, 'runs', 'sweep', file), 'utf8')).toBe(
      readFileSync(join(folder, 'alone', file), 'utf8'),
    );
  }
}, 60_000);

it('says where the runs are when the claim is not at hand, and needs a claim or a queue', async () => {
  const without = await headroom([
    'sweep',
    sweep,
    '--on',
    'kubernetes',
    '--pods',
    '3',
    '--claim',
    'c',
    '--out',
    'empty',
  ]);
  expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('in sweep/ of the claim c') as unknown });
  expect(without.stderr).toContain('found job');
  const neither = await headroom(['sweep', sweep, '--on', 'kubernetes']);
  expect(neither).toMatchObject({ code: 2, stderr: expect.stringContaining('--claim, or --redis') as unknown });
}, 60_000);

it.skipIf(!hasRedis)(
  'through a queue the pods are its workers, and the Job goes with the sweep',
  async () => {
    const port = await freePort();
    const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const redis = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const chunk of redis.stdout) if (String(chunk).includes('Ready to accept')) break;
    const queue = `redis://127.0.0.1:${port}`;
    for (const { metadata } of (await api('GET', COLLECTION)).items)
      await api('DELETE', `${COLLECTION}/${metadata.name}`);
    const asked = headroom(['sweep', sweep, '--on', 'kubernetes', '--pods', '1', '--redis', queue, '--out', 'queued']);
    const [{ args }] = (await theJob()).spec.template.spec.containers;
    const worker = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: 'ignore' });
    const { code, stderr } = await asked;
    expect(code, stderr).toBe(0);
    expect((await api('GET', COLLECTION)).items).toEqual([]);
    expect(
      readFileSync(join(folder, 'queued', 'trials.jsonl'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(6);
    const ends = [worker, redis].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    worker.kill('SIGTERM');
    redis.kill('SIGTERM');
    await Promise.all(ends);
  },
  60_000,
);
