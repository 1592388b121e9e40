import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapley, subsets } from './shapley.js';

const EFFECTS = ['a', 'b', 'c', 'd'] as const;
type Game = (on: ReadonlySet<string>) => { readonly x: number };
/** Any game of four, by what each of its sixteen coalitions is worth. */
const anyGame = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 16, maxLength: 16 }).map(
  (values): Game =>
    (on) => ({ x: values[EFFECTS.reduce((mask, effect, i) => mask | (on.has(effect) ? 1 << i : 0), 0)]! }),
);
const partsOf = (game: Game) => EFFECTS.map((effect) => shapley(EFFECTS, game)[effect]['x']!);
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe('the split', () => {
  it('sums to the whole, whatever acts together', () => {
    fc.assert(
      fc.property(anyGame, (game) => {
        expect(sum(partsOf(game))).toBeCloseTo(game(new Set(EFFECTS)).x - game(new Set()).x, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up: the parts of two games together are those of their sum', () => {
    fc.assert(
      fc.property(anyGame, anyGame, (one, other) => {
        const both: Game = (on) => ({ x: one(on).x + other(on).x });
        const [first, second] = [partsOf(one), partsOf(other)];
        partsOf(both).forEach((part, i) => expect(part).toBeCloseTo(first[i]! + second[i]!, 9));
      }),
      { numRuns: 30 },
    );
  });

  it('is the mean over every order of switching them on', () => {
    const orders = (of: readonly string[]): string[][] =>
      of.length === 0
        ? [[]]
        : of.flatMap((first) => orders(of.filter((one) => one !== first)).map((rest) => [first, ...rest]));
    fc.assert(
      fc.property(anyGame, (game) => {
        const added = orders(EFFECTS).map((order) => {
          const at = order.indexOf('b');
          return game(new Set(order.slice(0, at + 1))).x - game(new Set(order.slice(0, at))).x;
        });
        expect(partsOf(game)[1]).toBeCloseTo(sum(added) / added.length, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('gives an effect that changes nothing nothing, and one that acts alone what it does', () => {
    const parts = partsOf((on) => ({ x: (on.has('a') ? 5 : 0) + (on.has('b') && on.has('c') ? 6 : 0) }));
    expect(parts).toEqual([5, 3, 3, 0].map((part) => expect.closeTo(part, 12)));
  });

  it('gives equal shares to those that may be exchanged', () => {
    expect(partsOf((on) => ({ x: on.size >= 3 ? 8 : 0 }))).toEqual(EFFECTS.map(() => expect.closeTo(2, 12)));
  });

  it('splits every quantity by itself', () => {
    const parts = shapley(['a', 'b'], (on) => ({ hours: on.has('a') ? 2 : 0, missed: on.has('b') ? 7 : 0 }));
    expect(parts).toEqual({ a: { hours: 2, missed: 0 }, b: { hours: 0, missed: 7 } });
  });

  it('has no part of a quantity that one run lacks', () => {
    const { a } = shapley(['a', 'b'], (on) => (on.size === 0 ? { x: 1 } : { x: 1, usd: 3 }));
    expect(a).toEqual({ x: 0, usd: Number.NaN });
  });

  it('of one effect is what it does, and of none is nothing', () => {
    expect(shapley(['a'], (on) => ({ x: on.has('a') ? 3 : 1 }))).toEqual({ a: { x: 2 } });
    expect(shapley([], () => ({ x: 1 }))).toEqual({});
  });
});

it('subsets are all there are, each once, the empty one first and the whole last', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(20), { maxLength: 6 }), (of) => {
      const all = subsets(of);
      expect(all).toHaveLength(2 ** of.length);
      expect(new Set(all.map((on) => [...on].join())).size).toBe(all.length);
      expect([all[0]!.size, [...all.at(-1)!]]).toEqual([0, of]);
    }),
    { numRuns: 30 },
  );
});
