/** What turns of a session say: the tokens of the traffic, the answers that were received, and what came before. */
import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, it } from 'vitest';
import { type TrafficSpec, WORDS } from '../../scenarios/index.js';
import { Conversations } from './conversations.js';
import { createPrompts } from './prompt.js';
import { type Turns, turnsOf } from './turns.js';

const conversations = (turns: Turns = 'conversation') => new Conversations(createPrompts(WORDS, 1), () => turns);
const turn = (number: number, inputTokens: number, more: object = {}) => ({
  id: number,
  arrival_s: 0,
  inputTokens,
  outputTokens: 20,
  sessionId: 's',
  turn: number,
  ...more,
});
const text = (messages: readonly { content: string }[]) => messages.map(({ content }) => content).join('');

it('a later turn holds the history and the answer received, and has the tokens of the traffic', () => {
  const said = conversations();
  const first = said.messages(turn(0, 50));
  said.heard(turn(0, 50), { text: ' yes of course', tokens: 3 });
  const second = said.messages(turn(1, 100));
  expect(second.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  expect(second[0]).toEqual(first[0]);
  expect(second[1]!.content).toBe(' yes of course');
  expect(countTokens(text(second))).toBe(100);
});

it('prompts are as long as asked, and begin with all of the prompt before, whatever was answered', () => {
  const step = fc.record({
    grow: fc.integer({ min: 25, max: 200 }),
    answer: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 6 }), (steps) => {
      const said = conversations();
      let length = 0;
      let before = '';
      for (const [number, { grow, answer }] of steps.entries()) {
        length += grow;
        const request = turn(number, length);
        const messages = said.messages(request);
        expect(countTokens(text(messages))).toBe(length);
        expect(text(messages).startsWith(before)).toBe(true);
        expect(messages).toHaveLength(2 * number + 1);
        before = text(messages);
        if (answer !== undefined) said.heard(request, { text: ' yes'.repeat(answer), tokens: answer });
      }
    }),
    { numRuns: 40 },
  );
});

it('without an answer the recorded length stands in: the same seed, the same bodies', () => {
  const talk = () => {
    const said = conversations();
    said.messages(turn(0, 50));
    return said.messages(turn(1, 100));
  };
  expect(countTokens(talk()[1]!.content)).toBe(20);
  expect(talk()).toEqual(talk());
});

it('a prompt without room for the history begins anew, as do a forgotten session and a prompt of blocks', () => {
  const said = conversations();
  said.messages(turn(0, 50));
  expect(said.messages(turn(1, 60))).toHaveLength(1);
  said.end('s');
  expect(said.messages(turn(2, 500))).toHaveLength(1);
  const blocks = said.messages(turn(3, 600, { prefixBlocks: [7, 8], blockTokens: 512 }));
  expect(blocks).toHaveLength(1);
  expect(countTokens(text(blocks))).toBe(600);
  expect(said.messages(turn(4, 700))[0]).toEqual(blocks[0]);
});

it('an answer to a turn that is not the last is too late', () => {
  const said = conversations();
  said.messages(turn(0, 50));
  said.messages(turn(1, 100));
  said.heard(turn(0, 50), { text: ' late', tokens: 1 });
  expect(text(said.messages(turn(2, 200)))).not.toContain(' late');
});

it('turns of clients that hold no conversation have nothing in common', () => {
  const [alone, alike] = [conversations('alone'), conversations('alike')];
  const start = (said: Conversations, number: number) => text(said.messages(turn(number, 50))).slice(0, 60);
  expect(start(alone, 0)).not.toBe(start(alone, 1));
  expect(start(alike, 0)).toBe(start(alike, 1));
});

it('the traffic decides what turns are', () => {
  const request = turn(1, 10);
  const kind = (spec: object, more: object = {}) => turnsOf(spec as TrafficSpec)({ ...request, ...more });
  expect(kind({ format: 'closed_loop' })).toBe('alone');
  expect(kind({ format: 'aiperf' })).toBe('conversation');
  expect(kind({ format: 'burstgpt' })).toBe('alike');
  const sessions = (growth: string) => ({ format: 'generated', generator: { sessions: { growth } } });
  expect(kind(sessions('accumulate'))).toBe('conversation');
  expect(kind(sessions('none'))).toBe('alone');
  const classes = [{ name: 'chat', sessions: { growth: 'accumulate' } }, { name: 'batch' }];
  expect(kind({ format: 'generated', generator: { classes } }, { class: 'chat' })).toBe('conversation');
});
