/** The parser of the command line: every command, what is checked of all of them, and what a shell may complete. */
import yargs, { type Argv } from 'yargs';
import { HeadroomError } from '../scenarios/errors/index.js';
import { shippedPath } from '../scenarios/index.js';
import type { Command } from './command.js';
import { COMMANDS } from './commands/index.js';
import { knownNames } from './completion/names.js';
import { toolVersion } from './tool-version.js';
import { usageError } from './usage-error.js';

/** Wider lines are harder to read. */
const MOST_COLUMNS = 100;

/** Throws HeadroomErrors when it parses. */
export function createParser(argv: readonly string[], commands: readonly Command[] = COMMANDS): Argv {
  const parser = yargs([...argv]);
  // one object serves every command in turn, so these are the options of the one that is parsed
  const options = () => (parser as unknown as { getOptions(): Options }).getOptions();
  parser
    .scriptName('headroom')
    .usage(
      '$0 <command>\n\nCapacity planning for LLM inference: what would the planner have done, at what cost, and who would have waited?',
    )
    .version(toolVersion())
    .help()
    .alias({ h: 'help', v: 'version' })
    .describe({ help: 'show this help', version: 'print the version' })
    .wrap(Math.min(MOST_COLUMNS, process.stdout.columns ?? MOST_COLUMNS))
    .demandCommand(1, 'Say which command to run.')
    .strict()
    .middleware((given) => settle(given, options()))
    .completion('yargs-completion', false, completeFor(argv))
    .fail((message: string | null, error: Error | undefined) => {
      if (error && error.name !== 'YError') throw error;
      throw usageError(message ?? error?.message ?? '', argv, Object.keys(options().key));
    })
    .epilogue(
      `Exit codes: 0 done, 1 a run failed, 2 bad input, 3 a --require was missed, 130 interrupted.\nManual: ${shippedPath('README.md')}`,
    );
  for (const command of commands) parser.command(command);
  return parser;
}

type Completion = (current: string, given: unknown, usual: () => void, done: (names: string[]) => void) => void;

/** `argv`: --get-yargs-completions, the name of the program, and what is typed so far. */
function completeFor(argv: readonly string[]): Completion {
  return (_current, _given, usual, done) => {
    const names = knownNames(argv.slice(2));
    if (names) done(names);
    else usual();
  };
}

/** What yargs knows of the options of a command. */
interface Options {
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly boolean: readonly string[];
  readonly number: readonly string[];
  readonly string: readonly string[];
}

/** Fills in what was not given, and refuses what is no value of its option. Throws HR_USAGE. */
function settle(given: Record<string, unknown>, { array, boolean, number, string }: Options): void {
  for (const name of array) given[name] ??= [];
  for (const name of boolean) given[name] ??= false;
  const single = [...boolean, ...number, ...string].filter((name) => !array.includes(name));
  const twice = single.find((name) => Array.isArray(given[name]));
  if (twice !== undefined) throw new HeadroomError('HR_USAGE', { message: `--${twice} is given more than once` });
  const wrong = number.find((name) => Number.isNaN(given[name]));
  if (wrong !== undefined) throw new HeadroomError('HR_USAGE', { message: `--${wrong} takes a number` });
}
