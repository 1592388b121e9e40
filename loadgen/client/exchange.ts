/**
 * One request and its response on one connection: what undici reports becomes times, counts and an outcome. Every exchange ends
 * exactly once, whatever the server does.
 */
import { StringDecoder } from 'node:string_decoder';
import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser';
import type { Dispatcher } from 'undici';
import { type Delta, isObject, type Usage } from '../endpoints/delta.js';
import type { Endpoint } from '../endpoints/endpoint.js';
import { classOfHttpStatus, classOfTransportError, type ErrorClass } from './error-class.js';
import type { ReadClock } from './read-clock.js';

/** Largest event or unstreamed body that is still read; beyond it the exchange fails as `oversized`. */
const MOST_BUFFERED = 32 << 20;
const MOST_ERROR_BODY = 4096;
const DONE = '[DONE]';
const FIRST_BEYOND_ASCII = 0x80;

/** Who hears of an exchange as it goes on. */
export interface ExchangeListener {
  /** The first output that is not empty. */
  firstToken(exchange: Exchange): void;
  /** Milliseconds since the output before. */
  gap(gap_ms: number): void;
  /** Told once, last, inside undici's callback: nothing may be sent on this connection from here. */
  end(exchange: Exchange): void;
}

/** How the responses of an exchange are read. */
export interface ExchangeOptions {
  readonly endpoint: Endpoint;
  readonly stream: boolean;
  readonly clock: ReadClock;
  readonly keepText: boolean;
}

/** Times are milliseconds of the process's clock; absent ones were never reached. */
export class Exchange implements Dispatcher.DispatchHandler {
  /** The request was handed to an open connection. */
  sent_ms?: number;
  headers_ms?: number;
  firstToken_ms?: number;
  secondToken_ms?: number;
  firstReasoning_ms?: number;
  firstAnswer_ms?: number;
  lastToken_ms?: number;
  end_ms?: number;
  /** The response was read to its end: the connection can carry another. */
  readToEnd = false;
  /** The last sign of life from the server. */
  heard_ms?: number;
  httpStatus?: number;
  retryAfter_s?: number;
  usage?: Usage;
  errorClass?: ErrorClass;
  /** What the server or the transport said about an error, shortened. */
  detail?: string;
  /** Pieces of output, and those of them that came in one read with the piece before. */
  chunks = 0;
  sharedReads = 0;
  /** All output, and the part of it that is not reasoning; kept where that is wanted. */
  text = '';
  answer = '';

  private controller?: Dispatcher.DispatchController;
  private decoder?: StringDecoder;
  private parser?: EventSourceParser;
  private body = '';
  private now_ms = 0;
  private finished = false;
  private ended = false;

  constructor(
    private readonly options: ExchangeOptions,
    private readonly listener: ExchangeListener,
  ) {}

