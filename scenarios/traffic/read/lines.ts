/** Lines of a text file, in constant memory: any line ending, last line with or without one, BOM dropped. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { HeadroomError } from '../../errors/index.js';

const CHUNK_BYTES = 1 << 18;
/** How every gzip file begins (RFC 1952). */
const GZIP = [0x1f, 0x8b];

/** A text file read some lines at a time; it has a place in the file, and closes itself at the end. */
export class LineFile {
  readonly bytes: number;
  bytesRead = 0;
  /** Of the whole file, once it is read. */
  sha256: string | undefined;
  /** Number of the first line that `nextLines` gave last. */
  firstNumber = 1;
  private readonly descriptor: number;
  private readonly hash: Hash = createHash('sha256');
  private readonly decoder = new StringDecoder('utf8');
  private readonly chunk = Buffer.alloc(CHUNK_BYTES);
  private rest = '';
  private given = 0;
  private open = true;

  /** Throws HR_TRACE_NOT_FOUND where the file cannot be opened. */
  constructor(private readonly path: string) {
    const file = openFile(path);
    this.descriptor = file.descriptor;
    this.bytes = file.bytes;
  }

  /** Some further lines, without their endings; `undefined` at the end. Throws HR_TRACE_INVALID for a compressed file. */
  nextLines(): string[] | undefined {
    if (!this.open) return undefined;
    const length = readSync(this.descriptor, this.chunk);
    if (length === 0) return this.lastLine();
    this.bytesRead += length;
    const part = this.chunk.subarray(0, length);
    this.hash.update(part);
    if (this.bytesRead === length && part[0] === GZIP[0] && part[1] === GZIP[1]) throw this.compressed();
    const lines = (this.rest + this.decoder.write(part)).split('\n');
    this.rest = lines.pop()!;
    return this.give(lines);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    closeSync(this.descriptor);
  }

  private compressed(): HeadroomError {
    this.close();
    return new HeadroomError('HR_TRACE_INVALID', {
      at: { file: this.path },
      message: 'found a compressed file (gzip); expected text',
      hint: 'Unpack it first, e.g. with gunzip.',
    });
  }

  private lastLine(): string[] | undefined {
    this.sha256 = this.hash.digest('hex');
    this.close();
    const last = this.rest + this.decoder.end();
    return last === '' ? undefined : this.give([last]);
  }

  private give(lines: string[]): string[] {
    this.firstNumber = this.given + 1;
    if (this.given === 0 && lines.length > 0) lines[0] = lines[0]!.replace(/^\uFEFF/, '');
    this.given += lines.length;
    for (let i = 0; i < lines.length; i++) if (lines[i]!.endsWith('\r')) lines[i] = lines[i]!.slice(0, -1);
    return lines;
  }
}

/** sha256 of a file, read in chunks. */
export function fileSha256(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const { descriptor } = openFile(path);
  try {
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}

function openFile(path: string): { descriptor: number; bytes: number } {
  try {
    const descriptor = openSync(path, 'r');
    const status = fstatSync(descriptor);
    if (status.isFile()) return { descriptor, bytes: status.size };
    closeSync(descriptor);
  } catch (error) {
    throw traceNotFound(path, (error as NodeJS.ErrnoException).code);
  }
  throw traceNotFound(path, 'not a file');
}

/** The error for a trace that cannot be read; `reason` is the system's code or words. */
export function traceNotFound(path: string, reason: string | undefined): HeadroomError {
  return new HeadroomError('HR_TRACE_NOT_FOUND', {
    at: { file: path },
    message: reason === 'ENOENT' ? 'no such trace file' : `the trace cannot be read (${reason})`,
    hint: 'Set traffic.path, relative to the scenario file; docs/reference/traffic.md says where the public traces are.',
  });
}
