/** Speculative decoding: several tokens a step on average, the same for every request; those of one step come together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { play, smallProfile } from '../testing/index.js';

function decodeAlone(tokensPerStep: number, output: number) {
  return play([[0, 100, output]], { profile: { ...smallProfile(), speculative: { tokensPerStep } }, aggregated: {} });
}

describe('2.5 tokens a step', () => {
  it('come as 2, 3, 2, 3: the first of a step after its time, the others with it', () => {
    const { gaps, end } = decodeAlone(2.5, 11);
    // the prompt's own token, then four steps
    expect(end(0).time_s).toBeCloseTo(0.1 + 4 * 0.01, 9);
    expect([...gaps].sort((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 0, ...Array(4).fill(expect.closeTo(0.01, 9))]);
  });

  it('end with what is left', () => {
    expect(decodeAlone(2.5, 2).end(0).time_s).toBeCloseTo(0.11, 9);
    expect(decodeAlone(2.5, 2).gaps).toEqual([expect.closeTo(0.01, 9)]);
  });
});

it('have the mean that the profile says, whatever it is', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 8, noNaN: true }), fc.integer({ min: 2, max: 400 }), (perStep, output) => {
      const { gaps, end } = decodeAlone(perStep, output);
      const steps = Math.ceil((output - 1) / perStep - 1e-9);
      expect(end(0).time_s).toBeCloseTo(0.1 + steps * 0.01, 6);
      expect(gaps).toHaveLength(output - 1);
      expect(gaps.filter((gap) => gap > 0)).toHaveLength(steps);
      expect(gaps.reduce((sum, gap) => sum + gap, 0)).toBeCloseTo(steps * 0.01, 6);
    }),
    { numRuns: 100 },
  );
});
