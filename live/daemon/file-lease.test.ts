import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileLease } from './file-lease.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-file-lease-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Process 1 is always there. */
const SOMEBODY = '1';

it('names its holder by its process, in the file too', async () => {
  const lease = fileLease(path);
  expect(lease.holder).toBe(String(process.pid));
  await lease.acquire();
  expect(readFileSync(path, 'utf8')).toBe(lease.holder);
  expect(readdirSync(folder)).toEqual(['lock']); // nothing beside it
});

it('is asked for every 2 s, or as often as its owner says', () => {
  expect(fileLease(path).retry_s).toBe(2);
  expect(fileLease(path, 0.5).retry_s).toBe(0.5);
});

it('may be asked for again by the process that has it', async () => {
  expect(await fileLease(path).acquire()).toBe(true);
  const again = fileLease(path);
  expect(again.isHeld()).toBe(false); // not before it has asked
  expect(await again.acquire()).toBe(true);
  expect(again.isHeld()).toBe(true);
});

it('is lost when somebody else stands in the file', async () => {
  const lease = fileLease(path);
  await lease.acquire();
  writeFileSync(path, SOMEBODY);
  expect(lease.isHeld()).toBe(false);
  expect(await lease.renew()).toBe(false);
  expect(await lease.acquire()).toBe(false);
  await lease.release();
  expect(readFileSync(path, 'utf8')).toBe(SOMEBODY); // another's is not taken away
});

it('is lost when the file is gone, and can be had again', async () => {
  const lease = fileLease(path);
  await lease.acquire();
  rmSync(path);
  expect(await lease.renew()).toBe(false);
  expect(lease.isHeld()).toBe(false);
  expect(await lease.acquire()).toBe(true);
});

it.each(['not a process', '-', '99999999999'])('a file that says %j belongs to nobody', async (text) => {
  writeFileSync(path, text);
  expect(await fileLease(path).acquire()).toBe(true);
});

it('giving up what is not held does nothing', async () => {
  const lease = fileLease(path);
  await lease.release();
  await lease.acquire();
  await lease.release();
  await lease.release();
  expect(readdirSync(folder)).toEqual([]);
});

it('rejects where there is no folder for it', async () => {
  await expect(fileLease(join(folder, 'absent', 'lock')).acquire()).rejects.toThrow('ENOENT');
});

it('a folder in its place is not taken for a lease', async () => {
  mkdirSync(path);
  expect(await fileLease(path).acquire()).toBe(false);
  expect(readdirSync(folder)).toEqual(['lock']);
});
