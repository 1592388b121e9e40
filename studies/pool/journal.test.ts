import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FakeRunner, fakeRunner, madeFailure, madeOutcome, testFolder } from '../testing/index.js';
import { isJournal, journaled, journalPath } from './journal.js';
import type { TrialOutcome, TrialSpec } from './trial-runner.js';

/** Plays a seed as a run of that name; fails on odd ones above 10. */
function bySeed(most?: number): FakeRunner {
  const play = ({ seed }: TrialSpec) =>
    seed > 10 && seed % 2 === 1 ? madeFailure('odd') : madeOutcome({ name: String(seed) });
  return fakeRunner(play, most);
}

const trial = (seed: number, scenario = 'none.yaml'): TrialSpec => ({ scenario, sets: [], seed });
const trials = (...seeds: readonly number[]) => seeds.map((seed) => trial(seed));
const seedsOf = (outcomes: readonly TrialOutcome[]) => outcomes.map(({ summary }) => summary?.event_log_sha256);
const linesOf = (path: string) => readFileSync(path, 'utf8').trim().split('\n');

/** Plays these seeds with the journal, and tells which of them had to be played. */
async function played(path: string, ...seeds: readonly number[]): Promise<number[]> {
  const runner = bySeed();
  await journaled(runner, path).run(trials(...seeds));
  return runner.played.map(({ seed }) => seed);
}

describe('a journal', () => {
  it('plays what it does not have, and tells of all in order', async () => {
    const path = join(testFolder(), 'run', 'trials.jsonl');
    await journaled(bySeed(), path).run(trials(1, 2));
    const runner = bySeed();
    const heard: number[] = [];
    const outcomes = await journaled(runner, path).run(trials(3, 2, 1), { onOutcome: (i) => heard.push(i) });
    expect(runner.played).toEqual(trials(3));
    expect(seedsOf(outcomes)).toEqual(['3', '2', '1']);
    expect(heard.toSorted()).toEqual([0, 1, 2]);
    expect(linesOf(path)).toHaveLength(3);
  });

  it('counts a trial once, asked for twice or written twice', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    const runner = bySeed();
    expect(seedsOf(await journaled(runner, path).run(trials(1, 1)))).toEqual(['1', '1']);
    expect(runner.played).toHaveLength(1);
    appendFileSync(path, readFileSync(path));
    expect(await played(path, 1)).toEqual([]);
  });

  it('knows within one study what it has played before', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    const runner = bySeed();
    const journal = journaled(runner, path);
    await journal.run(trials(1, 2));
    await journal.run(trials(2, 3));
    expect(runner.played.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });

  it('writes a trial the moment that it ends: what was told is not lost with the machine', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    await expect(journaled(bySeed(2), path).run(trials(1, 2, 3))).rejects.toThrow('lost');
    expect(linesOf(path)).toHaveLength(2);
    expect(await played(path, 1, 2, 3)).toEqual([3]);
  });

  it('ends when it is told to, and keeps what it has', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    const stop = new AbortController();
    const run = journaled(bySeed(), path).run(trials(1, 2, 3), {
      signal: stop.signal,
      onOutcome: () => stop.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(await played(path, 1, 2, 3)).toEqual([2, 3]);
  });

  it('plays failures again: what made them may be mended', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    const outcomes = await journaled(bySeed(), path).run(trials(11, 12, 11));
    expect(outcomes.map(({ failure }) => failure?.message)).toEqual(['odd', undefined, 'odd']);
    expect(await played(path, 11, 12)).toEqual([11]);
  });

  it('plays again what belongs to another content of the scenario', async () => {
    const folder = testFolder();
    const [path, scenario] = [join(folder, 'trials.jsonl'), join(folder, 'a.yaml')];
    writeFileSync(scenario, 'one');
    const runner = bySeed();
    await journaled(runner, path).run([trial(4, scenario)]);
    writeFileSync(scenario, 'two');
    await journaled(runner, path).run([trial(4, scenario)]);
    expect(runner.played).toHaveLength(2);
  });

  it('of no trials plays none', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    expect(await journaled(bySeed(), path).run([])).toEqual([]);
  });

  it('lets its runner go', async () => {
    const runner = bySeed();
    await journaled(runner, join(testFolder(), 'trials.jsonl')).close();
    expect(runner.closed).toBe(1);
  });
});

