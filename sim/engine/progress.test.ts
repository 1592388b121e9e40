/** How far a decoding sequence is after so many steps, one token a step and several on average. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextAfter, deliveredAfter, stepsOfRoom, stepsToFinish, tokensTogether } from './progress.js';
import type { Sequence } from './sequence.js';
import { sequenceOf } from './testing/engine-rig.js';

/** One that has begun to decode at step 100 with `delivered` tokens of `output` and a context of 200. */
function joined(output: number, delivered: number, tokensPerStep: number): Sequence {
  const sequence = Object.assign(sequenceOf(0, 200 - delivered, output), {
    joinStep: 100,
    joinDelivered: delivered,
    joinContext: 200,
  });
  sequence.finishStep = 100 + stepsToFinish(sequence, tokensPerStep);
  return sequence;
}

describe('the steps to the last token', () => {
  it.each([
    [10, 1, 1, 9],
    [10, 9, 1, 1],
    [11, 1, 2.5, 4],
    [12, 1, 2.5, 5],
    [2, 1, 2.5, 1],
    [4, 1, 3, 1],
    [5, 1, 3, 2],
  ])('of %d with %d delivered at %d a step are %d', (output, delivered, perStep, steps) => {
    expect(stepsToFinish(joined(output, delivered, perStep), perStep)).toBe(steps);
  });

  it('are not one more where a sum of fractions misses a whole number by rounding', () => {
    expect(0.7 / 0.1).toBeLessThan(7); // what the rounding is for
    expect(stepsToFinish(joined(1 + 7 * 1.1, 1, 1.1), 1.1)).toBe(7);
  });
});

describe('the tokens delivered', () => {
  it('at 2.5 a step come as 2, 3, 2, 3', () => {
    const one = joined(11, 1, 2.5);
    expect([100, 101, 102, 103, 104].map((step) => deliveredAfter(one, step, 2.5))).toEqual([1, 3, 6, 8, 11]);
  });

  it('are all there from the last step on, however much the last step has over', () => {
    const one = joined(4, 1, 2.5);
    expect([101, 102, 103, 999].map((step) => deliveredAfter(one, step, 2.5))).toEqual([3, 4, 4, 4]);
  });

  it('rise from step to step, by at least one, and never above what was asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.double({ min: 1, max: 9, noNaN: true }),
        fc.integer({ min: 1, max: 100 }),
        (output, perStep, delivered) => {
          fc.pre(delivered < output);
          const one = joined(output, delivered, perStep);
          let before = delivered;
          for (let step = 101; step <= one.finishStep; step++) {
            const now = deliveredAfter(one, step, perStep);
            expect(now).toBeGreaterThan(before);
            expect(now).toBeLessThanOrEqual(output);
            before = now;
          }
          expect(before).toBe(output);
        },
      ),
    );
  });
});

it('the context grows evenly', () => {
  const one = joined(50, 1, 2.5);
  expect([100, 101, 104].map((step) => contextAfter(one, step, 2.5))).toEqual([200, 202.5, 210]);
});

describe('tokens that come together with another', () => {
  it('are none at one a step', () => {
    expect(tokensTogether([joined(50, 1, 1), joined(9, 1, 1)], 100, 5, 1)).toBe(0);
  });

  it('are all but the first of each step and sequence', () => {
    // 2, 3, 2, 3 tokens in the steps of either: one or two together
    expect(tokensTogether([joined(50, 1, 2.5)], 100, 1, 2.5)).toBe(1);
    expect(tokensTogether([joined(50, 1, 2.5), joined(50, 1, 2.5)], 100, 2, 2.5)).toBe(2 * (1 + 2));
  });

  it('add up over any cut of a run', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 4, noNaN: true }),
        fc.nat({ max: 20 }),
        fc.nat({ max: 20 }),
        (perStep, a, b) => {
          const some = [joined(500, 1, perStep), joined(700, 3, perStep)];
          const whole = tokensTogether(some, 100, a + b, perStep);
          expect(tokensTogether(some, 100, a, perStep) + tokensTogether(some, 100 + a, b, perStep)).toBe(whole);
        },
      ),
    );
  });
});

describe('the steps that surely find room', () => {
  it.each([
    [20, 2, 10, 1, 90], // ten blocks each, one of which the first step may need at once
    [2, 2, 10, 1, 0],
    [1, 2, 10, 1, -5],
    [20, 2, 10, 2.5, 36],
  ])(
    'with %d blocks free for %d sequences of %d tokens a block at %d a step are %d',
    (free, count, block, perStep, steps) => {
      expect(stepsOfRoom(free, count, block, perStep)).toBe(steps);
    },
  );

  it('never ask for more blocks than are free, wherever in their blocks the sequences stand', () => {
    const contexts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        contexts,
        fc.nat({ max: 100 }),
        fc.constantFrom(1, 16, 64),
        fc.constantFrom(1, 1.7, 3),
        (of, free, block, perStep) => {
          const steps = stepsOfRoom(free, of.length, block, perStep);
          fc.pre(steps >= 1);
          const blocks = (after: number) =>
            of.reduce((sum, context) => sum + Math.ceil((context + after * perStep) / block), 0);
          expect(blocks(steps) - blocks(0)).toBeLessThanOrEqual(free);
        },
      ),
    );
  });
});
