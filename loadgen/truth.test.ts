/** What the client tells, held to a server that knows what it did. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { offer } from './schedule/offer.js';
import { atOnce, runAgainst } from './testing/run-against.js';
import { startTruthServer } from './testing/truth-server.js';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function truthServer(ttft_ms: number, itl_ms: number) {
  const server = await startTruthServer({ ttft_ms, itl_ms });
  closing.push(server.close);
  return server;
}

async function plainServer(handle: (request: IncomingMessage, body: string, response: ServerResponse) => void) {
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => {
      body += data.toString();
    });
    request.on('end', () => handle(request, body, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a paced stream', () => {
  it('is told with the times that the server knows, never before them', async () => {
    const server = await truthServer(40, 8);
    const { ends, gaps_s, firstTokens } = await runAgainst([server.url], atOnce(20, 6));
    expect(ends).toHaveLength(20);
    expect(firstTokens).toHaveLength(20);
    expect(gaps_s).toHaveLength(20 * 5);
    for (const { id, first_ms, arrival_ms, last_ms } of server.truths) {
      const end = ends.find((candidate) => candidate.id === id)!;
      const { sent_s, started_s } = end.client!;
      expect(end).toMatchObject({ status: 'completed', deliveredTokens: 6, outputTokens: 6, attempts: 1 });
      expect(end.arrival_s <= started_s && started_s <= sent_s!).toBe(true);
      const [ttft_ms, span_ms] = [(end.firstToken_s! - sent_s!) * 1000, (end.lastToken_s! - end.firstToken_s!) * 1000];
      // the role chunk comes at the server's arrival and is no token
      expect(ttft_ms).toBeGreaterThanOrEqual(first_ms - arrival_ms - 0.5);
      expect(ttft_ms - (first_ms - arrival_ms)).toBeLessThan(200);
      expect(Math.abs(span_ms - (last_ms - first_ms))).toBeLessThan(200);
    }
  });

  it('counts the requests that the server counts', async () => {
    const server = await truthServer(0, 0);
    const schedule = { kind: 'concurrency', clients: 4, ramp_s: 0, requests: 50 } as const;
    const traffic = () => ({
      requests: Array.from({ length: 10 }, (_, id) => ({ id, arrival_s: id, inputTokens: 3, outputTokens: 3 })),
      fractionRead: () => undefined,
      provenance: () => {
        throw new Error('not asked');
      },
    });
    const { ends, arrivals } = await runAgainst([server.url], offer(schedule, traffic, 1));
    expect(ends).toHaveLength(50);
    expect(arrivals.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(server.truths.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });
});

it('several targets take turns', async () => {
  const [a, b] = [await truthServer(0, 0), await truthServer(0, 0)];
  const { ends } = await runAgainst([a.url, b.url], atOnce(6));
  expect(a.truths.map(({ id }) => id).sort()).toEqual([0, 2, 4]);
  expect(b.truths).toHaveLength(3);
  expect(new Set(ends.map(({ client }) => client!.target))).toEqual(new Set([a.url, b.url]));
});

it('connections are kept: one after another needs one', async () => {
  const sockets = new Set<unknown>();
  const url = await plainServer((request, _, response) => {
    sockets.add(request.socket);
    response.setHeader('content-type', 'text/event-stream');
    response.end('data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
  });
  const schedule = { kind: 'concurrency', clients: 1, ramp_s: 0, requests: 10 } as const;
  const traffic = () => ({
    requests: [{ id: 0, arrival_s: 0, inputTokens: 3, outputTokens: 1 }],
    fractionRead: () => undefined,
    provenance: () => {
      throw new Error('not asked');
    },
  });
  const { ends } = await runAgainst([url], offer(schedule, traffic, 1));
  expect(ends.every(({ status }) => status === 'completed')).toBe(true);
  expect(sockets.size).toBe(1);
});

it('reasoning and answer have first tokens of their own', async () => {
  const url = await plainServer((_, __, response) => {
    response.setHeader('content-type', 'text/event-stream');
    const event = (delta: object) => response.write(`data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`);
    event({ role: 'assistant', content: '' });
    event({ reasoning_content: 'hmm' });
    setTimeout(() => {
      event({ content: 'yes' });
      response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n');
    }, 30);
  });
  const { ends } = await runAgainst([url], atOnce(1));
  const { firstReasoning_s, firstAnswer_s } = ends[0]!.client!;
  expect(firstReasoning_s).toBe(ends[0]!.firstToken_s);
  expect(firstAnswer_s! - firstReasoning_s!).toBeGreaterThan(0.02);
  expect(ends[0]!.deliveredTokens).toBe(2); // no usage: pieces are counted
});

it.each([
  ['chat', { choices: [{ message: { content: 'x' }, finish_reason: 'stop' }], usage: { completion_tokens: 9 } }, 9],
  ['embeddings', { data: [{ embedding: [0] }], usage: { prompt_tokens: 5 } }, 1],
] as const)('%s without a stream has an end and no first token', async (endpoint, answer, tokens) => {
  const url = await plainServer((_, __, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  const { ends, firstTokens } = await runAgainst([url], atOnce(1), { endpoint, stream: false });
  expect(firstTokens).toEqual([]);
  expect(ends[0]).toMatchObject({ status: 'completed', deliveredTokens: tokens, firstToken_s: undefined });
  expect(ends[0]!.lastToken_s).toBeGreaterThan(0);
});

it('body fields of the scenario go over those of Headroom', async () => {
  const bodies: Record<string, unknown>[] = [];
  const url = await plainServer((_, body, response) => {
    bodies.push(JSON.parse(body) as Record<string, unknown>);
    response.setHeader('content-type', 'text/event-stream');
    response.end('data: {"choices":[{"delta":{"content":"x"},"finish_reason":"stop"}]}\n\n');
  });
  await runAgainst([url], atOnce(1), { body: { temperature: 0, ignore_eos: false } });
  expect(bodies[0]).toMatchObject({ model: 'test', temperature: 0, ignore_eos: false, min_tokens: 4 });
});

it('a session says again what was answered; reasoning is not said again', async () => {
  const prompts: string[][] = [];
  const url = await plainServer((_, body, response) => {
    const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
    prompts.push(messages.map(({ role, content }) => `${role}:${content}`));
    response.setHeader('content-type', 'text/event-stream');
    const event = (delta: object, more: object = {}) =>
      `data: ${JSON.stringify({ choices: [{ delta, ...more }] })}\n\n`;
    response.write(event({ reasoning_content: ' hmm' }) + event({ content: ` answer${prompts.length}` }));
    response.end(event({}, { finish_reason: 'stop' }));
  });
  const turn = (number: number, arrival_s: number) => ({
    id: number,
    arrival_s,
    inputTokens: 10 * (number + 1),
    outputTokens: 2,
    sessionId: 's',
    turn: number,
  });
  let turns = 0;
  const offering = {
    requests: [turn(0, 0)],
    next: (_: number, time_s: number) => (turns < 2 ? turn(++turns, time_s) : undefined),
    openLoop: true,
  };
  const { ends } = await runAgainst([url], offering);
  expect(ends.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  expect(prompts.map(({ length }) => length)).toEqual([1, 3, 5]);
  expect(prompts[2]!.slice(0, 3)).toEqual(prompts[1]);
  expect([prompts[2]![1], prompts[2]![3]]).toEqual(['assistant: answer1', 'assistant: answer2']);

  prompts.length = 0;
  turns = 0;
  await runAgainst([url], { ...offering, requests: [turn(0, 0)] }, { history: 'recorded' });
  expect(prompts[2]!.join()).not.toContain('answer');
});
