/** What `--help` promises: examples that the parser takes, lists that fit a terminal. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Command } from './command.js';
import { COMMANDS } from './commands/index.js';
import { TRACE_COMMANDS } from './commands/trace.js';
import { createParser } from './parser.js';

const nameOf = ({ command }: Command) => command.split(' ')[0]!;
const ALL = [
  ...COMMANDS.map((command) => ({ name: nameOf(command), command })),
  ...TRACE_COMMANDS.map((command) => ({ name: `trace ${nameOf(command)}`, command })),
];

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(process.stdout, 'columns');
});

/** The names of the commands that the words call; none is run. */
async function called(words: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const { name, command } of ALL) vi.spyOn(command, 'handler').mockImplementation(() => void names.push(name));
  await createParser(words).parseAsync();
  return names;
}

/** The words of a command line, as a shell that knows single quotes makes them; what is redirected is not for the command. */
function wordsOf(line: string): string[] {
  const words = line.replace(/ >.*$/, '').match(/(?:'[^']*'|\S)+/g) ?? [];
  return words.map((word) => word.replaceAll("'", ''));
}

/** The text of `--help` in a terminal of so many columns. */
function helpOf(name: string, columns: number): Promise<string> {
  Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true });
  const words = [...name.split(' ').filter(Boolean), '--help'];
  return new Promise((resolve) => createParser(words).parse(words, {}, (_error, _given, text) => resolve(text)));
}

describe.each(ALL)('headroom $name', ({ name, command }) => {
  it.each(command.examples)('takes its example: %s', async (line) => {
    const ran = await called(wordsOf(line));
    expect(ran).toHaveLength(1);
    expect(`${ran[0]} `.startsWith(`${name} `)).toBe(true);
  });

  it('has two examples or more, one line of the list, and help that fits 80 columns', async () => {
    expect(command.examples.length).toBeGreaterThanOrEqual(2);
    const help = await helpOf(name, 80);
    expect(help.split('\n')[0]).toBe(`headroom ${name}${command.command.slice(nameOf(command).length)}`);
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
    const shown = help.replaceAll(' \\\n  ', ' ');
    for (const [line, purpose] of command.examples) expect(shown).toContain(`  # ${purpose}\n  headroom ${line}`);
  });
});

it('the list of commands has a line for each, in 80 columns', async () => {
  const help = await helpOf('', 80);
  const listed = /Commands:\n([\s\S]*?)\n\n/.exec(help)?.[1]?.split('\n') ?? [];
  expect(listed.map((line) => line.split(/\s+/)[2])).toEqual(COMMANDS.map(nameOf));
});

it('more than 100 columns are not filled', async () => {
  const lines = (await helpOf('bench', 160)).split('\n').map((line) => line.length);
  expect(Math.max(...lines)).toBe(100);
});
