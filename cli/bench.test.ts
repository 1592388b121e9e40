/** `headroom bench` from outside: the record, the exit codes, interrupts, a dying target, a client at fault. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTruthServer } from '../loadgen/testing/index.js';
import { readRequests, readRun, summarySchema } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';
import { type Ran, runHeadroom } from './testing/run-headroom.js';

const SCENARIO = shippedPath('scenarios', 'benchmark.yaml');
const SHORT = [
  '--set',
  'traffic.generator.output_tokens=[[0, 5], [1, 5]]',
  '--set',
  'traffic.generator.input_tokens=[[0, 9], [1, 9]]',
];
const SECRET = 'sk-this-is-a-secret';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function target(ttft_ms = 5, itl_ms = 2) {
  const server = await startTruthServer({ ttft_ms, itl_ms });
  closing.push(() => server.close());
  return server;
}

const headroom = (
  args: readonly string[],
  during?: (child: ChildProcess) => void,
  more: Readonly<Record<string, string>> = {},
): Promise<Ran> => runHeadroom(args, during, { TEST_SECRET: SECRET, ...more });

const bench = (url: string, out: string, schedule: string, more: readonly string[] = []) => [
  'bench',
  SCENARIO,
  '--url',
  url,
  '--out',
  join(folder, out),
  '--set',
  `bench.schedule=${schedule}`,
  ...SHORT,
  ...more,
];

/** Every request is told once, and the tables can be read. */
function expectWhole(directory: string): void {
  const { summary } = readRun(directory);
  const { offered, completed, failed, unfinished } = summary.requests;
  expect(summarySchema.parse(summary)).toEqual(summary);
  expect(offered).toBe(completed + failed + unfinished);
  expect(readRequests(directory)).toHaveLength(offered);
  expect(existsSync(join(directory, 'report.html'))).toBe(true);
}

const requestsHeard = (server: { truths: readonly unknown[] }, least: number) =>
  new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (server.truths.length < least) return;
      clearInterval(look);
      resolve();
    }, 10);
  });

describe('a run', () => {
  it('writes the record of simulate, and its exit code follows its validity', async () => {
    const server = await target();
    const jsonl = join(folder, 'lines.jsonl');
    const args = ['--header', 'Authorization: Bearer $TEST_SECRET', '--jsonl', jsonl];
    const schedule = '{kind: rate, stages: [{duration_s: 1.5, rps: 60}]}';
    const { code, stdout } = await headroom(bench(server.url, 'run', schedule, args));
    const directory = join(folder, 'run');
    expectWhole(directory);
    const { run, summary } = readRun(directory);
    expect(run).toMatchObject({ status: 'complete', command: expect.arrayContaining(['bench', '--url']) as unknown });
    expect(summary.requests.completed).toBe(server.truths.length);
    expect(summary.client!.tokens).toMatchObject({ usage_output: 5 * server.truths.length, without_usage: 0 });
    expect(summary.client!.server_counters).toHaveProperty('vllm:generation_tokens_total{model_name="truth"}');
    expect(code).toBe(summary.client!.valid ? 0 : 1);
    expect(stdout).toMatch(/benchmark · /);
    const lines = readFileSync(jsonl, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(summary.requests.offered);
    expect(JSON.parse(lines[0]!)).toMatchObject({ status: 'completed', delivered_tokens: 5 });
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
    const holding = files.filter((file) => statSync(file).isFile() && readFileSync(file, 'utf8').includes(SECRET));
    expect(holding).toEqual([]);
  });

  it('over two threads is the same requests, once each', async () => {
    const server = await target();
    const schedule = '{kind: rate, stages: [{duration_s: 1, rps: 40}]}';
    const args = ['--set', 'bench.workers=2'];
    await headroom(bench(server.url, 'threads', schedule, args));
    expectWhole(join(folder, 'threads'));
    const ids = readRequests(join(folder, 'threads')).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(server.truths.length).toBe(ids.length);
  });

  it('may ask for more than it gets: --require', async () => {
    const server = await target();
    const args = ['--require', 'requests.completed>=1000'];
    const { code, stderr } = await headroom(
      bench(server.url, 'require', '{kind: concurrency, clients: 1, requests: 3}', args),
    );
    expect([1, 3]).toContain(code);
    expect(stderr).toMatch(/requirement missed/);
  });
});

describe('what is cut short leaves a whole record:', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s', async (signal) => {
    const server = await target();
    const schedule = '{kind: concurrency, clients: 4, duration_s: 60}';
    const { code } = await headroom(bench(server.url, signal, schedule), (child) => {
      void requestsHeard(server, 20).then(() => child.kill(signal));
    });
    expect(code).toBe(130);
    expectWhole(join(folder, signal));
    expect(readRun(join(folder, signal)).run.status).toBe('interrupted');
  });

  it('a target that dies', async () => {
    const server = await target(20, 20);
    const schedule = '{kind: concurrency, clients: 8, requests: 150}';
    await headroom(bench(server.url, 'dead', schedule), () => {
      void requestsHeard(server, 20).then(() => server.close());
    });
    expectWhole(join(folder, 'dead'));
    const { summary } = readRun(join(folder, 'dead'));
    expect(summary.client!.errors['connect_refused']).toBeGreaterThan(0);
    expect(summary.requests.failed_by_status!['failed']).toBe(summary.requests.failed);
  });
});

