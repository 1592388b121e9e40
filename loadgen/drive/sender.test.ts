/** What goes out for a request: where to, with which head and body. The connections are stubs. */
import type { Dispatcher } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Exchange } from '../client/exchange.js';
import { Lanes } from '../client/lanes.js';
import { openTarget } from '../client/target.js';
import { ENDPOINTS } from '../endpoints/index.js';
import type { Conversations } from '../workload/conversations.js';
import { Sender, type SenderOptions } from './sender.js';

afterEach(() => void vi.restoreAllMocks());

const REQUEST = { id: 0, arrival_s: 0, inputTokens: 5, outputTokens: 7 };

interface Given {
  readonly bench?: object;
  readonly endpoint?: keyof typeof ENDPOINTS;
  readonly urls?: readonly string[];
  readonly headers?: readonly string[];
}

/** A sender on stub lanes that write down what they are handed, and what becomes of them. */
function rig({ bench = {}, endpoint = 'chat', urls = ['http://a'], headers = [] }: Given = {}) {
  const sent: Dispatcher.DispatchOptions[] = [];
  const lane = { dispatch: (options: Dispatcher.DispatchOptions) => sent.push(options) };
  const fate: string[] = [];
  vi.spyOn(Lanes.prototype, 'acquire').mockImplementation(() => lane as never);
  vi.spyOn(Lanes.prototype, 'release').mockImplementation(() => void fate.push('released'));
  vi.spyOn(Lanes.prototype, 'retire').mockImplementation(() => void fate.push('retired'));
  const heard: unknown[] = [];
  const conversations = {
    messages: () => [{ role: 'user', content: ' hi' }],
    heard: (_: unknown, reply: unknown) => heard.push(reply),
    end: (sessionId: string) => heard.push(`end ${sessionId}`),
  } as unknown as Conversations;
  const sender = new Sender({
    bench: {
      model: 'm',
      stream: true,
      exact_output: false,
      history: 'received',
      body: {},
      timeouts: { connect_s: 1, first_token_s: 1, gap_s: 1, total_s: 1 },
      ...bench,
    } as unknown as SenderOptions['bench'],
    endpoint: ENDPOINTS[endpoint],
    targets: urls.map((url) => openTarget(url, { headers }, {})),
    conversations,
  });
  const send = (id: number, exchange: Partial<Exchange> = {}) =>
    sender.send(sender.prepare({ ...REQUEST, id }), exchange as Exchange);
  return { sender, sent, fate, heard, send };
}

const headersOf = ({ headers }: Dispatcher.DispatchOptions) => {
  const flat = headers as string[];
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : [])));
};

describe('the body', () => {
  it('is that of the endpoint, with the fields of the scenario over it', () => {
    const { sender } = rig({ bench: { body: { temperature: 0, max_tokens: 1 } } });
    expect(JSON.parse(sender.prepare(REQUEST).body)).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: ' hi' }],
      max_tokens: 1,
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0,
    });
  });

  it('asks for the exact length only where the scenario does', () => {
    expect(JSON.parse(rig().sender.prepare(REQUEST).body)).not.toHaveProperty('ignore_eos');
    const exact = rig({ bench: { exact_output: true } });
    expect(JSON.parse(exact.sender.prepare(REQUEST).body)).toMatchObject({ min_tokens: 7, ignore_eos: true });
  });
});

describe('the head', () => {
  it('names the request, what is wanted, and the headers of the target', () => {
    const { sent, send } = rig({ headers: ['X-Key: k'] });
    send(31);
    expect(sent[0]).toMatchObject({ path: '/v1/chat/completions', method: 'POST' });
    expect(headersOf(sent[0]!)).toEqual({
      'content-type': 'application/json',
      accept: 'text/event-stream',
      'x-key': 'k',
      'x-request-id': '31',
    });
  });

  it.each([
    ['a chat that is not streamed', { bench: { stream: false } }],
    ['an endpoint without a stream', { endpoint: 'embeddings' as const }],
  ])('of %s wants JSON', (_name, given) => {
    const { sender, sent, send } = rig(given);
    send(0);
    expect(sender.stream).toBe(false);
    expect(headersOf(sent[0]!)['accept']).toBe('application/json');
  });

  it('of a target may say otherwise', () => {
    const { sent, send } = rig({ headers: ['Accept: */*'] });
    send(0);
    expect(headersOf(sent[0]!)['accept']).toBe('*/*');
  });
});

describe('targets', () => {
  it('take turns by the number of the request', () => {
    const { send } = rig({ urls: ['http://a', 'http://b', 'http://c'] });
    expect([0, 1, 2, 3, 7].map((id) => send(id).target)).toEqual([
      'http://a',
      'http://b',
      'http://c',
      'http://a',
      'http://b',
    ]);
  });

  it('each have their own prefix', () => {
    const { sent, send } = rig({ urls: ['http://a/x', 'http://b/y/v1'], endpoint: 'completions' });
    send(0);
    send(1);
    expect(sent.map(({ path }) => path)).toEqual(['/x/v1/completions', '/y/v1/completions']);
  });
});

it('a connection is given back where its response was read to the end, and no more used otherwise', () => {
  const { fate, send } = rig();
  const exchange = { readToEnd: false };
  const first = send(0, exchange);
  exchange.readToEnd = true; // by now
  first.release();
  send(1, { readToEnd: false }).release();
  expect(fate).toEqual(['released', 'retired']);
});

describe('answers', () => {
  const session = { ...REQUEST, sessionId: 's' };

  it.each([
    ['of a session, where received ones count', {}, session, true],
    ['of a request alone', {}, REQUEST, false],
    ['where the recorded lengths count', { bench: { history: 'recorded' } }, session, false],
    ['of embeddings', { endpoint: 'embeddings' as const }, session, false],
  ])('%s', (_name, given, request, wanted) => expect(rig(given).sender.wantsReply(request)).toBe(wanted));

  it.each([
    ['all of it', { answer: 'abcd', text: 'abcd', usage: { outputTokens: 9 }, chunks: 3 }, 9],
    ['the part that is not reasoning', { answer: 'ab', text: 'abcd', usage: { outputTokens: 9 }, chunks: 3 }, 5],
    ['pieces, where nobody counts', { answer: 'abc', text: 'abcd', chunks: 4 }, 3],
  ])('have the tokens of %s', (_name, exchange, tokens) => {
    const { sender, heard } = rig();
    sender.heard(session, exchange as Exchange);
    expect(heard).toEqual([{ text: exchange.answer, tokens }]);
  });

  it('that are empty are not kept; a session that is over is forgotten', () => {
    const { sender, heard } = rig();
    sender.heard(session, { answer: '', text: 'thinking', chunks: 2 } as Exchange);
    sender.endSession('s');
    expect(heard).toEqual(['end s']);
  });
});

it('sockets are those of all targets', async () => {
  vi.restoreAllMocks();
  const { sender } = rig({ urls: ['http://a', 'http://b'] });
  expect(sender.sockets()).toEqual({ opened: 0, most: 0 });
  await sender.close();
});
