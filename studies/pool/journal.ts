/** A journal of finished trials beside their results: a study that was cut off goes on where it was, and no trial counts twice. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { trialKeys } from './trial-key.js';
import type { TrialOutcome, TrialRunner } from './trial-runner.js';

interface Entry {
  readonly key: string;
  readonly outcome: TrialOutcome;
}

/** The journal of a study, or of one of several parts of it that lie in the same directory. */
export function journalPath(directory: string, part?: number): string {
  return join(directory, part === undefined ? 'trials.jsonl' : `trials-${part}.jsonl`);
}

/** Whether a file of this name is one. */
export function isJournal(name: string): boolean {
  return /^trials(-\d+)?\.jsonl$/.test(name);
}

/**
 * A runner that plays only what the journal at `path` and those beside it do not have, and writes to its own what it plays.
 * Failures are not kept: what made them may be mended.
 */
export function journaled(runner: TrialRunner, path: string): TrialRunner {
  const keyOf = trialKeys();
  mkdirSync(dirname(path), { recursive: true });
  endLastLine(path);
  const known = readJournals(dirname(path));
  return {
    async run(specs, { signal, onOutcome } = {}) {
      const keys = specs.map(keyOf);
      const firsts = new Map(keys.map((_, i) => [keys[keys.length - 1 - i]!, keys.length - 1 - i]));
      const missing = keys.flatMap((key, i) => (known.has(key) || firsts.get(key) !== i ? [] : [i]));
      keys.forEach((key, i) => {
        const outcome = known.get(key);
        if (outcome) onOutcome?.(i, outcome);
      });
      const failures = new Map<string, TrialOutcome>();
      await runner.run(
        missing.map((i) => specs[i]!),
        {
          signal,
          onOutcome: (j, outcome) => {
            const i = missing[j]!;
            const entry: Entry = { key: keys[i]!, outcome };
            if (outcome.failure) failures.set(entry.key, outcome);
            else {
              known.set(entry.key, outcome);
              appendFileSync(path, `${JSON.stringify(entry)}\n`);
            }
            onOutcome?.(i, outcome);
          },
        },
      );
      return keys.map((key) => known.get(key) ?? failures.get(key)!);
    },
    close: () => runner.close(),
  };
}

/** What comes after a last line that was cut off must not lengthen it. */
function endLastLine(path: string): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
}

/** The first entry of a trial counts. A line that was cut off is no entry. */
function readJournals(directory: string): Map<string, TrialOutcome> {
  const known = new Map<string, TrialOutcome>();
  const names = readdirSync(directory).filter(isJournal);
  for (const name of names.sort()) {
    for (const line of readFileSync(join(directory, name), 'utf8').split('\n')) {
      const entry = parsed(line);
      if (entry && !known.has(entry.key)) known.set(entry.key, entry.outcome);
    }
  }
  return known;
}

function parsed(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}
