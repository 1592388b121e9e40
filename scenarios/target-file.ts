/** A file that the address of a target names beside its URL: a certificate, a token. */
import { readFileSync } from 'node:fs';
import { HeadroomError } from './errors/index.js';

/** Its content; what is in it stays out of every message. Throws HR_TARGET_INVALID. */
export function readTargetFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new HeadroomError('HR_TARGET_INVALID', {
      at: { file: path },
      message: `cannot be read (${(error as NodeJS.ErrnoException).code})`,
    });
  }
}