it("a client that stood still is told as the client's fault, in the first line and the exit code", async () => {
  const server = await target();
  const schedule = '{kind: rate, stages: [{duration_s: 3, rps: 40}]}';
  const { code, stdout } = await headroom(bench(server.url, 'paused', schedule), (child) => {
    void requestsHeard(server, 20).then(() => {
      child.kill('SIGSTOP');
      setTimeout(() => child.kill('SIGCONT'), 1500);
    });
  });
  expect(code).toBe(1);
  expect(stdout.trimStart()).toMatch(/^benchmark · INVALID: this measured the client, not the server/);
  expect(readFileSync(join(folder, 'paused', 'report.html'), 'utf8')).toMatch(/class="verdict alarm">INVALID/);
  expect(readRun(join(folder, 'paused')).summary.client!.faults.join()).toMatch(/late|stood still|lagged/);
});

it('so is one whose core something else burns', async () => {
  const server = await target();
  const burn = 'setInterval(()=>{const end=performance.now()+80;while(performance.now()<end);},100).unref()';
  const options = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(burn)}` };
  const schedule = '{kind: rate, stages: [{duration_s: 2, rps: 40}]}';
  const { code, stdout } = await headroom(bench(server.url, 'burnt', schedule), () => undefined, options);
  expect(code).toBe(1);
  expect(stdout).toMatch(/INVALID: .*(sent late|event loop lagged)/s);
});

it('--find writes its trials and the answer', async () => {
  const server = await target();
  const args = [
    '--find',
    'max-concurrency',
    '--set',
    'bench.find={trial_s: 0.3, most: 4}',
    '--set',
    'sla.ttft_ms=5000',
  ];
  const { stdout } = await headroom(bench(server.url, 'find', '{kind: traffic}', args));
  const { find, trials } = JSON.parse(readFileSync(join(folder, 'find', 'search.json'), 'utf8')) as {
    find: string;
    trials: { load: number; directory: string }[];
  };
  expect(find).toBe('max-concurrency');
  expect(trials[0]).toMatchObject({ load: 1, directory: join('trials', '01-1') });
  for (const { directory } of trials)
    expect(readRun(join(folder, 'find', directory)).summary.requests.offered).toBeGreaterThan(0);
  expect(stdout).toMatch(/max-concurrency: /);
});

it('--find sweep draws the curve: one client, a full target, constant rates between', async () => {
  const server = await target();
  const find = 'bench.find={trial_s: 0.4, rates: 2, saturating_clients: 8}';
  const args = ['--find', 'sweep', '--set', find, '--set', 'sla.ttft_ms=5000'];
  const { stdout } = await headroom(bench(server.url, 'sweep', '{kind: traffic}', args));
  const { trials } = JSON.parse(readFileSync(join(folder, 'sweep', 'search.json'), 'utf8')) as {
    trials: { load: number; schedule: string; directory: string }[];
  };
  expect(trials.slice(0, 2)).toMatchObject([
    { schedule: 'concurrency', load: 1 },
    { schedule: 'concurrency', load: 8 },
  ]);
  const rates = trials.slice(2);
  expect(rates.map(({ schedule }) => schedule)).toEqual(['rate', 'rate']);
  for (const { load, directory } of rates) {
    const { scenario } = readRun(join(folder, 'sweep', directory)).run;
    const schedule = { kind: 'rate', process: 'constant', stages: [{ duration_s: 0.4, rps: load }] };
    expect(scenario).toMatchObject({ bench: { schedule } });
  }
  expect(stdout).toMatch(/sweep: .* requests\/s/);
});

it('compare reads a record and a result of another tool; import makes a record of one', async () => {
  const server = await target();
  await headroom(bench(server.url, 'a', '{kind: concurrency, clients: 2, requests: 40}'));
  const foreign = shippedPath('loadgen', 'import', 'fixtures', 'profile_export.jsonl');
  const compared = await headroom(['compare', join(folder, 'a'), foreign, '--json']);
  expect(compared.code).toBe(0);
  expect(JSON.parse(compared.stdout)).toMatchObject({ latencies: { ttft_ms: { count: { a: 40, b: 3 } } } });
  const imported = await headroom(['import', foreign, '--out', join(folder, 'imported')]);
  expect(imported.code).toBe(0);
  expectWhole(join(folder, 'imported'));
});

it.each([
  [['--url', 'http://127.0.0.1:9'], /does not answer/],
  [['--url', 'nonsense'], /not a URL/],
  [['--url', 'http://h', '--header', 'X: $NOT_THERE_AT_ALL'], /no variable/],
])('bad input %j ends with 2', async (args, message) => {
  const { code, stderr } = await headroom(['bench', SCENARIO, ...args, '--out', join(folder, 'never')]);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(existsSync(join(folder, 'never'))).toBe(false);
});
