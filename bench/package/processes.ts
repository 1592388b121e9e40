/** Commands as a user types them, in a folder of theirs. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Place {
  readonly folder: string;
  /** Changes to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What the command printed on stdout. Throws with its stderr where it ends with a code that is not among `ends`. */
export function run(command: string, args: readonly string[], { folder, env }: Place, ends = [0]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  if (status !== null && ends.includes(status)) return stdout;
  throw new Error(`${command} ${args.join(' ')} in ${folder} ended with ${status}: ${error?.message ?? stderr}`);
}

export interface Server {
  /** The first line that it says on stderr. */
  readonly line: string;
  stop(): Promise<void>;
}

/** Starts a server and waits until it says its first line that holds `sign`. */
export async function serve(command: string, args: readonly string[], place: Place, sign: string): Promise<Server> {
  const child = spawn(command, args, {
    cwd: place.folder,
    env: { ...process.env, ...place.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for await (const line of createInterface({ input: child.stderr })) {
    if (!line.includes(sign)) continue;
    child.stderr.resume();
    return {
      line,
      stop: async () => {
        child.kill('SIGINT');
        await ended;
      },
    };
  }
  throw new Error(`${command} ${args.join(' ')} ended before it said '${sign}'`);
}