  /** Ends the exchange from this side. */
  abort(errorClass: ErrorClass): void {
    if (this.ended) return;
    this.errorClass ??= errorClass;
    const { controller } = this;
    this.finish();
    controller?.abort(new Error(errorClass));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.sent_ms = performance.now();
    if (this.ended) controller.abort(new Error('cancelled'));
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.hear();
    if (status < 200) return;
    this.headers_ms = this.now_ms;
    this.httpStatus = status;
    const failure = classOfHttpStatus(status);
    if (failure) {
      this.errorClass = failure;
      const retryAfter = Number(headers['retry-after']);
      if (Number.isFinite(retryAfter) && retryAfter >= 0) this.retryAfter_s = retryAfter;
      return;
    }
    if (!this.options.stream) return;
    const type = String(headers['content-type'] ?? '');
    if (!type.includes('text/event-stream')) {
      this.fail('content_type', `found content type '${type}'`);
      return;
    }
    this.parser = createParser({
      maxBufferSize: MOST_BUFFERED,
      onEvent: (event) => this.onEvent(event),
      onError: (error) => {
        if (error.type === 'max-buffer-size-exceeded') this.fail('oversized', error.message);
      },
    });
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.ended) return;
    this.hear();
    const text = this.decode(chunk);
    if (this.parser && !this.errorClass) {
      this.parser.feed(text);
      return;
    }
    if (this.errorClass && this.body.length >= MOST_ERROR_BODY) return;
    this.body += text;
    if (this.body.length > MOST_BUFFERED) this.fail('oversized', 'the body is larger than 32 MiB');
  }

  onResponseEnd(): void {
    if (this.ended) return;
    this.hear();
    if (this.parser && !this.errorClass)
      this.parser.feed('\n\n'); // an event that the body's end cut off is still told
    else if (!this.errorClass) this.readWhole();
    this.readToEnd = true;
    this.conclude();
    this.finish();
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.ended) return;
    this.errorClass ??= classOfTransportError(error, {
      started: this.sent_ms !== undefined,
      responding: this.headers_ms !== undefined,
    });
    this.detail ??= error.message;
    this.finish();
  }

  private hear(): void {
    this.now_ms = this.options.clock.now_ms();
    this.heard_ms = this.now_ms;
  }

  /** Characters may be split between reads; a decoder is made when the first is. */
  private decode(chunk: Buffer): string {
    if (!this.decoder && chunk[chunk.length - 1]! < FIRST_BEYOND_ASCII) return chunk.toString('utf8');
    this.decoder ??= new StringDecoder('utf8');
    return this.decoder.write(chunk);
  }

  private onEvent({ data }: EventSourceMessage): void {
    if (this.ended || this.errorClass) return;
    if (data === DONE) {
      this.finished = true;
      return;
    }
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      event = undefined;
    }
    if (isObject(event)) this.take(this.options.endpoint.readEvent(event));
    else this.fail('bad_event', `found the event '${data.slice(0, 80)}'`);
  }

  private take(delta: Delta): void {
    if (delta.error !== undefined) {
      this.fail('stream_error', delta.error);
      return;
    }
    if (delta.usage) this.usage = delta.usage;
    if (delta.finished) this.finished = true;
    const output = delta.answer ?? delta.reasoning;
    if (output === undefined) return;
    const { now_ms } = this;
    if (delta.reasoning !== undefined) this.firstReasoning_ms ??= now_ms;
    if (delta.answer !== undefined) this.firstAnswer_ms ??= now_ms;
    this.keep(delta);
    this.countOutput(now_ms);
  }

  private countOutput(now_ms: number): void {
    this.chunks++;
    const before_ms = this.lastToken_ms;
    this.lastToken_ms = now_ms;
    if (before_ms === undefined) {
      this.firstToken_ms = now_ms;
      this.listener.firstToken(this);
      return;
    }
    this.secondToken_ms ??= now_ms;
    if (now_ms === before_ms) this.sharedReads++;
    this.listener.gap(now_ms - before_ms);
  }

  /** A body that was not streamed has one time, that of its end; its tokens have none. */
  private readWhole(): void {
    let body: unknown;
    try {
      body = JSON.parse(this.body);
    } catch {
      body = undefined;
    }
    if (!isObject(body)) {
      this.fail('bad_event', `found the body '${this.body.slice(0, 80)}'`);
      return;
    }
    const delta = this.options.endpoint.readBody(body);
    if (delta.error !== undefined) this.fail('stream_error', delta.error);
    if (delta.usage) this.usage = delta.usage;
    this.finished = delta.finished ?? false;
    if (delta.answer === undefined && delta.reasoning === undefined) return;
    this.chunks = 1;
    this.lastToken_ms = this.now_ms;
    this.keep(delta);
  }

  private keep({ reasoning = '', answer = '' }: Delta): void {
    if (!this.options.keepText) return;
    this.text += reasoning + answer;
    this.answer += answer;
  }

  private conclude(): void {
    if (this.errorClass) this.detail ??= this.body.slice(0, 200);
    else if (this.chunks === 0) this.errorClass = 'empty';
    else if (!this.finished) this.errorClass = 'truncated';
  }

  private fail(errorClass: ErrorClass, detail: string): void {
    if (this.errorClass || this.ended) return;
    this.errorClass = errorClass;
    this.detail = detail.slice(0, 200);
    const { controller } = this;
    this.finish();
    controller?.abort(new Error(errorClass));
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.end_ms = performance.now();
    this.listener.end(this);
  }
}
