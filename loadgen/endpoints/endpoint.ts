/** An API endpoint: how a request is written and how its responses are read. */
import type { Delta, Json } from './delta.js';

/** One message of a conversation. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** What to ask for, independent of the endpoint. */
export interface Ask {
  readonly model: string;
  /** A conversation whose last message is the user's. */
  readonly messages: readonly Message[];
  readonly outputTokens: number;
  readonly stream: boolean;
  /** Ask the engine to ignore its end token, so that the output has the length of the trace. */
  readonly exactOutput: boolean;
}

/** How an API is asked and read. */
export interface Endpoint {
  readonly path: string;
  /** False where there is nothing to stream. */
  readonly streams: boolean;
  body(ask: Ask): Json;
  /** Reads one event of a stream. */
  readEvent(event: Json): Delta;
  /** Reads a whole response. */
  readBody(body: Json): Delta;
}

/** The conversation as running text, for endpoints that know no roles. */
export function plainText({ messages }: Ask): string {
  return messages.map(({ content }) => content).join('');
}

/** Extensions of vLLM, SGLang, TensorRT-LLM and Dynamo that hold an output to its length. */
export function exactLength(ask: Ask): Json {
  return ask.exactOutput ? { min_tokens: ask.outputTokens, ignore_eos: true } : {};
}

/** Asks for the usage block in the last event. */
export function streaming(ask: Ask): Json {
  return ask.stream ? { stream: true, stream_options: { include_usage: true } } : { stream: false };
}
