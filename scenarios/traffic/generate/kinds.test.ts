import { describe, expect, it } from 'vitest';
import { meanIsOffBy } from '../../testing/sample.js';
import { newAccount } from '../account.js';
import { allTurns } from '../all-turns.js';
import { Kind } from './kinds.js';

type Spec = ConstructorParameters<typeof Kind>[0];
const base: Spec = { input_tokens: 100, output_tokens: 20 };
const varied = { lognormal: { median: 500, sigma: 1 } };
const sessions = { turns: 3, think_time_s: { mean: 5, sigma: 0 }, growth: 'accumulate' as const };
const prefix = { groups: 2, tokens: 64, block_tokens: 16 };

const kind = (changes: Partial<Spec> = {}, seed = 1, account = newAccount()) =>
  new Kind({ ...base, ...changes }, seed, account);
const turnsOf = (changes: Partial<Spec>, seed = 1) => [...allTurns(kind(changes, seed).draw(0), newAccount())];

describe('a request of a kind', () => {
  it('has its time, its lengths and its class', () => {
    expect(kind().draw(5)).toEqual({ time_us: 5, inputTokens: 100, outputTokens: 20, class: undefined });
    expect(kind({ name: 'chat' }).draw(5).class).toBe('chat');
  });

  it('draws each length from a stream of its own: another answer changes no prompt', () => {
    const inputs = (changes: Partial<Spec>) => {
      const drawn = kind({ input_tokens: varied, ...changes });
      return Array.from({ length: 20 }, () => drawn.draw(0).inputTokens);
    };
    expect(inputs({ output_tokens: varied })).toEqual(inputs({ output_tokens: 1 }));
    expect(inputs({ name: 'chat' })).not.toEqual(inputs({ name: 'agent' }));
  });

  it('tells the size of its blocks', () => {
    const account = newAccount();
    kind({ prefix }, 1, account);
    expect(account.blockTokens).toBe(16);
    kind({}, 1, newAccount());
    expect(newAccount().blockTokens).toBeUndefined();
  });
});

describe('shared prefixes', () => {
  it('come before the prompt, one group as often as another', () => {
    const drawn = kind({ prefix });
    const rows = Array.from({ length: 1000 }, () => drawn.draw(0));
    expect(new Set(rows.map(({ inputTokens }) => inputTokens))).toEqual(new Set([164]));
    const starts = rows.map(({ prefixBlocks }) => prefixBlocks!.slice(0, 4).join());
    const [first, second] = [...new Set(starts)];
    expect(new Set(starts).size).toBe(2);
    const count = starts.filter((start) => start === first).length;
    expect(Math.abs(count - 500)).toBeLessThan(5 * Math.sqrt(250));
    expect(second).not.toBe(first);
  });

  it('are the only blocks that two requests share', () => {
    const drawn = kind({ prefix: { ...prefix, groups: 1 } });
    const [a, b] = [drawn.draw(0).prefixBlocks!, drawn.draw(0).prefixBlocks!];
    expect(a).toHaveLength(11); // ⌈164 / 16⌉
    expect(a.filter((id) => b.includes(id))).toEqual(a.slice(0, 4));
  });
});

describe('a session', () => {
  it('has its turns, each repeating the conversation before it', () => {
    const turns = turnsOf({ sessions });
    expect(
      turns.map(({ inputTokens, outputTokens, turn, think_us, sessionId }) => [
        inputTokens,
        outputTokens,
        turn,
        think_us,
        sessionId,
      ]),
    ).toEqual([
      [100, 20, 0, undefined, 's-0'],
      [220, 20, 1, 5e6, 's-0'],
      [340, 20, 2, 5e6, 's-0'],
    ]);
  });

  it('need not grow: then only the shared prefix is repeated', () => {
    const still = { ...sessions, growth: 'none' as const };
    expect(turnsOf({ sessions: still }).map(({ inputTokens }) => inputTokens)).toEqual([100, 100, 100]);
    expect(turnsOf({ sessions: still, prefix }).map(({ inputTokens }) => inputTokens)).toEqual([164, 164, 164]);
  });

  it('is numbered, under the name of its class', () => {
    const drawn = kind({ sessions, name: 'chat' });
    expect([drawn.draw(0).sessionId, drawn.draw(0).sessionId]).toEqual(['chat-0', 'chat-1']);
  });

  it('of one turn has no more', () => {
    expect(turnsOf({ sessions: { ...sessions, turns: 1 } })).toHaveLength(1);
  });

  it('draws the number of its turns like a length', () => {
    const drawn = kind({
      sessions: {
        ...sessions,
        turns: {
          histogram: [
            [1, 1],
            [4, 1],
          ],
        },
      },
    });
    const lengths = Array.from({ length: 400 }, () => [...allTurns(drawn.draw(0), newAccount())].length);
    expect(new Set(lengths)).toEqual(new Set([1, 4]));
    expect(meanIsOffBy(lengths, 2.5)).toBeLessThan(5);
  });

  it('thinks for a lognormal time of the given mean', () => {
    const drawn = kind({ sessions: { ...sessions, turns: 200, think_time_s: { mean: 5, sigma: 0.5 } } });
    const [, ...later] = [...allTurns(drawn.draw(0), newAccount())];
    const thoughts = later.map(({ think_us }) => think_us! / 1e6);
    expect(meanIsOffBy(thoughts, 5)).toBeLessThan(5);
    expect(new Set(thoughts).size).toBeGreaterThan(150);
  });

  it('is the same whenever its turns are asked for, and whatever others are drawn', () => {
    const drawn = kind({ input_tokens: varied, sessions });
    const [first, second] = [drawn.draw(0), drawn.draw(0)];
    const late = [...allTurns(second, newAccount())].map(({ inputTokens }) => inputTokens);
    expect([...allTurns(second, newAccount())].map(({ inputTokens }) => inputTokens)).toEqual(late);
    const again = kind({ input_tokens: varied, sessions });
    again.draw(0);
    expect([...allTurns(again.draw(0), newAccount())].map(({ inputTokens }) => inputTokens)).toEqual(late);
    expect(first.inputTokens).not.toBe(second.inputTokens);
  });
});

describe('blocks of a session', () => {
  it('that a turn filled are known in the next; its last one, partly filled, is another', () => {
    const [first, second, third] = turnsOf({ sessions, prefix });
    expect(first!.prefixBlocks).toHaveLength(Math.ceil(164 / 16));
    expect(second!.inputTokens).toBe(284);
    expect(second!.prefixBlocks!.slice(0, 10)).toEqual(first!.prefixBlocks!.slice(0, 10));
    expect(first!.prefixBlocks).not.toContain(second!.prefixBlocks![10]);
    expect(third!.prefixBlocks!.slice(0, 17)).toEqual(second!.prefixBlocks!.slice(0, 17));
    for (const { inputTokens, prefixBlocks } of [first!, second!, third!]) {
      expect(prefixBlocks).toHaveLength(Math.ceil(inputTokens / 16));
    }
  });

  it('that does not grow are those of the prefix alone', () => {
    const [first, second] = turnsOf({ sessions: { ...sessions, growth: 'none' }, prefix });
    expect(second!.prefixBlocks!.slice(0, 4)).toEqual(first!.prefixBlocks!.slice(0, 4));
    expect(second!.prefixBlocks!.slice(4).some((id) => first!.prefixBlocks!.includes(id))).toBe(false);
  });
});
