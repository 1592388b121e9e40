/** The words of a response in OpenAI's shapes: chunks of a stream, or the whole at once. */
import type { EndpointName } from './ask.js';

/** Tokens of one request, as a response accounts for them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
}

/** JSON texts of one response. */
export interface Wording {
  /** The first chunk, which says who speaks; a text completion has none. */
  readonly opening: string | undefined;
  token(text: string): string;
  finish(reason: string): string;
  usage(usage: Usage): string;
  whole(text: string, reason: string, usage: Usage): string;
}

interface Naming {
  readonly id: number;
  readonly model: string;
  readonly created_s: number;
}

/** The wording of one response; what does not change from token to token is written once. */
export function wordingOf(endpoint: EndpointName, naming: Naming): Wording {
  return endpoint === 'chat_completions' ? chatWording(naming) : textWording(naming);
}

function chatWording({ id, model, created_s }: Naming): Wording {
  const head = `{"id":"chatcmpl-${id}","object":"chat.completion.chunk","created":${created_s},"model":${JSON.stringify(model)},`;
  const choice = (delta: string, reason: string) =>
    `${head}"choices":[{"index":0,"delta":${delta},"finish_reason":${reason},"logprobs":null}]}`;
  const [before, after] = choice('{"content":\n}', 'null').split('\n') as [string, string];
  return {
    opening: choice('{"role":"assistant","content":""}', 'null'),
    token: (text) => before + JSON.stringify(text) + after,
    finish: (reason) => choice('{}', JSON.stringify(reason)),
    usage: (usage) => `${head}"choices":[],"usage":${usageText(usage)}}`,
    whole: (text, reason, usage) =>
      JSON.stringify({
        id: `chatcmpl-${id}`,
        object: 'chat.completion',
        created: created_s,
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: reason, logprobs: null }],
        usage: usageOf(usage),
      }),
  };
}

function textWording({ id, model, created_s }: Naming): Wording {
  const head = `{"id":"cmpl-${id}","object":"text_completion","created":${created_s},"model":${JSON.stringify(model)},`;
  const choice = (text: string, reason: string) =>
    `${head}"choices":[{"index":0,"text":${text},"finish_reason":${reason},"logprobs":null}]}`;
  const [before, after] = choice('\n', 'null').split('\n') as [string, string];
  return {
    opening: undefined,
    token: (text) => before + JSON.stringify(text) + after,
    finish: (reason) => choice('""', JSON.stringify(reason)),
    usage: (usage) => `${head}"choices":[],"usage":${usageText(usage)}}`,
    whole: (text, reason, usage) => {
      const whole = choice(JSON.stringify(text), JSON.stringify(reason));
      return `${whole.slice(0, -1)},"usage":${usageText(usage)}}`;
    },
  };
}

function usageText(usage: Usage): string {
  return JSON.stringify(usageOf(usage));
}

function usageOf({ inputTokens, outputTokens, cachedTokens }: Usage) {
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedTokens },
  };
}
