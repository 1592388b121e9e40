import { wrap } from '../reports/render/format.js';
import { HeadroomError } from '../scenarios/errors/index.js';
import { EXIT } from './exit-codes.js';

/** Prints an error to stderr, for a user where it is meant for one, and returns the exit code that goes with it. */
export function printError(error: unknown): number {
  if (error instanceof HeadroomError) {
    process.stderr.write(`${fitted(error.message)}\n(${error.code})\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `${text}\n(HR_INTERNAL: a defect in Headroom; please report it with the command and the input)\n`,
  );
  return EXIT.failed;
}

/** Wrapped for who reads it on a terminal; a log keeps a line a message. */
function fitted(text: string): string {
  const { isTTY, columns } = process.stderr;
  if (!isTTY) return text;
  return text
    .split('\n')
    .flatMap((line) => wrap(line, columns || 80))
    .join('\n');
}
