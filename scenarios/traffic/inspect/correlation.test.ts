import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PairSample } from './correlation.js';

function sample(pairs: readonly (readonly [number, number])[]): PairSample {
  const seen = new PairSample();
  for (const [input, output] of pairs) seen.add(input, output);
  return seen;
}

describe('correlation', () => {
  it.each<[string, [number, number][], number, number]>([
    [
      'of a rising line',
      [
        [1, 10],
        [2, 20],
        [3, 30],
      ],
      1,
      1,
    ],
    [
      'of a falling line',
      [
        [1, 30],
        [2, 20],
        [3, 10],
      ],
      -1,
      -1,
    ],
    [
      'of a rising curve',
      [
        [1, 1],
        [2, 10],
        [3, 1000],
      ],
      0.8704,
      1,
    ],
    [
      'of a cross',
      [
        [0, 0],
        [1, 1],
        [0, 1],
        [1, 0],
      ],
      0,
      0,
    ],
    // ranks 1.5, 1.5, 3, 4 and 1, 2, 4, 3: Σdx·dy = 3.5, Σdx² = 4.5, Σdy² = 5
    [
      'of ties',
      [
        [1, 1],
        [1, 2],
        [2, 9],
        [3, 5],
      ],
      6.25 / Math.sqrt(2.75 * 38.75),
      3.5 / Math.sqrt(22.5),
    ],
  ])('%s', (_name, pairs, pearson, spearman) => {
    expect(sample(pairs).pearson()).toBeCloseTo(pearson, 3);
    expect(sample(pairs).spearman()).toBeCloseTo(spearman, 9);
  });

  it('is unknown where one of the two does not vary', () => {
    for (const pairs of [
      [],
      [[1, 2]],
      [
        [5, 1],
        [5, 2],
      ],
      [
        [1, 5],
        [2, 5],
      ],
    ] as [number, number][][]) {
      expect([sample(pairs).pearson(), sample(pairs).spearman()]).toEqual([undefined, undefined]);
    }
  });

  it('lies between −1 and 1, and does not mind scale or which comes first', () => {
    const pairs = fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 9 }), (drawn, scale) => {
        const one = sample(drawn);
        const turned = sample(drawn.map(([a, b]) => [b * scale + 7, a]));
        for (const kind of ['pearson', 'spearman'] as const) {
          const value = one[kind]();
          if (value === undefined) expect(turned[kind]()).toBeUndefined();
          else {
            expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12);
            expect(turned[kind]()).toBeCloseTo(value, 9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of more than 100,000 pairs is that of a sample, whose halves count alike', () => {
    const seen = new PairSample();
    for (let i = 0; i < 100_000; i++) seen.add(i % 100, i % 100);
    for (let i = 0; i < 100_000; i++) seen.add(i % 100, 99 - (i % 100));
    // half of the pairs correlate by 1, half by −1
    expect(Math.abs(seen.pearson()!)).toBeLessThan(0.02);
  });
});
