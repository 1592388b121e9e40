/** Points that are done, kept over runs. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { promptPoint } from '../testing/engine-rig.js';
import { openJournal } from './journal.js';

const HEAD = { schema: 'headroom-profile-points/1', target: 'http://engine', model: 'm' } as const;
const [A, B] = [promptPoint(64, [1]), promptPoint(256, [2, 2.5])];

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-journal-'));
  path = join(folder, 'deep', 'er', 'points.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A journal that holds A and B. */
function filled(): void {
  const journal = openJournal(path, HEAD);
  journal.add('a', A);
  journal.add('b', B);
}

it('is begun with its folder and its head', () => {
  expect(openJournal(path, HEAD).find('a')).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(HEAD)}\n`);
});

it('finds what was added, at once and when it is opened again', () => {
  const journal = openJournal(path, HEAD);
  journal.add('a', A);
  expect(journal.find('a')).toEqual(A);
  openJournal(path, HEAD).add('b', B);
  const again = openJournal(path, HEAD);
  expect([again.find('a'), again.find('b'), again.find('c')]).toEqual([A, B, undefined]);
});

it('opening writes nothing to one that is whole', () => {
  filled();
  const text = readFileSync(path, 'utf8');
  openJournal(path, HEAD);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('of two entries of one key the later counts', () => {
  filled();
  openJournal(path, HEAD).add('a', B);
  expect(openJournal(path, HEAD).find('a')).toEqual(B);
});

describe('a cut', () => {
  it('in the last line loses that line, and what comes then is a line of its own', () => {
    filled();
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -10));
    const journal = openJournal(path, HEAD);
    expect([journal.find('a'), journal.find('b')]).toEqual([A, undefined]);
    journal.add('b', B);
    expect(openJournal(path, HEAD).find('b')).toEqual(B);
  });

  it('of the last line end alone loses nothing', () => {
    filled();
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -1));
    const journal = openJournal(path, HEAD);
    expect([journal.find('a'), journal.find('b')]).toEqual([A, B]);
    journal.add('c', A);
    expect(openJournal(path, HEAD).find('c')).toEqual(A);
  });

  it('and nonsense in between leaves the rest', () => {
    filled();
    appendFileSync(path, 'nonsense\n\n');
    openJournal(path, HEAD).add('c', A);
    const journal = openJournal(path, HEAD);
    expect([journal.find('b'), journal.find('c')]).toEqual([B, A]);
  });
});

describe('another engine', () => {
  it.each([
    [
      'another model',
      { ...HEAD, model: 'other' },
      'holds the points of m at http://engine; expected other at http://engine',
    ],
    [
      'another address',
      { ...HEAD, target: 'http://b' },
      'holds the points of m at http://engine; expected m at http://b',
    ],
  ])('%s is refused, with the place', (_name, head, message) => {
    openJournal(path, HEAD);
    expect(() => openJournal(path, head)).toThrow(
      expect.objectContaining({
        code: 'HR_ENGINE_UNMEASURABLE',
        message: expect.stringContaining(`${path}:1: ${message}`),
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['another schema', JSON.stringify({ ...HEAD, schema: 'headroom-profile-points/2' })],
    ['no JSON', 'hello\n'],
  ])('so is a file with %s', (_name, text) => {
    openJournal(path, HEAD);
    writeFileSync(path, text);
    expect(() => openJournal(path, HEAD)).toThrow(expect.objectContaining({ code: 'HR_ENGINE_UNMEASURABLE' }));
  });
});
