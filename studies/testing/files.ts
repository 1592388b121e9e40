/** Folders of tests: each is gone with the test that asked for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder, for one test. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-studies-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a file with this text, in a folder of its own, for one test. */
export function testFile(name: string, text: string): string {
  const path = join(testFolder(), name);
  writeFileSync(path, text);
  return path;
}
