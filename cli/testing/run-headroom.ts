/** `headroom` as a process of its own, from its start to its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { MAIN } from './planner-rig.js';

/** What it said, and the code it ended with. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `during` gets the process while it runs; `env` goes over that of this one. */
export function runHeadroom(
  args: readonly string[],
  during: (child: ChildProcess) => void = () => undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (data: Buffer) => {
      out[name] += data.toString();
    });
  }
  during(child);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...out })));
}
