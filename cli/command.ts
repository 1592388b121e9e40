/** What a command of the line is made of: a line for the list, a paragraph for its own help, and examples that a test parses. */
import type { Argv, CommandModule } from 'yargs';

/** A command line after `headroom`, and what it is for. */
export type Example = readonly [line: string, purpose: string];

/** One command of `headroom`, as yargs takes it. */
export interface Command<A = object> extends CommandModule<object, A> {
  readonly command: string;
  readonly examples: readonly Example[];
}

interface Definition<A> {
  /** Name and positionals, as yargs writes them. */
  readonly command: string;
  /** The command that it belongs to. */
  readonly under?: string;
  /** For the list of commands: one line of a terminal of 80 columns. */
  readonly describe: string;
  /** For its own help: what it does, and where to read on. */
  readonly about: string;
  readonly examples: readonly Example[];
  readonly builder: (yargs: Argv) => Argv<NoInfer<A>>;
  readonly handler: CommandModule<object, A>['handler'];
}

/** Width of an example inside a terminal of 80 columns. */
const EXAMPLE_COLUMNS = 76;

/** A command with its usage, its paragraph and its examples in its help; the handler is typed by its own options. */
export function defineCommand<A>({ under, about, examples, builder, ...named }: Definition<A>): Command<A> {
  const usage = ['$0', ...(under ? [under] : []), named.command].join(' ');
  return {
    ...named,
    examples,
    builder: (yargs) =>
      builder(yargs)
        .usage(`${usage}\n\n${about}`)
        .example(
          examples.map(([line, purpose]): [string, string] => [`# ${purpose}\n${broken(`headroom ${line}`)}`, '']),
        ),
  };
}

/** The command line over as many lines as it needs, each but the last ending in a backslash, as a shell reads it. */
function broken(line: string): string {
  const lines = [''];
  for (const word of line.match(/(?:'[^']*'|\S)+/g)!) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length + ' \\'.length > EXAMPLE_COLUMNS && lines.at(-1) !== '') lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join(' \\\n');
}
