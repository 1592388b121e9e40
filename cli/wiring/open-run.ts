/** A run to read, be it a directory or a result of another tool. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RequestLine, type RunRecord, readRequests, readRun } from '../../reports/index.js';
import { importResult } from './import-result.js';

/** Throws HR_RECORD_INVALID or HR_RESULT_INVALID. */
export function openRun(path: string): { readonly record: RunRecord; readonly requests: readonly RequestLine[] } {
  return opened(path, (directory) => ({ record: readRun(directory), requests: readRequests(directory) }));
}

/** A run's record without its requests. Throws HR_RECORD_INVALID or HR_RESULT_INVALID. */
export function openRecord(path: string): RunRecord {
  return opened(path, readRun);
}

/** Reads a record's directory, or that of another tool's result, which is made for it and removed. */
function opened<T>(path: string, read: (directory: string) => T): T {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return read(path);
  const folder = mkdtempSync(join(tmpdir(), 'headroom-import-'));
  try {
    importResult(path, folder);
    return read(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
