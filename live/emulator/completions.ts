/** The two endpoints that make text: from the body of a request to an answer that waits for its tokens. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Tokenizer } from '../../scenarios/index.js';
import { Answer } from './answer.js';
import { ApiError, unknownModel } from './api/api-error.js';
import { type Ask, type EndpointName, readChat, readCompletion } from './api/ask.js';
import { streamForm } from './api/negotiate.js';
import { wordingOf } from './api/wording.js';
import type { FrontendMetrics } from './metrics/frontend.js';
import { planOutput, type Writer } from './output.js';
import { readPrompt } from './prompt.js';
import { readBody } from './respond.js';
import type { Service } from './service.js';

/** What the endpoints work with; the same for every request. */
export interface CompletionsOptions {
  readonly service: Service;
  readonly metrics: FrontendMetrics;
  readonly model: string;
  readonly tokenizer: Tokenizer;
  /** Tokens of one prefix block. */
  readonly blockTokens: number;
  readonly writer: Writer;
}

const READERS: Readonly<Record<EndpointName, (text: string) => Ask>> = {
  chat_completions: readChat,
  completions: readCompletion,
};

/** Answers one request of an endpoint. Rejects with an {@link ApiError} where it is refused. */
export async function complete(
  options: CompletionsOptions,
  endpoint: EndpointName,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { service, metrics, model } = options;
  const arrival_s = service.now_s();
  const body = await readBody(request);
  if (response.destroyed) return;
  const ask = readAsk(options, endpoint, body);
  const id = service.nextId();
  const started_ms = performance.now();
  const prompt = readPrompt(ask.prompt, options.tokenizer, options.blockTokens);
  const tokenize_s = (performance.now() - started_ms) / 1000;
  const output = planOutput(ask, id, options.writer);
  const { inputTokens } = prompt;
  const answer = new Answer({
    response,
    ask,
    output,
    wording: wordingOf(endpoint, { id, model, created_s: Math.floor(Date.now() / 1000) }),
    form: streamForm(request.headers),
    meter: metrics.open({ endpoint, model, stream: ask.stream }, tokenize_s),
    arrival_s,
    inputTokens,
  });
  response.once('close', () => service.cancel(id));
  service.send(id, arrival_s, prompt, output.tokens, answer);
}

/** Reads the body and looks whether its model is served; a refusal is counted. */
function readAsk({ metrics, model }: CompletionsOptions, endpoint: EndpointName, body: string): Ask {
  try {
    const ask = READERS[endpoint](body);
    if (ask.model === model) return ask;
    metrics.refused({ endpoint, model: 'unknown_model', stream: ask.stream }, 'not_found');
    throw unknownModel(ask.model);
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) {
      metrics.refused({ endpoint, model, stream: false }, 'validation');
    }
    throw error;
  }
}
