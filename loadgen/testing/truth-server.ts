/**
 * A chat server that knows the truth: it sends each token at an absolute time and keeps when it really did, so that what a
 * client reports can be held to it. `GET /truth` tells; `/metrics` counts as vLLM does.
 */

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { headerOf, httpChunk, type PlainRequest, readRequests, wholeResponse } from './http-lines.js';
import { Pacing } from './pacing.js';

export interface TruthOptions {
  /** Arrival → first token, and token → token. Both 0: everything at once, a write for each token. */
  readonly ttft_ms: number;
  readonly itl_ms: number;
  readonly port?: number;
}

/** Milliseconds since 1970 as doubles: two processes of one machine can compare them. */
export interface Truth {
  readonly id: number;
  readonly arrival_ms: number;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly tokens: number;
}

export interface TruthServer {
  readonly url: string;
  readonly truths: readonly Truth[];
  close(): Promise<void>;
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n';
const ROLE = event({ role: 'assistant', content: '' });
const TOKEN = Buffer.from(httpChunk(event({ content: ' hello' })));
const FIRST_AT_ONCE = Buffer.from(HEAD + httpChunk(ROLE) + httpChunk(event({ content: ' hello' })));
const OPENING = Buffer.from(HEAD + httpChunk(ROLE));

/** Starts on a free port of loopback. */
export async function startTruthServer(options: TruthOptions): Promise<TruthServer> {
  const truths: Truth[] = [];
  const pacing = new Pacing();
  const gauges = { running: 0, requests: 0, tokens: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    readRequests(socket, (request) => answer(socket, request));
  });

  function answer(socket: Socket, request: PlainRequest): void {
    const json = (body: unknown) => socket.write(wholeResponse('200 OK', 'application/json', JSON.stringify(body)));
    // what came in together is stamped first and answered then: an answer takes longer than a stamp
    if (request.method === 'POST') setImmediate(stream, socket, request, performance.now());
    else if (request.path === '/v1/models') json({ object: 'list', data: [{ id: 'truth' }] });
    else if (request.path === '/truth') json(truths.splice(0));
    else if (request.path === '/metrics') socket.write(wholeResponse('200 OK', 'text/plain', exposition(gauges)));
    else socket.write(wholeResponse('404 Not Found', 'text/plain', 'no such page'));
  }

  function stream(socket: Socket, { head, body }: PlainRequest, arrival_ms: number): void {
    const { ttft_ms, itl_ms } = options;
    const tokens = Number(/"max_(?:completion_)?tokens":\s*(\d+)/.exec(body)?.[1] ?? 1);
    const id = Number(headerOf(head, 'x-request-id') ?? -1);
    const ending = Buffer.from(`${TOKEN.toString()}${finale(tokens)}`);
    let first_ms = 0;
    let sent = 0;
    gauges.running++;
    const send = () => {
      const isLast = ++sent === tokens;
      const now_ms = performance.now();
      if (sent === 1) first_ms = now_ms;
      if (sent === 1 && ttft_ms === 0) socket.write(FIRST_AT_ONCE);
      if (isLast) {
        socket.write(sent === 1 && ttft_ms === 0 ? finale(tokens) : ending);
        const origin_ms = performance.timeOrigin;
        truths.push({
          id,
          arrival_ms: arrival_ms + origin_ms,
          first_ms: first_ms + origin_ms,
          last_ms: now_ms + origin_ms,
          tokens,
        });
        gauges.running--;
        gauges.requests++;
        gauges.tokens += tokens;
        return;
      }
      if (sent > 1 || ttft_ms > 0) socket.write(TOKEN);
      if (itl_ms > 0) pacing.at(arrival_ms + ttft_ms + sent * itl_ms, send);
    };
    if (ttft_ms === 0 && itl_ms === 0) while (sent < tokens) send();
    else {
      if (ttft_ms > 0) socket.write(OPENING);
      pacing.at(arrival_ms + ttft_ms, send);
    }
  }

  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    truths,
    close: () => closeServer(server, sockets, pacing),
  };
}

async function closeServer(server: Server, sockets: Set<Socket>, pacing: Pacing): Promise<void> {
  pacing.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}

function event(delta: object, finish: string | null = null, usage?: object): string {
  const choices = usage ? [] : [{ index: 0, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'truth', choices, ...(usage && { usage }) })}\n\n`;
}

function finale(tokens: number): string {
  const usage = { prompt_tokens: 1, completion_tokens: tokens, total_tokens: tokens + 1 };
  return `${httpChunk(event({}, 'length'))}${httpChunk(event({}, null, usage))}${httpChunk('data: [DONE]\n\n')}0\r\n\r\n`;
}

function exposition({ running, requests, tokens }: { running: number; requests: number; tokens: number }): string {
  return [
    '# TYPE vllm:num_requests_running gauge',
    `vllm:num_requests_running{model_name="truth"} ${running}`,
    '# TYPE vllm:request_success_total counter',
    `vllm:request_success_total{model_name="truth",finished_reason="length"} ${requests}`,
    '# TYPE vllm:generation_tokens_total counter',
    `vllm:generation_tokens_total{model_name="truth"} ${tokens}`,
    '',
  ].join('\n');
}
