import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testFolder } from '../../studies/testing/index.js';
import { shippedGolden } from '../testing/index.js';
import { GoldenFolder } from './folder.js';

function made(files: Readonly<Record<string, string>>): GoldenFolder {
  const folder = testFolder();
  mkdirSync(join(folder, 'inner'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return new GoldenFolder(folder);
}

it('files are those that start and end as asked, sorted', () => {
  const folder = made({ 'a-2.json': '', 'a-1.json': '', 'a-1.npz': '', 'b-1.json': '', 'inner/a-3.json': '' });
  expect(folder.files('a-', '.json')).toEqual(['a-1.json', 'a-2.json']);
  expect(folder.files('a-', '.json', 'inner')).toEqual([join('inner', 'a-3.json')]);
  expect(folder.files('c-', '.json')).toEqual([]);
});

it('a file is there or not, and read as JSON', () => {
  const folder = made({ 'a.json': '{"x":[1]}' });
  expect([folder.has('a.json'), folder.has('b.json')]).toEqual([true, false]);
  expect(folder.json('a.json')).toEqual({ x: [1] });
  expect(() => folder.json('b.json')).toThrow('ENOENT');
});

it('triangles are known where they were recorded', () => {
  const recorded = made({ 'triangulations.json': '{"p":[[0,1,2]]}' });
  expect(recorded.triangles('p')).toEqual([[0, 1, 2]]);
  expect(recorded.triangles('q')).toBeUndefined();
  expect(made({}).triangles('p')).toBeUndefined();
});

it('a profile is read once', () => {
  const folder = shippedGolden();
  const [name] = folder.files('', '', 'profiles');
  const id = name!.slice('profiles/'.length);
  expect(folder.profile(id)).toBe(folder.profile(id));
  expect(() => folder.profile('none')).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^HR_PROFILE_/) }),
  );
});
