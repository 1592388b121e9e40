/** What one piece of a response says, whatever the endpoint. */
export interface Delta {
  /** Answer text, tool call arguments included: output that is not reasoning. */
  readonly answer?: string;
  readonly reasoning?: string;
  readonly usage?: Usage;
  /** The server said that the output is whole. */
  readonly finished?: boolean;
  /** The server told of an error in mid-stream. */
  readonly error?: string;
}

/** Tokens as the server counted them. */
export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly cachedTokens?: number;
}

/** A parsed JSON object of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether parsed JSON is an object: no list, and not null. */
export function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** `usage` as every OpenAI-compatible server writes it, in either of its two spellings. */
export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined;
  const details = usage['prompt_tokens_details'] ?? usage['input_tokens_details'];
  return {
    ...count('inputTokens', usage['prompt_tokens'] ?? usage['input_tokens']),
    ...count('outputTokens', usage['completion_tokens'] ?? usage['output_tokens']),
    ...(isObject(details) && count('cachedTokens', details['cached_tokens'])),
  };
}

/** `error` as an object with a message, or as text. */
export function readError(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  if (isObject(error) && typeof error['message'] === 'string') return error['message'];
  return typeof error === 'string' ? error : JSON.stringify(error);
}

function count<K extends keyof Usage>(key: K, value: unknown): Pick<Usage, K> {
  return (typeof value === 'number' && Number.isFinite(value) ? { [key]: value } : {}) as Pick<Usage, K>;
}
