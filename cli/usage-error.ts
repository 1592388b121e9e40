/** What is wrong with a command line, in words that name the near one. */
import { HeadroomError, nearestName } from '../scenarios/errors/index.js';
import { COMMANDS } from './commands/index.js';
import { TRACE_COMMANDS } from './commands/trace.js';

interface Complaint {
  readonly message: string;
  /** What was meant, where something is near. */
  readonly nearest?: string | undefined;
}

/** `said`: the words of yargs; `options`: the long names that the command has. */
export function usageError(said: string, argv: readonly string[], options: readonly string[]): HeadroomError {
  const named = commandOf(argv);
  const { message, nearest } = unknownOf(said, argv, options) ?? { message: said, ...lackOf(said, named) };
  const help = `Run \`headroom ${[...named, '--help'].join(' ')}\`.`;
  return new HeadroomError('HR_USAGE', { message, hint: nearest ? `Did you mean '${nearest}'? ${help}` : help });
}

/** The words that name a command, as far as they do. */
function commandOf([first = '', second = '']: readonly string[]): string[] {
  if (!namesOf(COMMANDS).includes(first)) return [];
  return first === 'trace' && namesOf(TRACE_COMMANDS).includes(second) ? [first, second] : [first];
}

type Named = readonly { readonly command: string }[];

function namesOf(commands: Named): string[] {
  return commands.map(({ command }) => command.split(' ')[0]!);
}

/** A word that means nothing here: a command, an option, or one argument too many. */
function unknownOf(said: string, argv: readonly string[], options: readonly string[]): Complaint | undefined {
  const unknown = /^Unknown (?:argument|command)s?: (.+)$/.exec(said)?.[1]?.split(', ')[0];
  if (unknown === undefined) return undefined;
  const named = commandOf(argv);
  const inside = named.length === 0 ? COMMANDS : named.join() === 'trace' ? TRACE_COMMANDS : [];
  const next = argv[named.length] ?? '-';
  if (inside.length > 0 && !next.startsWith('-')) {
    const nearest = nearestName(next, namesOf(inside));
    return { message: `there is no command '${next}'`, nearest: nearest && [...named, nearest].join(' ') };
  }
  const dashed = argv
    .map((word) => word.split('=')[0]!)
    .find((word) => [`--${unknown}`, `--no-${unknown}`, `-${unknown}`].includes(word));
  if (dashed === undefined) return { message: `'${unknown}' is more than the command takes` };
  const nearest = nearestName(unknown, options);
  return { message: `there is no option ${dashed}`, nearest: nearest && `--${nearest}` };
}

/** What is missing, or no value of its option. */
function lackOf(said: string, named: readonly string[]): Complaint | undefined {
  const [, valueless] = /^Not enough arguments following: (\S+)$/.exec(said) ?? [];
  if (valueless) return { message: `--${valueless} needs a value` };
  const [, missing] = /^Missing required arguments?: (.+)$/.exec(said) ?? [];
  if (missing) return { message: `${named.join(' ')} needs ${optionsIn(missing, ', ')}` };
  const [, needy, needed] = /^Implications failed:\s+(\S+) -> (\S+)$/.exec(said) ?? [];
  if (needed) return { message: `--${needy} needs --${needed}` };
  const [, one, other] = /^Arguments (\S+) and (\S+) are mutually exclusive$/.exec(said) ?? [];
  if (other) return { message: `--${one} and --${other} exclude each other` };
  const [, option, given, choices] = /Argument: ([^,]+), Given: "([^"]*)", Choices: (.+)$/.exec(said) ?? [];
  if (choices) {
    const names = choices.split(', ').map((choice) => choice.replaceAll('"', ''));
    return { message: `${option}: '${given}' is none of ${names.join(', ')}`, nearest: nearestName(given!, names) };
  }
  if (!said.startsWith('Not enough non-option arguments')) return undefined;
  const whole = [...COMMANDS, ...TRACE_COMMANDS].find(({ command }) => command.split(' ')[0] === named.at(-1))?.command;
  return { message: `${named.join(' ')} needs ${whole?.split(' ').slice(1).join(' ')}` };
}

function optionsIn(list: string, separator: string): string {
  return list
    .split(separator)
    .map((name) => `--${name}`)
    .join(' and ');
}
