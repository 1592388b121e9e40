/** What a profile's numbers may be. Every check returns its faults as sentences that name the entry. */

/** What is wrong with a number, if anything. */
export type Rule = (value: number) => string | undefined;

/** Above 0. */
export const positive: Rule = (value) => (value > 0 ? undefined : 'must be above 0');
/** Between 0 and 1, ends included. */
export const share: Rule = (value) => (value >= 0 && value <= 1 ? undefined : 'must lie in 0..1');
/** A whole number above 0. */
export const count: Rule = (value) =>
  value > 0 && Number.isInteger(value) ? undefined : 'must be a whole number above 0';

/** The fault of a number, which must be finite and keep the rule. */
export function checkNumber(name: string, value: number, rule: Rule): string[] {
  const fault = Number.isFinite(value) ? rule(value) : 'must be a finite number';
  return fault ? [`${name} is ${value}; it ${fault}`] : [];
}

/** The faults of an array, entry by entry. */
export function checkArray(name: string, values: readonly number[], rule: Rule): string[] {
  return values.flatMap((value, i) => checkNumber(`${name}[${i}]`, value, rule));
}

/** Whether arrays that belong together are of one length, and long enough. */
export function checkLengths(name: string, arrays: readonly (readonly number[])[], least: number): string[] {
  const lengths = new Set(arrays.map((array) => array.length));
  if (lengths.size > 1) return [`${name}: its arrays differ in length (${[...lengths].join(', ')})`];
  const [length = 0] = lengths;
  return length < least ? [`${name}: ${length} points; at least ${least} are needed`] : [];
}

/** The first place at which an array does not ascend. */
export function checkAscending(name: string, values: readonly number[]): string[] {
  const at = values.findIndex((value, i) => i > 0 && value <= values[i - 1]!);
  return at < 0 ? [] : [`${name}[${at}] is ${values[at]} after ${values[at - 1]}; values must ascend`];
}
