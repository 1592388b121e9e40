import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runFolder } from './run-folder.js';

it.each([
  ['quickstart', 'quickstart'],
  ['Chat, 3 × load', 'Chat, 3 × load'],
  ['v1.2', 'v1.2'],
  ['../../etc', '---..-etc'],
  ['..', '--'],
  ['/tmp/x', '-tmp-x'],
  ['..\\x', '---x'],
  ['C:x', 'C-x'],
])('a scenario named %s is recorded in runs/', (name, folder) => {
  expect(runFolder(name)).toBe(join('runs', folder));
});
