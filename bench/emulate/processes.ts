/** The processes of `bench:emulate`: each prints lines, server and client have a core each where `taskset` is there. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { shippedPath } from '../../scenarios/index.js';
import { pinCommand } from '../load/processes.js';

export interface Lines {
  readonly child: ChildProcess;
  next(): Promise<string | undefined>;
}

/** Starts a script of dist; `side` chooses its core, `from` the stream whose lines are read. */
export function start(
  side: 'server' | 'client',
  script: string,
  args: readonly string[],
  from: 'stdout' | 'stderr' = 'stdout',
): Lines {
  const [command, ...rest] = pinCommand(side, [process.execPath, shippedPath('dist', ...script.split('/')), ...args]);
  const stdio = from === 'stdout' ? (['ignore', 'pipe', 'inherit'] as const) : (['ignore', 'ignore', 'pipe'] as const);
  const child = spawn(command!, rest, { stdio: [...stdio] });
  const lines = createInterface({ input: child[from]! })[Symbol.asyncIterator]();
  return { child, next: async () => (await lines.next()).value as string | undefined };
}

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('close', () => resolve());
  });
}
