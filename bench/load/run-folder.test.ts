import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { withRunFolder } from './run-folder.js';

it('a run has a path of its own, and nothing is left of it', async () => {
  const seen = await withRunFolder(async (folder) => {
    expect([existsSync(folder), existsSync(dirname(folder))]).toEqual([false, true]);
    mkdirSync(folder);
    return folder;
  });
  expect(existsSync(dirname(seen))).toBe(false);
});

it('a run that fails leaves nothing either, and tells why', async () => {
  let seen = '';
  const failing = withRunFolder((folder) => {
    seen = folder;
    return Promise.reject(new Error('client ended'));
  });
  await expect(failing).rejects.toThrow('client ended');
  expect(seen).not.toBe('');
  expect(existsSync(dirname(seen))).toBe(false);
});
