import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WORDS } from '../../scenarios/index.js';
import { type Output, planOutput } from './output.js';

const free = { maxTokens: undefined, minTokens: 0, ignoreEos: false, stop: [] };
const writer = (tokens: number) => ({ words: WORDS, drawTokens: () => tokens });
const text = (output: Output) => Array.from({ length: output.tokens }, (_, i) => output.piece(i)).join('');

describe('the length of an output', () => {
  it.each([
    ['what the model would say', {}, 7, 'stop'],
    ['the limit, where it comes first', { maxTokens: 5 }, 5, 'length'],
    ['what the model would say, below the limit', { maxTokens: 9 }, 7, 'stop'],
    ['the limit, where its end is ignored', { maxTokens: 9, ignoreEos: true }, 9, 'length'],
    ['no less than the minimum', { minTokens: 8, maxTokens: 9 }, 8, 'stop'],
    ['the limit, whatever the minimum', { minTokens: 12, maxTokens: 9 }, 9, 'length'],
    ['what the model would say, where its end is ignored without a limit', { ignoreEos: true }, 7, 'stop'],
  ])('is %s', (_, ask, tokens, finish) => {
    expect(planOutput({ ...free, ...ask }, 0, writer(7))).toMatchObject({ tokens, finish });
  });
});

describe('a stop sequence', () => {
  it('ends the output with the token that completes it, and the text before it', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(39),
        fc.nat(20),
        (id, tokens, at, minTokens) => {
          const whole = text(planOutput(free, id, writer(tokens)));
          const stop = whole.slice(at, at + 3);
          fc.pre(stop !== '');
          const output = planOutput({ ...free, stop: [stop], minTokens }, id, writer(tokens));
          const cut = text(output);
          expect(whole.startsWith(cut)).toBe(true);
          expect(output.tokens).toBeGreaterThanOrEqual(Math.min(minTokens, tokens));
          expect(cut.includes(stop)).toBe(false);
          expect(output.finish).toBe('stop');
        },
      ),
    );
  });
});
