/** A file that grows by whole pieces: of one that the disk has no room for, nothing stays. */
import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { HeadroomError } from '../../scenarios/errors/index.js';

/** Synchronous: what was added is with the operating system when `add` returns. */
export class WholePieces {
  private readonly descriptor: number;

  /** Opens the file, of which the first `bytes` stay. Throws HR_OUTPUT_FAILED. */
  constructor(
    private readonly path: string,
    private bytes = 0,
  ) {
    // for appending: what follows a piece that was taken back begins where that one did
    this.descriptor = attempt(path, () => openSync(path, 'a'));
    attempt(path, () => ftruncateSync(this.descriptor, bytes));
  }

  /** Throws HR_OUTPUT_FAILED; what was added before stays. */
  add(piece: Uint8Array): void {
    try {
      // all of it: a nearly full disk takes the beginning of a write without a word
      attempt(this.path, () => writeFileSync(this.descriptor, piece));
    } catch (error) {
      ftruncateSync(this.descriptor, this.bytes);
      throw error;
    }
    this.bytes += piece.length;
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** Runs a write; a failure of the disk becomes HR_OUTPUT_FAILED with the path. */
export function attempt<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new HeadroomError(
      'HR_OUTPUT_FAILED',
      {
        at: { file: path },
        message: code === 'ENOSPC' ? 'the disk is full' : `cannot be written (${code ?? String(error)})`,
        hint: 'Choose another place with --out.',
      },
      { cause: error },
    );
  }
}
