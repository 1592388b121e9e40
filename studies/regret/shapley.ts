/**
 * Shapley's split of a total between effects that act together: the mean of what each adds, over every order of switching
 * them on (Shapley 1953). Order-free, and the parts sum to the whole.
 */

/** Quantities of one run, by name. */
export type Quantities = Readonly<Record<string, number>>;

/**
 * The part of each of `effects` in `value(all) − value(none)`. `value` is asked for every subset: 2ⁿ times. A quantity that one
 * subset lacks has no parts.
 */
export function shapley<E extends string>(
  effects: readonly E[],
  value: (on: ReadonlySet<E>) => Quantities,
): Record<E, Quantities> {
  const n = effects.length;
  const names = Object.keys(value(new Set(effects)));
  const parts = effects.map((effect): [E, Quantities] => {
    const others = effects.filter((other) => other !== effect);
    const sums: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
    for (const without of subsets(others)) {
      const before = value(without);
      const after = value(new Set([...without, effect]));
      const weight = (factorial(without.size) * factorial(n - without.size - 1)) / factorial(n);
      for (const name of names) sums[name]! += weight * ((after[name] ?? Number.NaN) - (before[name] ?? Number.NaN));
    }
    return [effect, sums];
  });
  return Object.fromEntries(parts) as Record<E, Quantities>;
}

/** Every subset of some, the empty one first. */
export function subsets<T>(of: readonly T[]): ReadonlySet<T>[] {
  return Array.from({ length: 2 ** of.length }, (_, mask) => new Set(of.filter((_one, i) => mask & (1 << i))));
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
