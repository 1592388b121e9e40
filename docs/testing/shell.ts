/** Commands in a bash of their own: to their end, or beside what follows until the page has ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { WorkingFolder } from './working-folder.js';

/** A tenth of a second each, until what runs in a terminal is killed. */
const ATTEMPTS = 100;

/** Ends all that a block started as soon as its standard input is closed: when the block has ended, or this process, however it did. */
const ENDS_WITH_ME = '{ cat; kill 0; } <&0 > /dev/null 2>&1 &\ndisown';

/** What a line had before it was begun again, as a progress meter does. */
const OVERWRITTEN = /[^\n]*\r(?=[^\r\n])/g;

export interface Ended {
  readonly code: number | null;
  /** Both streams as a terminal shows them, without blank lines around. */
  readonly lines: readonly string[];
}

export class Shell {
  readonly #folder: WorkingFolder;
  readonly #terminals: ChildProcess[] = [];

  constructor(folder: WorkingFolder) {
    this.#folder = folder;
  }

  /** Runs a block to its end; the first command that fails ends it. */
  async run(command: string, limit_s: number): Promise<Ended> {
    const { child, lines } = this.#start(command);
    const limit = setTimeout(() => void endGroup(child), limit_s * 1000);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearTimeout(limit);
    return { code, lines: lines() };
  }

  /** Starts what keeps running; the answer tells what it has shown so far, and whether it has ended. */
  keep(command: string): () => Ended & { ended: boolean } {
    const { child, lines } = this.#start(command);
    this.#terminals.push(child);
    return () => ({ code: child.exitCode, lines: lines(), ended: child.exitCode !== null });
  }

  async close(): Promise<void> {
    for (const terminal of this.#terminals.reverse()) await endGroup(terminal);
  }

  #start(command: string) {
    const script = `${ENDS_WITH_ME}\nset -eo pipefail\nexec < /dev/null 2>&1\n${this.#folder.inwards(command)}`;
    const child = spawn('bash', ['-c', script], {
      cwd: this.#folder.path,
      env: this.#folder.env,
      detached: true, // a group of its own, so that nothing it started outlives it
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.on('exit', () => child.stdin.end());
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const lines = () => {
      const shown = this.#folder.outwards(stripVTControlCharacters(output));
      const text = shown
        .replace(OVERWRITTEN, '')
        .replace(/[ \t\r]+$/gm, '')
        .replace(/^\n+|\n+$/g, '');
      return text === '' ? [] : text.split('\n');
    };
    return { child, lines };
  }
}

/** Ends a terminal with all that runs in it, and waits until all of it is gone. */
async function endGroup({ pid }: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      process.kill(-pid!, attempt === 0 ? 'SIGTERM' : attempt === ATTEMPTS - 1 ? 'SIGKILL' : 0);
    } catch {
      return; // nobody is left in the group
    }
    await sleep(100);
  }
}
