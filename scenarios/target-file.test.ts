import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readTargetFile } from './target-file.js';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'headroom-target-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

it('is read byte for byte', () => {
  const path = join(folder(), 'ca.pem');
  writeFileSync(path, Buffer.from([0, 255, 10]));
  expect([...readTargetFile(path)]).toEqual([0, 255, 10]);
});

it.each([
  ['that is not there', 'none.pem', 'ENOENT'],
  ['that is a folder', '.', 'EISDIR'],
])('one %s is refused with its name', (_, name, code) => {
  const path = join(folder(), name);
  expect(() => readTargetFile(path)).toThrow(`${path}: cannot be read (${code})`);
});
