import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { disk } from '../testing/small-disk.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { attempt, WholePieces } from './whole-pieces.js';

vi.mock('node:fs', async (original) => (await import('../testing/small-disk.js')).smallDisk(await original()));
afterEach(() => {
  disk.room_bytes = Number.POSITIVE_INFINITY;
});

const bytes = (text: string) => Buffer.from(text);

describe('a file of whole pieces', () => {
  it('holds them in order, each on the disk as soon as it is added', () => {
    const path = join(temporaryFolder(), 'file');
    const file = new WholePieces(path);
    file.add(bytes('one '));
    expect(readFileSync(path, 'utf8')).toBe('one ');
    file.add(bytes('two'));
    expect(readFileSync(path, 'utf8')).toBe('one two');
    file.close();
  });

  it('is empty from the start where nothing is to stay', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'of another run');
    new WholePieces(path).close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('keeps as many bytes as it is told, and goes on after them', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'whole;cut o');
    const file = new WholePieces(path, 6);
    expect(readFileSync(path, 'utf8')).toBe('whole;');
    file.add(bytes('next;'));
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('whole;next;');
  });

  it('keeps nothing of a piece for which there is no room, and takes a later one that fits', () => {
    const path = join(temporaryFolder(), 'file');
    const file = new WholePieces(path);
    file.add(bytes('one;'));
    disk.room_bytes = 3;
    expect(() => file.add(bytes('too long;'))).toThrow(/the disk is full/);
    expect(readFileSync(path, 'utf8')).toBe('one;');
    disk.room_bytes = 100;
    file.add(bytes('two;'));
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('one;two;');
  });

  it('takes back a piece that failed also after what an earlier process wrote', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'one;');
    const file = new WholePieces(path, 4);
    disk.room_bytes = 1;
    expect(() => file.add(bytes('two;'))).toThrow(/the disk is full/);
    file.close();
    expect(readFileSync(path, 'utf8')).toBe('one;');
  });
});

describe('a write that fails', () => {
  const failing = (code: string | undefined) => () => {
    throw Object.assign(new Error('no'), { code });
  };

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'cannot be written (EACCES)'],
    ['EROFS', 'cannot be written (EROFS)'],
    [undefined, 'cannot be written (Error: no)'],
  ])('with %s says: %s', (code, message) => {
    const write = failing(code);
    expect(() => attempt('out/run.json', write)).toThrow(
      expect.objectContaining({
        code: 'HR_OUTPUT_FAILED',
        details: [{ at: { file: 'out/run.json' }, message, hint: 'Choose another place with --out.' }],
        cause: expect.objectContaining({ message: 'no' }),
      }),
    );
  });

  it('is none where it succeeds: what it returns comes back', () => expect(attempt('f', () => 7)).toBe(7));
});
