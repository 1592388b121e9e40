/** Files of tests, in a folder of this process that goes when it ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'headroom-scenarios-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true }));
let folders = 0;

/** A folder that no other test has, with these files in it, by their paths inside. */
export function tempFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

/** A file of this name, alone in a folder of its own. */
export function tempFile(name: string, content: string | Uint8Array): string {
  return join(tempFolder({ [name]: content }), name);
}

/** A file with one JSON object a line, no newline after the last. */
export function jsonl(rows: readonly object[]): string {
  return tempFile('trace.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
}
