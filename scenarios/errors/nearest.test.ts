import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest.js';

const NAMES = ['replicas', 'profile', 'queue', 'fixed_s', 'max_batch'];

describe('the nearest name', () => {
  it.each([
    ['a letter short', 'replica', 'replicas'],
    ['a letter more', 'replicass', 'replicas'],
    ['another letter', 'queqe', 'queue'],
    ['two letters swapped', 'relpicas', 'replicas'],
    ['two letters swapped at the end', 'profiel', 'profile'],
    ['two swaps', 'erplicsa', 'replicas'],
    ['another case', 'Profile', 'profile'],
    ['all in capitals', 'QUEUE', 'queue'],
    ['cut short', 'fixed', 'fixed_s'],
    ['cut very short', 'max', 'max_batch'],
    ['itself', 'queue', 'queue'],
    ['like none', 'zzz', undefined],
    ['nothing', '', undefined],
    ['of another sort', 'gpu', undefined],
    ['two letters of a long one', 'ma', undefined],
    ['too far', 'rpcas', undefined],
  ])('%s: %s → %s', (_name, found, nearest) => expect(nearestName(found, NAMES)).toBe(nearest));

  it('is the first of several that are as near', () => {
    expect(nearestName('cat', ['bat', 'car'])).toBe('bat');
    expect(nearestName('cat', ['dog', 'cart', 'bat'])).toBe('cart');
  });

  it('is the nearer of two', () => {
    expect(nearestName('ttft_m', ['tpot_ms', 'ttft_ms'])).toBe('ttft_ms');
    expect(nearestName('max_batches', ['max_batch_tokens', 'max_batch'])).toBe('max_batch');
  });

  it('may be a third of the letters away', () => {
    expect(nearestName('abcdef', ['abcdxy'])).toBe('abcdxy');
    expect(nearestName('abcde', ['abcxy'])).toBeUndefined();
    expect(nearestName('ab', ['ax'])).toBe('ax');
  });

  it('of no names is none', () => expect(nearestName('x', [])).toBeUndefined());

  it('is found for one mistake in any name', () => {
    const name = fc.constantFrom(...NAMES);
    const mistake = fc.record({ name, at: fc.nat(), kind: fc.constantFrom('drop', 'double', 'swap', 'replace') });
    fc.assert(
      fc.property(mistake, ({ name: right, at, kind }) => {
        const i = at % (right.length - 1);
        const [before, letter, next, after] = [right.slice(0, i), right[i]!, right[i + 1]!, right.slice(i + 2)];
        const wrong = {
          drop: before + next + after,
          double: before + letter + letter + next + after,
          swap: before + next + letter + after,
          replace: `${before}#${next}${after}`,
        }[kind];
        expect(nearestName(wrong, NAMES)).toBe(right);
      }),
      { numRuns: 150 },
    );
  });
});
