/** Options that several commands have, in the same words. */
import { scenarioPath } from '../scenarios/index.js';

/** An option that may be given again; none is an empty list, which the parser fills in. */
export function repeatable(describe: string) {
  const option = { type: 'string', array: true, nargs: 1, describe } as const;
  return option as typeof option & { readonly default: string[] };
}

/** An option that is off unless it is given; the parser fills that in. */
export function flag(describe: string) {
  const option = { type: 'boolean', describe } as const;
  return option as typeof option & { readonly default: boolean };
}

/** A scenario: a file, or a ready one by its name. */
export function scenarioArgument(describe: string) {
  return { type: 'string', demandOption: true, describe, coerce: scenarioPath } as const;
}

/** `example`: a field that the option may name. */
export function setOption(example: string, file = 'scenario') {
  return repeatable(`override a field of the ${file}: --set ${example}`);
}

/** `--out`: where a command writes to. */
export function outOption(describe: string) {
  return { type: 'string', describe, group: 'Output:' } as const;
}

/** `--json`: figures for programs instead of text. */
export function jsonOption(describe: string) {
  return { ...flag(describe), group: 'Output:' } as const;
}

/** Conditions on figures of summary.json. */
export function requireOption(describe: string) {
  return { ...repeatable(`${describe}: --require 'attainment>=0.95'`), group: 'Output:' } as const;
}
