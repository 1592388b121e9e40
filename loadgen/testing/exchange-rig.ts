/** An exchange without a network: a dispatcher that a test holds in its hand, a clock that it sets, a listener that writes down. */
import type { Dispatcher } from 'undici';
import { Exchange } from '../client/exchange.js';
import { ReadClock } from '../client/read-clock.js';
import { ENDPOINTS } from '../endpoints/index.js';

/** Times are as the test says. */
export class HandClock extends ReadClock {
  at_ms = 0;

  override now_ms(): number {
    return this.at_ms;
  }
}

interface RigOptions {
  readonly endpoint?: keyof typeof ENDPOINTS;
  readonly stream?: boolean;
  readonly keepText?: boolean;
}

/** An exchange of a chat, streamed and with its text, unless `options` say otherwise. */
export function exchangeRig({ endpoint = 'chat', stream = true, keepText = true }: RigOptions = {}) {
  const clock = new HandClock();
  const told: string[] = [];
  const gaps_ms: number[] = [];
  const aborted: string[] = [];
  const controller = {
    abort: (reason: Error) => void aborted.push(reason.message),
  } as unknown as Dispatcher.DispatchController;
  const exchange = new Exchange(
    { endpoint: ENDPOINTS[endpoint], stream, clock, keepText },
    {
      firstToken: () => void told.push('first'),
      gap: (gap_ms) => {
        told.push('gap');
        gaps_ms.push(gap_ms);
      },
      end: () => void told.push('end'),
    },
  );
  return {
    exchange,
    clock,
    told,
    gaps_ms,
    aborted,
    /** The request goes out. */
    start: () => exchange.onRequestStart(controller),
    /** The head of a response. */
    head: (status = 200, headers: Record<string, string> = { 'content-type': 'text/event-stream' }) =>
      exchange.onResponseStart(controller, status, headers),
    /** One read of the body. */
    read: (data: string | Buffer) => exchange.onResponseData(controller, Buffer.from(data)),
    /** The body ends. */
    close: () => exchange.onResponseEnd(),
    /** The transport breaks. */
    fail: (error: Error) => exchange.onResponseError(controller, error),
  };
}

/** An event of a stream. */
export const event = (body: unknown) => `data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`;

/** A piece of a chat's answer. */
export const piece = (content: string) => event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });

/** The end of a chat's answer. */
export const finish = event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });

/** What the tokens of a chat were. */
export const usageOf = (prompt_tokens: number, completion_tokens: number) =>
  event({ choices: [], usage: { prompt_tokens, completion_tokens } });

/** The end mark of a stream. */
export const DONE = event('[DONE]');
