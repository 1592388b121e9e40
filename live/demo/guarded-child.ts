/**
 * A child process that ends with this one, however this one ends. A shell between the two waits for a word or the end of its standard
 * input and then ends the child; both are in a session of their own, so that a Ctrl-C in the terminal reaches this process alone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** `$1`: a folder to remove where nobody is left to do it. */
const GUARD = `folder=$1; shift
"$@" </dev/null & child=$!
exec 2>/dev/null
read -r signal
kill -s "\${signal:-TERM}" "$child"
wait "$child"
[ -n "$signal" ] || [ -z "$folder" ] || rm -rf "$folder"`;

const LINES_KEPT = 20;

/** The child, its last words, and the ways to end it. */
export class GuardedChild {
  private readonly guard: ChildProcess;
  private readonly lines: string[] = [];
  private readonly closed: Promise<unknown>;
  private isOver = false;

  /** Starts it. `folder`: removed, should this process end without a word. `onLine`: hears what it writes to stderr. */
  constructor(
    command: readonly [string, ...string[]],
    { folder = '', onLine = () => undefined }: { folder?: string; onLine?: (line: string) => void } = {},
  ) {
    this.guard = spawn('sh', ['-c', GUARD, 'sh', folder, ...command], {
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.guard.stdin!.on('error', () => undefined); // it may be gone already
    const reader = createInterface({ input: this.guard.stderr! });
    reader.on('line', (line) => {
      this.lines.push(line);
      if (this.lines.length > LINES_KEPT) this.lines.shift();
      onLine(line);
    });
    this.closed = once(reader, 'close').then(() => {
      this.isOver = true;
    });
  }

  /** False once the child has ended. */
  get isRunning(): boolean {
    return !this.isOver;
  }

  /** The last it said. */
  get said(): string {
    return this.lines.join('\n');
  }

  /** Resolves when the child has ended, with {@link end} or without. */
  async over(): Promise<void> {
    await this.closed;
  }

  /** Ends it and waits until it is gone. */
  async end(signal: 'TERM' | 'KILL' = 'TERM'): Promise<void> {
    if (this.guard.exitCode !== null || this.guard.signalCode !== null) return;
    const gone = once(this.guard, 'exit');
    this.guard.stdin!.end(`${signal}\n`);
    await gone;
  }
}
