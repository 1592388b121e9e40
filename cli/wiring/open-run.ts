/** A run to read, be it a directory or a result of another tool. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RequestLine, type RunRecord, readRequests, readRun } from '../../reports/index.js';
import { importResult } from './import-result.js';

/** Throws HR_RECORD_INVALID or HR_RESULT_INVALID. */
export function openRun(path: string): { readonly record: RunRecord; readonly requests: readonly RequestLine[] } {
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