describe('a journal that was cut off', () => {
  it('anywhere, gives the outcomes that one study gives, and plays no more than was lost', async () => {
    const whole = join(testFolder(), 'trials.jsonl');
    const seeds = [1, 2, 3, 4, 5];
    const expected = await journaled(bySeed(), whole).run(trials(...seeds));
    const text = readFileSync(whole, 'utf8');
    const cut = join(testFolder(), 'trials.jsonl');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (length) => {
        writeFileSync(cut, text);
        truncateSync(cut, length);
        const kept = text.slice(0, length).split('\n').length - 1;
        const runner = bySeed();
        expect(await journaled(runner, cut).run(trials(...seeds))).toEqual(expected);
        // the last line may be whole but for its end
        expect([5 - kept, 4 - kept]).toContain(runner.played.length);
        expect(await played(cut, ...seeds)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('is the whole journal again, byte for byte, when it was cut at the end of a line', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    await journaled(bySeed(), path).run(trials(1, 2, 3));
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, text.indexOf('\n') + 1));
    await journaled(bySeed(), path).run(trials(1, 2, 3));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('or that never was one, is none', async () => {
    const path = join(testFolder(), 'trials.jsonl');
    writeFileSync(path, 'no journal\n{"key": 1}');
    expect(await played(path, 1)).toEqual([1]);
  });
});

describe('journals beside each other', () => {
  it('are read together, and each is written by its own part', async () => {
    const folder = testFolder();
    expect(await played(journalPath(folder, 0), 1, 2)).toEqual([1, 2]);
    expect(await played(journalPath(folder, 1), 2, 3)).toEqual([3]);
    expect(await played(journalPath(folder), 1, 2, 3, 4)).toEqual([4]);
    expect([0, 1, undefined].map((part) => linesOf(journalPath(folder, part)).length)).toEqual([2, 1, 1]);
  });

  it('that both have a trial count the first, by name', async () => {
    const folder = testFolder();
    await journaled(
      fakeRunner(() => madeOutcome({ name: 'first' })),
      journalPath(folder, 1),
    ).run(trials(1));
    const text = readFileSync(journalPath(folder, 1), 'utf8');
    writeFileSync(journalPath(folder, 2), text.replace('first', 'second'));
    expect(seedsOf(await journaled(bySeed(), journalPath(folder)).run(trials(1)))).toEqual(['first']);
  });

  it('and other files are not confused', async () => {
    const folder = testFolder();
    await played(journalPath(folder, 1), 1);
    writeFileSync(join(folder, 'trials-old.jsonl.bak'), readFileSync(journalPath(folder, 1)));
    mkdirSync(join(folder, 'runs'));
    writeFileSync(join(folder, 'runs', 'trials.jsonl'), readFileSync(journalPath(folder, 1)));
    writeFileSync(journalPath(folder, 1), '');
    expect(await played(journalPath(folder), 1)).toEqual([1]);
  });
});

it.each([
  ['trials.jsonl', true],
  ['trials-0.jsonl', true],
  ['trials-12.jsonl', true],
  ['trials-a.jsonl', false],
  ['trials.jsonl.bak', false],
  ['my-trials.jsonl', false],
  ['trials-.jsonl', false],
])('%s is a journal: %s', (name, is) => {
  expect(isJournal(name)).toBe(is);
});

it('a journal has the path that makes it one', () => {
  expect(journalPath('runs/x')).toBe(join('runs', 'x', 'trials.jsonl'));
  expect(journalPath('runs/x', 3)).toBe(join('runs', 'x', 'trials-3.jsonl'));
});
