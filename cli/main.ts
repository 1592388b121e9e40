#!/usr/bin/env node
/** The command line: parses, calls, prints. Every error a user can meet ends here, as a message and an exit code. */
import yargs, { type CommandModule } from 'yargs';
import { hideBin } from 'yargs/helpers';
import { HeadroomError, nearestName } from '../scenarios/errors/index.js';
import { benchCommand } from './commands/bench.js';
import { calibrateCommand } from './commands/calibrate.js';
import { compareCommand } from './commands/compare.js';
import { demoCommand } from './commands/demo.js';
import { emulateCommand } from './commands/emulate.js';
import { importCommand } from './commands/import.js';
import { mergeCommand } from './commands/merge.js';
import { museumCommand } from './commands/museum.js';
import { planCommand } from './commands/plan.js';
import { plannerCommand } from './commands/planner.js';
import { profileCommand } from './commands/profile.js';
import { reportCommand } from './commands/report.js';
import { simulateCommand } from './commands/simulate.js';
import { sweepCommand } from './commands/sweep.js';
import { tournamentCommand } from './commands/tournament.js';
import { traceCommand } from './commands/trace.js';
import { verifyCommand } from './commands/verify.js';
import { EXIT } from './exit-codes.js';
import { printError } from './print-error.js';
import { toolVersion } from './tool-version.js';

/** What a command works with is loaded when it is called: a benchmark does not wait for the simulator. */
const COMMANDS = [
  simulateCommand,
  benchCommand,
  museumCommand,
  planCommand,
  emulateCommand,
  demoCommand,
  sweepCommand,
  tournamentCommand,
  plannerCommand,
  profileCommand,
  calibrateCommand,
  compareCommand,
  importCommand,
  mergeCommand,
  reportCommand,
  traceCommand,
  verifyCommand,
] as CommandModule[];

async function main(argv: string[]): Promise<void> {
  const parser = yargs(argv)
    .scriptName('headroom')
    .usage(
      '$0 <command>\n\nCapacity planning for LLM inference: what would the planner have done, at what cost, and who would have waited?',
    )
    .version(toolVersion())
    .help()
    .alias({ h: 'help', v: 'version' })
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .demandCommand(1, 'Say which command to run.')
    .strict()
    .fail((message, error) => {
      throw error ?? usageError(message, argv);
    })
    .epilogue('Exit codes: 0 done, 1 a run failed, 2 bad input, 3 a --require was missed, 130 interrupted.');
  for (const command of COMMANDS) parser.command(command);
  await parser.parseAsync();
}

function usageError(message: string, argv: string[]): HeadroomError {
  const names = COMMANDS.map((command) => String(command.command).split(' ')[0]!);
  const nearest = argv[0] && !names.includes(argv[0]) ? nearestName(argv[0], names) : undefined;
  const help = 'Run `headroom --help` for the commands, or `headroom <command> --help` for one.';
  return new HeadroomError('HR_USAGE', { message, hint: nearest ? `Did you mean '${nearest}'? ${help}` : help });
}

// a reader that has seen enough (`| head`) ends the command; a log that nobody reads any more ends nothing
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.stderr.on('error', () => undefined);

try {
  await main(hideBin(process.argv));
} catch (error) {
  process.exitCode = printError(error) ?? EXIT.failed;
}
