/** The command line and emulated engines, as processes; for `bench:profile`. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPath } from '../../scenarios/index.js';
import { ended, start } from '../emulate/processes.js';

/** Runs a command to its end; rejects with what it said unless it succeeds. */
export function headroom(...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [shippedPath('dist', 'cli', 'main.js'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  return new Promise((resolve, reject) =>
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`headroom ${args[0]}: ${said}`)))),
  );
}

const TRAFFIC = `
  format: generated
  generator:
    duration_s: 24
    rate: [{ from_s: 0, rps: 3 }, { from_s: 8, rps: 9 }, { from_s: 16, rps: 18 }]
    input_tokens: { lognormal: { median: 600, sigma: 0.8, max: 6000 } }
    output_tokens: { lognormal: { median: 120, sigma: 0.5, max: 400 } }`;

/** Writes a scenario of one aggregated worker; returns its path. */
export function oneWorker(folder: string, name: string, profile: string): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `name: ${name}
traffic:${TRAFFIC}
cluster: { mode: aggregated, aggregated: { profile: '${profile}', replicas: 1 } }
planner: { policy: static }
sla: { ttft_ms: 1000, tpot_ms: 50 }
`,
  );
  return file;
}

/** Does something with an emulated engine that runs as long. */
export async function withEmulator<T>(scenario: string, use: (url: string) => Promise<T>): Promise<T> {
  const { child, next } = start('server', 'cli/main.js', ['emulate', scenario, '--port', '0'], 'stderr');
  try {
    const url = /serving on (\S+)/.exec((await next()) ?? '')?.[1];
    if (url === undefined) throw new Error('the emulator did not start');
    return await use(url);
  } finally {
    child.kill('SIGTERM');
    await ended(child);
  }
}
