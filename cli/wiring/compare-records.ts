/** Reads two runs, other tools' results among them, and compares them. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Comparison, compareRuns, comparisonText, readRequests, readRun } from '../../reports/index.js';
import { importResult } from './import-result.js';

/** Throws HR_RECORD_INVALID or HR_RESULT_INVALID. */
export function compareRecords(a: string, b: string): { comparison: Comparison; text: string } {
  const comparison = compareRuns(openRun(a), openRun(b));
  return { comparison, text: comparisonText(comparison, { a, b }) };
}

function openRun(path: string) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return readDirectory(path);
  const folder = mkdtempSync(join(tmpdir(), 'headroom-import-'));
  try {
    importResult(path, folder);
    return readDirectory(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readDirectory(path: string) {
  return { record: readRun(path), requests: readRequests(path) };
}
