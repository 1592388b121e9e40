/** What a shell may complete beside yargs' commands, options and choices: the names that this package knows. */
import { readdirSync } from 'node:fs';
import { FORECAST_KINDS, gpuSystems, plannerPolicies, readyScenarios, readySweeps } from '../../scenarios/index.js';

type Names = () => readonly string[];

/** Names that the value of an option may be. */
const BY_OPTION: Readonly<Record<string, Names>> = {
  '--policy': plannerPolicies,
  '--policies': plannerPolicies,
  '--predictors': () => FORECAST_KINDS,
  '--system': gpuSystems,
  '--scenario': scenarios,
};
/** Options whose value is a list with commas. */
const LISTS = new Set(['--policies', '--predictors']);

/** Names that the first argument of a command may be; of museum, every one. Empty leaves it to the shell, which knows the files. */
const BY_COMMAND: Readonly<Record<string, Names>> = {
  simulate: scenarios,
  plan: scenarios,
  tournament: scenarios,
  bench: scenarios,
  emulate: scenarios,
  demo: scenarios,
  sweep: () => [...readySweeps(), ...yamlFiles()],
  museum: () => readyScenarios().flatMap((name) => /^museum\/(.+)/.exec(name)?.[1] ?? []),
  'trace generate': scenarios,
  'trace inspect': () => [],
  'trace convert': () => [],
  planner: () => [],
  calibrate: () => [],
  compare: () => [],
  import: () => [],
  merge: () => [],
  report: () => [],
};
const MANY = new Set(['museum', 'compare', 'merge', 'trace convert']);

/**
 * The words that may stand where the last of `words` stands: a command line after `headroom`, as far as it is typed. `undefined`
 * where yargs knows: commands, options, choices.
 */
export function knownNames(words: readonly string[]): string[] | undefined {
  const current = words.at(-1) ?? '';
  const previous = words.at(-2) ?? '';
  if (current.startsWith('-')) return undefined;
  const named = BY_OPTION[previous];
  if (named) {
    const before = LISTS.has(previous) ? current.slice(0, current.lastIndexOf(',') + 1) : '';
    return named().map((name) => before + name);
  }
  const command = words[0] === 'trace' ? words.slice(0, 2) : words.slice(0, 1);
  const names = BY_COMMAND[command.join(' ')];
  const isItsArgument =
    MANY.has(command.join(' ')) && !previous.startsWith('-') ? true : words.length === command.length + 1;
  return isItsArgument && words.length > command.length ? names?.().slice() : undefined;
}

function scenarios(): string[] {
  return [...readyScenarios(), ...yamlFiles()];
}

/** YAML files of the folder that the user is in; those of other folders are for the shell. */
function yamlFiles(): string[] {
  return readdirSync('.').filter((name) => /\.ya?ml$/.test(name));
}
