/** What a client gets while its request lives, and what the meter hears of it. */
import { describe, expect, it } from 'vitest';
import type { RequestEnd, RequestStatus } from '../../reports/index.js';
import { Answer } from './answer.js';
import type { EndpointName } from './api/ask.js';
import { streamForm } from './api/negotiate.js';
import { wordingOf } from './api/wording.js';
import { ToyResponse } from './testing/toy-response.js';

const WORDS = [' a', ' b', '', ' d'];

/** An answer of four tokens to a request of ten that came at 100 s. */
function open({ stream = true, includeUsage = false, endpoint = 'completions' as EndpointName, isCurl = false } = {}) {
  const toy = new ToyResponse();
  const heard: unknown[][] = [];
  const answer = new Answer({
    response: toy.response,
    ask: {
      endpoint,
      model: 'm',
      prompt: [],
      stream,
      includeUsage,
      maxTokens: 4,
      minTokens: 0,
      ignoreEos: false,
      stop: [],
    },
    output: { tokens: 4, finish: 'length', piece: (i) => WORDS[i]! },
    wording: wordingOf(endpoint, { id: 1, model: 'm', created_s: 0 }),
    form: streamForm(isCurl ? { 'user-agent': 'curl/8' } : {}),
    meter: {
      firstToken: (...told) => heard.push(['firstToken', ...told]),
      tokens: (...told) => heard.push(['tokens', ...told]),
      ended: (outcome, { status }) => heard.push(['ended', outcome, status]),
    },
    arrival_s: 100,
    inputTokens: 10,
  });
  const end = (status: RequestStatus, more: Partial<RequestEnd> = {}) =>
    answer.ended({
      id: 1,
      inputTokens: 10,
      outputTokens: 4,
      time_s: 110,
      arrival_s: 100,
      deliveredTokens: 4,
      cachedTokens: 2,
      status,
      ...more,
    });
  return { toy, heard, answer, end };
}

/** The texts of the events of a stream of text. */
const textsOf = (stream: string) =>
  [...stream.matchAll(/^data: (\{.*\})$/gm)].map(
    ([, json]) => (JSON.parse(json!) as { choices: { text: string }[] }).choices[0]?.text,
  );

describe('a stream', () => {
  it('sends each token as it comes, and none whose text is empty', () => {
    const { toy, answer, end } = open();
    expect(toy.status).toBeUndefined(); // nothing before the first token
    answer.tokens(1, 100.5);
    expect(toy).toMatchObject({ status: 200, headers: { 'content-type': 'text/event-stream' } });
    expect(textsOf(toy.text)).toEqual([' a']);
    answer.tokens(4, 101.1);
    expect(toy.pieces).toHaveLength(2); // what came together goes out together
    expect(textsOf(toy.text)).toEqual([' a', ' b', ' d']);
    end('completed');
    expect(toy.isEnded).toBe(true);
    expect(toy.text).toMatch(/"finish_reason":"length".*\n\ndata: \[DONE\]\n\n$/);
  });

  it('of a chat begins with who speaks', () => {
    const { toy, answer } = open({ endpoint: 'chat_completions' });
    answer.tokens(1, 101);
    expect(toy.text.split('\n\n')[0]).toContain('"role":"assistant"');
    expect(toy.text.split('\n\n')).toHaveLength(3); // who speaks, the token, and what is after the last mark
  });

  it('tells the usage where it is asked for, after the end', () => {
    const { toy, answer, end } = open({ includeUsage: true });
    answer.tokens(4, 101);
    end('completed');
    const last = toy.text.trimEnd().split('\n\n').slice(-3);
    expect(last[0]).toContain('"finish_reason":"length"');
    expect(last[1]).toContain('"usage":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14');
    expect(last[1]).toContain('"cached_tokens":2');
  });

  it('for a bare curl is lines of JSON alone', () => {
    const { toy, answer, end } = open({ isCurl: true });
    answer.tokens(4, 101);
    end('completed');
    const lines = toy.text.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as object) !== null)).toEqual([true, true, true, true]);
  });
});

describe('a whole answer', () => {
  it('says nothing until the end, and then all', () => {
    const { toy, answer, end } = open({ stream: false });
    answer.tokens(1, 101);
    answer.tokens(4, 102);
    expect(toy.status).toBeUndefined();
    end('completed');
    expect(toy).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, isEnded: true });
    expect(JSON.parse(toy.text)).toMatchObject({
      choices: [{ text: ' a b d', finish_reason: 'length' }],
      usage: { prompt_tokens: 10, completion_tokens: 4 },
    });
  });
});

describe('the meter', () => {
  it('hears the first token from the arrival, and the gaps between those after it', () => {
    const { heard, answer, end } = open();
    answer.tokens(1, 100.5);
    answer.tokens(2, 100.75);
    answer.tokens(4, 101.25);
    end('completed');
    expect(heard).toEqual([
      ['firstToken', 0.5, 10],
      ['tokens', 1, 0.25],
      ['tokens', 2, 0.5],
      ['ended', '', 'completed'],
    ]);
  });

  it('first tokens that come with others have no gap to them', () => {
    const { heard, answer } = open();
    answer.tokens(3, 101);
    expect(heard).toEqual([
      ['firstToken', 1, 10],
      ['tokens', 2, 0],
    ]);
  });
});

describe('an end that is no answer', () => {
  it.each([
    ['rejected', {}, 429, 'rate_limit_error', 'overload'],
    ['unfinished', {}, 503, 'service_unavailable', 'internal'],
    ['failed', { prefillWorker: 3 }, 500, 'internal_error', 'internal'],
    ['failed', {}, 400, 'invalid_request_error', 'validation'],
  ] as const)('%s %j is told with its status', (status, more, code, type, outcome) => {
    const { toy, heard, end } = open();
    end(status, { deliveredTokens: 0, ...more });
    expect(toy.status).toBe(code);
    expect(JSON.parse(toy.text)).toMatchObject({ error: { type } });
    expect(heard).toEqual([['ended', outcome, status]]);
  });

  it('too long a request is told how long it is, in the words that clients look for', () => {
    const { toy, end } = open();
    end('failed', { deliveredTokens: 0 });
    expect(JSON.parse(toy.text)).toEqual({
      error: {
        message: 'No worker can hold 10 prompt tokens and 4 output tokens.',
        type: 'invalid_request_error',
        param: 'messages',
        code: 'context_length_exceeded',
      },
    });
  });

  it('in the middle of a stream is its last event, under the status that was sent', () => {
    const { toy, answer, end } = open();
    answer.tokens(1, 101);
    end('failed', { prefillWorker: 3, deliveredTokens: 1 });
    expect(toy).toMatchObject({ status: 200, isEnded: true });
    expect(toy.pieces.at(-1)).toMatch(/^data: \{"error":\{"message":"The worker of this request is lost."/);
    expect(toy.text).not.toContain('[DONE]');
  });

  it.each(['cancelled', 'timed_out'] as const)('%s breaks the connection off', (status) => {
    const { toy, heard, answer, end } = open();
    answer.tokens(1, 101);
    end(status, { deliveredTokens: 1 });
    expect(toy).toMatchObject({ destroyed: true, isEnded: false });
    expect(heard.at(-1)).toEqual(['ended', 'cancelled', status]);
  });
});
