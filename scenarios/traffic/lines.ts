/** Lines of a text file, one by one, in constant memory: any line ending, last line with or without one, BOM dropped. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { HeadroomError } from '../errors/index.js';

const CHUNK_BYTES = 1 << 18;

/** What reading the file has found so far. */
export interface FileReading {
  readonly bytes: number;
  bytesRead: number;
  /** Of the whole file, once it is read. */
  sha256?: string;
}

export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Opens a file for reading line by line. Throws HR_TRACE_NOT_FOUND where it cannot be opened. */
export function openLines(path: string): { reading: FileReading; lines: Iterable<Line> } {
  const file = open(path);
  const reading: FileReading = { bytes: file.bytes, bytesRead: 0 };
  return { reading, lines: readLines(file.descriptor, reading) };
}

function* readLines(descriptor: number, reading: FileReading): Generator<Line> {
  const hash = createHash('sha256');
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = '';
  let number = 0;
  try {
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      reading.bytesRead += length;
      const part = chunk.subarray(0, length);
      hash.update(part);
      const pieces = (rest + decoder.write(part)).split('\n');
      rest = pieces.pop()!;
      for (const piece of pieces) yield lineOf(++number, piece);
    }
    rest += decoder.end();
    if (rest !== '') yield lineOf(++number, rest);
    reading.sha256 = hash.digest('hex');
  } finally {
    closeSync(descriptor);
  }
}

/** sha256 of a file, read in chunks. */
export function fileSha256(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const { descriptor } = open(path);
  try {
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

function lineOf(number: number, raw: string): Line {
  const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
  return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text };
}

function open(path: string): { descriptor: number; bytes: number } {
  try {
    const descriptor = openSync(path, 'r');
    const status = fstatSync(descriptor);
    if (status.isFile()) return { descriptor, bytes: status.size };
    closeSync(descriptor);
  } catch (error) {
    throw notFound(path, (error as NodeJS.ErrnoException).code);
  }
  throw notFound(path, 'not a file');
}

function notFound(path: string, reason: string | undefined): HeadroomError {
  return new HeadroomError('HR_TRACE_NOT_FOUND', {
    at: { file: path },
    message: reason === 'ENOENT' ? 'no such trace file' : `the trace cannot be read (${reason})`,
    hint: 'Set traffic.path, relative to the scenario file; docs/traffic.md says where the public traces are.',
  });
}
