#!/usr/bin/env node
/** The command line: parses, calls, prints. Every error a user can meet ends here, as a message and an exit code. */
import { hideBin } from 'yargs/helpers';
import { EXIT } from './exit-codes.js';
import { createParser } from './parser.js';
import { printError } from './print-error.js';

// a reader that has seen enough (`| head`) ends the command; a log that nobody reads any more ends nothing
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.stderr.on('error', () => undefined);

try {
  await createParser(hideBin(process.argv)).parseAsync();
} catch (error) {
  process.exitCode = printError(error) ?? EXIT.failed;
}
