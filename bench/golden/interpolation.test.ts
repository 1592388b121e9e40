/** The check of the interpolators sees a wrong answer: shipped vectors, one answer of which is made a tenth larger. */
import { describe, expect, it } from 'vitest';
import { goldenWith, shippedGolden } from '../testing/index.js';
import { checkInterpolation, Interpolators } from './interpolation.js';
import { GoldenTally } from './tally.js';

const FILE = 'interpolation-0.5.1.json';

type Vectors = Record<string, Record<string, number | string>[]>;

/** Misses of the first vectors of each kind, after a change. */
function missesOf(change: (vectors: Vectors) => void): string[] {
  const { meta, prefill, decode, best } = shippedGolden().json<Vectors>(FILE);
  const isNumber = (vector: Record<string, number | string>) => typeof vector['thpt_per_gpu'] === 'number';
  const few = Object.fromEntries(
    Object.entries({ prefill, decode, best }).map(([kind, list]) => [kind, list!.filter(isNumber).slice(0, 3)]),
  );
  change(few);
  const golden = goldenWith(FILE, { meta, ...few });
  const tally = new GoldenTally();
  checkInterpolation(golden, new Interpolators(golden), tally);
  expect(tally.total().vectors).toBe(9);
  return tally.misses;
}

describe('vectors of 0.5.1', () => {
  it('are right', () => {
    expect(missesOf(() => undefined)).toEqual([]);
  });

  it.each([
    ['prefill', 'ttft'],
    ['prefill', 'thpt_per_gpu'],
    ['decode', 'itl_s'],
    ['decode', 'thpt_per_gpu'],
    ['best', 'thpt_per_gpu'],
  ])('of %s with a wrong %s are one miss', (kind, field) => {
    const misses = missesOf((vectors) => {
      const vector = vectors[kind]![1]!;
      vector[field] = (vector[field] as number) * 1.1;
    });
    expect(misses).toEqual([expect.stringContaining(`${FILE}: ${kind} `)]);
  });
});

it('a profile is worked out once', () => {
  const golden = shippedGolden();
  const tables = new Interpolators(golden);
  const [name] = Object.keys(golden.json<object>('triangulations.json'));
  expect(tables.of(name!)).toBe(tables.of(name!));
  expect(tables.decodeTolerance(name!)).toBe(1e-4);
});
