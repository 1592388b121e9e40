import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kolmogorov, meanIsOffBy, meanOf } from '../testing/sample.js';
import { randomStream } from './stream.js';

function numbers(seed: number, name: string, count = 5): number[] {
  const random = randomStream(seed, name);
  return Array.from({ length: count }, random.next);
}

describe('a stream', () => {
  it('repeats by seed and name', () => {
    expect(numbers(1, 'a')).toEqual(numbers(1, 'a'));
    expect(numbers(1, 'a')).not.toEqual(numbers(1, 'b'));
    expect(numbers(1, 'a')).not.toEqual(numbers(2, 'a'));
  });

  it('is another for every pair of seed and name', () => {
    const pair = fc.tuple(fc.nat(1000), fc.stringMatching(/^[a-z/~0-9]{1,8}$/));
    fc.assert(
      fc.property(pair, pair, ([seedA, a], [seedB, b]) => {
        expect(numbers(seedA, a).join() === numbers(seedB, b).join()).toBe(seedA === seedB && a === b);
      }),
      { numRuns: 100 },
    );
  });

  it('gives these numbers for ever: runs of old records repeat', () => {
    expect(numbers(1, 'arrivals', 3)).toEqual([0.04029754347129122, 0.44617755988467356, 0.4487737769691482]);
    expect(numbers(7, 'startup', 2)).toEqual([0.7557827526693681, 0.9768645520510636]);
  });

  it('lies evenly in [0, 1)', () => {
    const sample = numbers(1, 'even', 20_000);
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...sample)).toBeLessThan(1);
    expect(meanIsOffBy(sample, 0.5)).toBeLessThan(5);
    expect(kolmogorov(sample, (x) => x)).toBeLessThan(1.95);
  });

  it('does not follow itself, nor its neighbour', () => {
    const [a, b] = [numbers(1, 'arrivals', 20_000), numbers(1, 'arrivals2', 20_000)];
    const correlation = (x: readonly number[], y: readonly number[]) =>
      12 * meanOf(x.map((value, i) => (value - 0.5) * (y[i]! - 0.5)));
    // standard error 1/√20000 = 0.0071
    expect(Math.abs(correlation(a, b))).toBeLessThan(0.035);
    expect(Math.abs(correlation(a.slice(0, -1), a.slice(1)))).toBeLessThan(0.035);
  });
});
