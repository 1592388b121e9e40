/** `headroom emulate` from outside: the deployment guide's commands, a live run beside the simulation, Ctrl-C. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readRequests, readRun, type Summary } from '../reports/index.js';
import { shippedPath } from '../scenarios/index.js';

const MAIN = shippedPath('dist', 'cli', 'main.js');
const GUIDE = shippedPath('scenarios', 'guide-qwen3-0.6b.yaml');
const MODEL = 'Qwen/Qwen3-0.6B';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-emulate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) await stop(child, 'SIGKILL');
});

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.kill(signal);
  return closed;
}

/** Starts an emulator on a free port and waits until it serves. */
async function emulate(args: readonly string[]): Promise<{ child: ChildProcess; url: string }> {
  const command = [MAIN, 'emulate', ...args, '--port', '0'];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /serving on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return { child, url };
  }
  throw new Error('the emulator did not start');
}

function headroom(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    out.stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    out.stderr += data.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...out })));
}

const isHere = (program: string) => spawnSync(program, ['--version']).status === 0;

describe.skipIf(!isHere('curl') || !isHere('jq'))("the deployment guide's commands (curl, jq)", () => {
  it('stream a chat through jq, and find the metrics of the frontend', async () => {
    const { url } = await emulate([GUIDE, '--set', 'seed=2']);
    const body = JSON.stringify({
      model: MODEL,
      messages: [{ role: 'user', content: 'In the heart of Eldoria, an ancient land of boundless magic' }],
      stream: true,
      max_tokens: 30,
    });
    const asked = `curl -s ${url}/v1/chat/completions -H 'Content-Type: application/json' -d '${body}' | jq -c .choices`;
    const told = await bash(asked);
    expect(told.code).toBe(0);
    const chunks = told.stdout.trimEnd().split('\n');
    expect(chunks.at(-1)).toMatch(/"finish_reason":"(length|stop)"/);
    expect(chunks.length).toBeGreaterThan(2);
    const { stdout } = await bash(`curl -s ${url}/metrics | grep nv_llm_http_service`);
    const labels = `endpoint="chat_completions",model="${MODEL}",request_type="stream",status="success"`;
    expect(stdout).toContain(`nv_llm_http_service_requests_total{${labels}} 1`);
    expect(stdout).toContain(`nv_llm_http_service_time_to_first_token_seconds_count{model="${MODEL}"} 1`);
  });
});

function bash(script: string): Promise<{ code: number | null; stdout: string }> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout })));
}

describe('a live run against the emulator', () => {
  const scenario = shippedPath('scenarios', 'quickstart.yaml');
  const set = [
    'traffic.rate_scale=1',
    'traffic.generator.duration_s=6',
    'traffic.generator.output_tokens=[[0, 20], [1, 60]]',
    'planner={policy: static, interval_s: 60}',
  ].flatMap((override) => ['--set', override]);

  it('tells what the simulation tells of the same traffic, and Ctrl-C writes all that passed through', async () => {
    const live = join(folder, 'live');
    const { child, url } = await emulate([scenario, ...set, '--out', live]);
    const bench = await headroom('bench', scenario, ...set, '--url', url, '--out', join(folder, 'bench'), '--json');
    expect(await stop(child, 'SIGINT')).toBe(130);
    const simulated = JSON.parse(
      (await headroom('simulate', scenario, ...set, '--out', join(folder, 'sim'), '--json')).stdout,
    ) as Summary;
    const seen = JSON.parse(bench.stdout) as Summary;
    const { run, summary } = readRun(live);
    expect(run).toMatchObject({ status: 'interrupted', traffic: { format: 'received' } });
    expect(existsSync(join(live, 'report.html'))).toBe(true);
    for (const { requests } of [summary, seen]) expect(requests).toEqual(simulated.requests);
    const lengths = (directory: string) =>
      readRequests(directory)
        .map(({ inputTokens, outputTokens }) => `${inputTokens}/${outputTokens}`)
        .sort();
    expect(lengths(live)).toEqual(lengths(join(folder, 'sim')));
    // its times are the cluster's own: a busy machine shows in the arrivals alone, and there in single requests
    expect(Math.abs(summary.ttft_ms!.p50 / simulated.ttft_ms!.p50 - 1)).toBeLessThan(0.1);
    expect(Math.abs(summary.tpot_ms!.mean / simulated.tpot_ms!.mean - 1)).toBeLessThan(0.05);
    expect(Math.abs(summary.attainment.overall! - simulated.attainment.overall!)).toBeLessThanOrEqual(0.03);
  });
});

describe('what cannot be', () => {
  it.each([
    ['a speed of nothing', ['--speedup', '0'], /--speedup/],
    ['a port beyond all', ['--port', '70000'], /--port/],
    ['an address of somebody else', ['--host', '192.0.2.1', '--port', '0'], /192\.0\.2\.1:0 cannot be listened on/],
    ['a dialect that nobody speaks', ['--dialect', 'x'], /dialect/],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await headroom('emulate', GUIDE, ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
