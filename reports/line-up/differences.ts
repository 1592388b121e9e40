/** The fields in which scenarios differ, by their paths; what all have in common is left out. */

/** One field in which scenarios differ. */
export interface Difference {
  /** As `--set` names it. */
  readonly field: string;
  /** One a scenario, as JSON; `undefined` where it has no such field. */
  readonly values: readonly (string | undefined)[];
}

/** Names and words of a scenario change nothing that it does. */
const WORDS = new Set(['name', 'description']);

/** The differing fields in the order in which scenarios name them; a name or a description is no difference. */
export function scenarioDifferences(scenarios: readonly unknown[]): Difference[] {
  const flat = scenarios.map((scenario) => new Map(leaves(scenario, '')));
  const fields = new Set(flat.flatMap((one) => [...one.keys()]));
  return [...fields].flatMap((field) => {
    const values = flat.map((one) => one.get(field));
    return WORDS.has(field) || new Set(values).size < 2 ? [] : [{ field, values }];
  });
}

/** Lists of single values are one value; lists of groups are entered, as their fields have names of their own. */
function leaves(value: unknown, path: string): [path: string, json: string][] {
  if (value === null || typeof value !== 'object') {
    if (value === undefined) return [];
    return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  const isPlainList = Array.isArray(value) && !value.some((item) => isGroup(item));
  if (isPlainList) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

function isGroup(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
