/** A `headroom demo` of some seconds, for tests of it from outside. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { MAIN } from './planner-rig.js';

export const INTERVAL_S = 2;

/** A threefold step of load within 15 seconds, that takes one decode worker more. */
export const SHORT = [
  'traffic.generator.duration_s=15',
  'traffic.generator.rate=[{from_s: 0, rps: 3.5}, {from_s: 4.5, rps: 10.5}, {from_s: 9, rps: 3.5}]',
  'traffic.generator.output_tokens=80',
  `planner.interval_s=${INTERVAL_S}`,
  'planner.scrape_interval_s=0.4',
  'cluster.decode.startup=1',
].flatMap((field) => ['--set', field]);

/** Starts one. `temporary` is where it alone puts its temporary files, so that what it leaves can be told. */
export function startDemo(...more: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-demo-'));
  const temporary = mkdtempSync(join(tmpdir(), 'headroom-demo-tmp-'));
  const child = spawn(process.execPath, [MAIN, 'demo', '--out', folder, ...more], {
    env: { ...process.env, TMPDIR: temporary },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const each of [folder, temporary]) rmSync(each, { recursive: true, force: true });
  });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (data: Buffer) => {
      out[name] += data.toString();
    });
  }
  return { child, out, folder, temporary };
}

/** Addresses that the demo told of. */
export const addressesIn = (text: string) => [...text.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url);

export const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

export async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}
