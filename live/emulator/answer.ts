/** One response in the making: tokens go out as the cluster makes them, or all at once where no stream was asked for. */
import type { ServerResponse } from 'node:http';
import type { RequestEnd } from '../../reports/index.js';
import { ApiError } from './api/api-error.js';
import type { Ask } from './api/ask.js';
import type { StreamForm } from './api/negotiate.js';
import type { Wording } from './api/wording.js';
import type { Outcome, RequestMeter } from './metrics/frontend.js';
import type { Output } from './output.js';
import { sendError } from './respond.js';
import type { Hearer } from './service.js';

/** A request and where its answer goes. */
export interface AnswerOptions {
  readonly response: ServerResponse;
  readonly ask: Ask;
  readonly output: Output;
  readonly wording: Wording;
  readonly form: StreamForm;
  readonly meter: RequestMeter;
  readonly arrival_s: number;
  readonly inputTokens: number;
}

/** Hears what the cluster makes of one request, writes it out and meters it. */
export class Answer implements Hearer {
  private delivered = 0;
  private lastToken_s: number | undefined;

  constructor(private readonly options: AnswerOptions) {}

  tokens(delivered: number, time_s: number): void {
    const { meter, arrival_s, inputTokens, ask } = this.options;
    const before = this.delivered;
    this.delivered = delivered;
    if (before === 0) meter.firstToken(time_s - arrival_s, inputTokens);
    const more = before === 0 ? delivered - 1 : delivered - before;
    if (more > 0) meter.tokens(more, time_s - (this.lastToken_s ?? time_s));
    this.lastToken_s = time_s;
    if (ask.stream) this.stream(before, delivered);
  }

  ended(end: RequestEnd): void {
    const { response, meter, ask } = this.options;
    const refusal = refusalOf(end);
    meter.ended(refusal.outcome, end);
    if (refusal.error) this.fail(refusal.error);
    else if (end.status === 'completed') {
      if (ask.stream) this.closeStream(end);
      else this.sendWhole(end);
    } else response.destroy();
  }

  private stream(from: number, to: number): void {
    const { response, output, wording, form } = this.options;
    let text = '';
    if (from === 0) {
      response.writeHead(200, { 'content-type': form.contentType, 'cache-control': 'no-cache' });
      if (wording.opening !== undefined) text = framed(wording.opening, form);
    }
    for (let i = from; i < to; i++) {
      const piece = output.piece(i);
      if (piece !== '') text += framed(wording.token(piece), form);
    }
    if (text !== '') response.write(text);
  }

  private closeStream(end: RequestEnd): void {
    const { response, ask, output, wording, form } = this.options;
    const usage = ask.includeUsage ? framed(wording.usage(this.usage(end)), form) : '';
    response.end(framed(wording.finish(output.finish), form) + usage + form.end);
  }

  private sendWhole(end: RequestEnd): void {
    const { response, output, wording } = this.options;
    let text = '';
    for (let i = 0; i < end.deliveredTokens; i++) text += output.piece(i);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(wording.whole(text, output.finish, this.usage(end)));
  }

  private fail(error: ApiError): void {
    const { response, form } = this.options;
    if (response.headersSent) response.end(framed(error.body, form));
    else sendError(response, error);
  }

  private usage({ deliveredTokens, cachedTokens }: RequestEnd) {
    return { inputTokens: this.options.inputTokens, outputTokens: deliveredTokens, cachedTokens };
  }
}

function framed(json: string, { before, after }: StreamForm): string {
  return before + json + after;
}

/** What the client is told of a request that did not complete, and what the metrics call it. */
function refusalOf({ status, prefillWorker, inputTokens, outputTokens }: RequestEnd): {
  readonly outcome: Outcome;
  readonly error?: ApiError;
} {
  switch (status) {
    case 'rejected': {
      const error = new ApiError(429, 'rate_limit_error', 'Too many requests are inside; try again later.');
      return { outcome: 'overload', error };
    }
    case 'unfinished':
      return { outcome: 'internal', error: new ApiError(503, 'service_unavailable', 'The emulator is shutting down.') };
    case 'failed': {
      if (prefillWorker !== undefined) {
        return {
          outcome: 'internal',
          error: new ApiError(500, 'internal_error', 'The worker of this request is lost.'),
        };
      }
      const message = `No worker can hold ${inputTokens} prompt tokens and ${outputTokens} output tokens.`;
      const detail = { param: 'messages', code: 'context_length_exceeded' };
      return { outcome: 'validation', error: new ApiError(400, 'invalid_request_error', message, detail) };
    }
    case 'completed':
      return { outcome: '' };
    default:
      return { outcome: 'cancelled' };
  }
}
