/** The chunks of one step, and their sum as the engine model takes it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PromptStep } from './prompt-step.js';
import type { Sequence } from './sequence.js';
import { sequenceOf } from './testing/engine-rig.js';

function prompt(target: number, computed = 0): Sequence {
  return Object.assign(sequenceOf(0, target), { target, computed });
}

describe('a chunk', () => {
  it('is what is left of a prompt, at most the budget', () => {
    const step = new PromptStep<Sequence>(true);
    const [short, long] = [prompt(30), prompt(500, 100)];
    expect([step.add(short, 100), step.add(long, 70)]).toEqual([30, 70]);
    expect([short.chunk, long.chunk]).toEqual([30, 70]);
    expect(step.chunks).toEqual([short, long]);
  });

  it('counts its new tokens, the context before it, and its pairs of a new token and one it attends to', () => {
    const step = new PromptStep<Sequence>(true);
    step.add(prompt(30), 100);
    step.add(prompt(500, 100), 70);
    expect(step.work).toEqual({
      requests: 2,
      completing: 1,
      newTokens: 100,
      cachedTokens: 100,
      attentionPairs: (30 * 30) / 2 + 70 * (100 + 35),
    });
  });

  it('completes a prompt only where that decodes on here', () => {
    const step = new PromptStep<Sequence>(false);
    step.add(prompt(30), 100);
    expect(step.work).toMatchObject({ requests: 1, completing: 0 });
  });
});

it('is empty again when it is cleared', () => {
  const step = new PromptStep<Sequence>(true);
  step.add(prompt(30, 10), 100);
  step.clear();
  expect(step.chunks).toEqual([]);
  expect(step.work).toEqual({ requests: 0, completing: 0, newTokens: 0, cachedTokens: 0, attentionPairs: 0 });
});

it('pairs do not depend on how a prompt is cut into chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }), (chunks) => {
      const whole = chunks.reduce((sum, tokens) => sum + tokens, 0);
      const one = prompt(whole);
      let pairs = 0;
      for (const budget of chunks) {
        const step = new PromptStep<Sequence>(true);
        one.computed += step.add(one, budget);
        pairs += step.work.attentionPairs;
      }
      expect(one.computed).toBe(whole);
      expect(pairs).toBe(whole ** 2 / 2);
    }),
  );
});
