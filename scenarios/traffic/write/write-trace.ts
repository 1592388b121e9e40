/** Writes rows to a file in one of the target formats, as a stream. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { HeadroomError } from '../../errors/index.js';
import type { Account } from '../account.js';
import { allTurns } from '../all-turns.js';
import type { OpenRows } from '../open-rows.js';
import type { TraceRow } from '../trace-row.js';
import { losesBlocks, PROPERTIES, type TargetFormat, WRITERS, type Writer } from './writers.js';

/** How a trace is written. */
export interface WriteOptions {
  readonly format: TargetFormat;
  /** Write even what the format can hold only in part. */
  readonly lossy: boolean;
  /** Rows may wait for each other. */
  readonly closedLoop: boolean;
  progress?(written: number): void;
}

/** What was written, and what was not. */
export interface Written {
  readonly requests: number;
  /** Rows that lost something, by what. */
  readonly lost: Readonly<Record<string, number>>;
}

const BUFFER_CHARACTERS = 1 << 18;
const WAITS = 'wait for the turn before';

/**
 * Reads rows to their end and writes them; the file appears once it is whole. Throws HR_TRACE_LOSSY for what the format
 * cannot hold, HR_TRACE_EMPTY where there is no row, HR_OUTPUT_FAILED where the file cannot be written.
 */
export function writeTrace(rows: OpenRows, path: string, options: WriteOptions): Written {
  const part = `${path}.part`;
  try {
    const written = writeTo(openForWriting(part), rows, path, options);
    renameSync(part, path);
    return written;
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof HeadroomError || (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw outputFailed(path, error);
  }
}

function writeTo(descriptor: number, rows: OpenRows, path: string, options: WriteOptions): Written {
  const writer: Writer = WRITERS[options.format];
  let losses: ReturnType<typeof lossesOf> = [];
  const lost: Record<string, number> = {};
  let requests = 0;
  let buffer = '';
  let begun = false;
  const put = (turn: TraceRow) => {
    for (const [name, has] of losses) {
      if (!has(turn)) continue;
      if (!options.lossy) throw lossy(path, options.format, name);
      lost[name] = (lost[name] ?? 0) + 1;
      if (name === WAITS) return; // without the wait there is no telling when it would come
    }
    buffer += `${writer.line(turn, rows.account)}\n`;
    requests++;
  };
  try {
    for (let row = rows.next(); row; row = rows.next()) {
      if (!begun) {
        begun = true;
        losses = lossesOf(writer, options.format, rows.account);
        if (writer.header) buffer = `${writer.header(rows.account, options.closedLoop)}\n`;
      }
      for (const turn of allTurns(row, rows.account)) put(turn);
      if (buffer.length < BUFFER_CHARACTERS) continue;
      writeSync(descriptor, buffer);
      buffer = '';
      options.progress?.(requests);
    }
    writeSync(descriptor, buffer);
  } finally {
    closeSync(descriptor);
    rows.close();
  }
  if (requests === 0) throw new HeadroomError('HR_TRACE_EMPTY', { message: 'no request is left to write' });
  return { requests, lost };
}

/** Properties that the target cannot hold; what it can may depend on the trace, so this is asked once a row is there. */
function lossesOf(writer: Writer, format: TargetFormat, account: Account) {
  return Object.entries(PROPERTIES).filter(
    ([name]) =>
      !writer.holds.includes(name as keyof typeof PROPERTIES) ||
      (name === 'prefix blocks' && losesBlocks(format, account)),
  );
}

function lossy(path: string, format: string, property: string): HeadroomError {
  return new HeadroomError('HR_TRACE_LOSSY', {
    at: { file: path },
    message: `the format ${format} cannot hold a ${property}, which the trace has`,
    hint: 'Write format headroom, which loses nothing, or add --lossy.',
  });
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw outputFailed(path, error);
  }
}

function outputFailed(path: string, error: unknown): HeadroomError {
  const { code } = error as NodeJS.ErrnoException;
  return new HeadroomError('HR_OUTPUT_FAILED', { at: { file: path }, message: `cannot be written (${code})` });
}
