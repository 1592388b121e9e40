/** A planner as a process of its own, and a small world for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { readObservations } from '../../reports/index.js';
import { shippedPath } from '../../scenarios/index.js';

export const MAIN = shippedPath('dist', 'cli', 'main.js');
export const FILE = shippedPath('scenarios', 'live', 'planner.yaml');
const NAMES = ['time_to_first_token_seconds', 'inter_token_latency_seconds', 'input_sequence_tokens'];
const SUMS = [0.1, 0.9, 3000];

/** A frontend whose counters grow with time, and the admin API of an emulator behind it. */
export async function startFrontend(): Promise<{ url: string; desired: Record<string, number> }> {
  const desired: Record<string, number> = { prefill: 1, decode: 1 };
  const begun = performance.now();
  const server: Server = createServer((request, response) => {
    if (request.url === '/metrics') return void response.end(page((performance.now() - begun) / 1000));
    if (request.method !== 'PUT') return void response.end(JSON.stringify(counts(desired)));
    let body = '';
    request.on('data', (data: Buffer) => {
      body += data.toString();
    });
    request.on('end', () => {
      Object.assign(desired, JSON.parse(body) as object);
      response.writeHead(202).end(JSON.stringify(counts(desired)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, desired };
}

function counts(desired: Record<string, number>): object {
  const all = Object.entries(desired).map(([role, count]) => [
    role,
    { ready: count, starting: 0, draining: 0, desired: count },
  ]);
  return Object.fromEntries(all) as object;
}

/** 300 requests a second: more than one worker of the profile can take. */
function page(elapsed_s: number): string {
  const n = 1000 + Math.floor(elapsed_s * 300);
  const line = (name: string, value: number) => `nv_llm_http_service_${name}{model="m"} ${value}\n`;
  const histogram = (name: string, each: number) => line(`${name}_sum`, n * each) + line(`${name}_count`, n);
  const all = NAMES.map((name, i) => histogram(name, SUMS[i]!)).join('');
  return `${all}${histogram('output_sequence_tokens', 100)}${histogram('request_duration_seconds', 1)}${line('requests_total', n)}`;
}

/** Starts `headroom planner` on it. */
export function planner(frontend: { url: string }, set: readonly string[], more: readonly string[] = []) {
  const all = [
    `connector={kind: emulator, url: "${frontend.url}"}`,
    'planner.interval_s=0.5',
    'planner.max_gpu_budget=64',
    'watch_interval_s=0.1',
    ...set,
  ];
  const args = [MAIN, 'planner', FILE, ...all.flatMap((one) => ['--set', one]), ...more];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const out = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => {
    out.stdout += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    out.stderr += data.toString();
  });
  return { child, out };
}

/** Sends a signal and waits for the end. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** Waits until it holds, for some seconds at most. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error('it did not come to pass');
}

/** Ticks that a record holds by now. */
export const ticksIn = (out: string) => {
  try {
    return readObservations(out).filter((entry) => 'tick' in entry).length;
  } catch {
    return 0;
  }
};
