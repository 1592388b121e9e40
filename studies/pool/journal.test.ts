import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Summary } from '../../reports/index.js';
import { journaled } from './journal.js';
import type { TrialOutcome, TrialRunner, TrialSpec } from './trial-runner.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Says which seeds it played; fails on odd ones above 10. */
function counting(played: number[]): TrialRunner {
  return {
    run: async (specs, options) =>
      specs.map(({ seed }, i) => {
        played.push(seed);
        const outcome: TrialOutcome =
          seed > 10 && seed % 2 === 1
            ? { failure: { code: 'HR_INTERNAL', message: 'odd' } }
            : { summary: { event_log_sha256: String(seed) } as Summary };
        options?.onOutcome?.(i, outcome);
        return outcome;
      }),
    close: async () => undefined,
  };
}

const trial = (seed: number, scenario = 'none.yaml'): TrialSpec => ({ scenario, sets: [], seed });
const seedsOf = (outcomes: readonly TrialOutcome[]) => outcomes.map(({ summary }) => summary?.event_log_sha256);

describe('a journal', () => {
  it('plays what it does not have, and tells of all in order', async () => {
    const path = join(folder, 'run', 'trials.jsonl');
    const played: number[] = [];
    await journaled(counting(played), path).run([trial(1), trial(2)]);
    const heard: number[] = [];
    const outcomes = await journaled(counting(played), path).run([trial(3), trial(2), trial(1)], {
      onOutcome: (i) => heard.push(i),
    });
    expect(played).toEqual([1, 2, 3]);
    expect(seedsOf(outcomes)).toEqual(['3', '2', '1']);
    expect(heard.toSorted()).toEqual([0, 1, 2]);
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('counts a trial once, asked for twice or written twice', async () => {
    const path = join(folder, 'trials.jsonl');
    const played: number[] = [];
    const outcomes = await journaled(counting(played), path).run([trial(1), trial(1)]);
    expect(played).toEqual([1]);
    expect(seedsOf(outcomes)).toEqual(['1', '1']);
    appendFileSync(path, readFileSync(path));
    expect(seedsOf(await journaled(counting(played), path).run([trial(1)]))).toEqual(['1']);
    expect(played).toEqual([1]);
  });

  it('bears a last line that was cut off', async () => {
    const path = join(folder, 'trials.jsonl');
    const played: number[] = [];
    await journaled(counting(played), path).run([trial(1), trial(2)]);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -10));
    await journaled(counting(played), path).run([trial(1), trial(2)]);
    expect(played).toEqual([1, 2, 2]);
    await journaled(counting(played), path).run([trial(1), trial(2)]);
    expect(played).toEqual([1, 2, 2]);
  });

  it('plays failures again, and what belongs to another content of the scenario', async () => {
    const path = join(folder, 'trials.jsonl');
    const scenario = join(folder, 'a.yaml');
    writeFileSync(scenario, 'one');
    const played: number[] = [];
    const outcomes = await journaled(counting(played), path).run([trial(11), trial(4, scenario)]);
    expect(outcomes[0]!.failure).toBeDefined();
    writeFileSync(scenario, 'two');
    await journaled(counting(played), path).run([trial(11), trial(4, scenario)]);
    expect(played).toEqual([11, 4, 11, 4]);
  });
});
