/** What a client asks for: the body of a chat or text completion, read and checked. Fields that are not known are passed over. */
import { z } from 'zod';
import { type ApiError, invalidRequest } from './api-error.js';

/** How the frontends' metrics name the endpoints. */
export type EndpointName = 'chat_completions' | 'completions';

/** A request as it is understood, of either endpoint. */
export interface Ask {
  readonly endpoint: EndpointName;
  readonly model: string;
  /** The prompt's pieces in order: texts, or token ids. */
  readonly prompt: readonly (string | readonly number[])[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly maxTokens: number | undefined;
  readonly minTokens: number;
  readonly ignoreEos: boolean;
  readonly stop: readonly string[];
}

const common = {
  model: z.string(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.int().positive().nullish(),
  min_tokens: z.int().nonnegative().nullish(),
  ignore_eos: z.boolean().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(16)]).nullish(),
  n: z.int().nullish(),
};

const part = z.looseObject({ type: z.string(), text: z.string().optional() });
const message = z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part)]).nullish() });

const chatSchema = z.object({
  ...common,
  max_completion_tokens: z.int().positive().nullish(),
  messages: z.array(message).min(1),
});

const completionSchema = z.object({
  ...common,
  prompt: z.union([z.string(), z.array(z.int().nonnegative()).min(1), z.array(z.string()).length(1)]),
});

type Common = z.infer<z.ZodObject<typeof common>>;

/** Reads the body of `/v1/chat/completions`. Throws an {@link ApiError} (400). */
export function readChat(text: string): Ask {
  const body = read(chatSchema, text);
  const prompt = body.messages.flatMap(({ content }) => {
    if (typeof content === 'string') return [content];
    return (content ?? []).flatMap((piece) => (piece.text === undefined ? [] : [piece.text]));
  });
  const ask = asked('chat_completions', body, prompt);
  return { ...ask, maxTokens: body.max_completion_tokens ?? ask.maxTokens };
}

/** Reads the body of `/v1/completions`. Throws an {@link ApiError} (400). */
export function readCompletion(text: string): Ask {
  const body = read(completionSchema, text);
  const { prompt } = body;
  const pieces = typeof prompt === 'string' ? [prompt] : isTexts(prompt) ? prompt : [prompt];
  return asked('completions', body, pieces);
}

function asked(endpoint: EndpointName, body: Common, prompt: Ask['prompt']): Ask {
  if ((body.n ?? 1) !== 1) throw invalidRequest('Only one choice is supported: n must be 1.', 'n');
  const { stop } = body;
  const stops = typeof stop === 'string' ? [stop] : (stop ?? []);
  return {
    endpoint,
    model: body.model,
    prompt,
    stream: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    maxTokens: body.max_tokens ?? undefined,
    minTokens: body.min_tokens ?? 0,
    ignoreEos: body.ignore_eos ?? false,
    stop: stops.filter((each) => each !== ''),
  };
}

function isTexts(prompt: readonly (string | number)[]): prompt is readonly string[] {
  return typeof prompt[0] === 'string';
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw invalidRequest('The body is not valid JSON.');
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw refusal(result.error.issues[0]!);
}

function refusal({ path, message: what }: z.core.$ZodIssue): ApiError {
  const param = path.join('.');
  return param === '' ? invalidRequest(what) : invalidRequest(`${param}: ${what}`, param);
}
