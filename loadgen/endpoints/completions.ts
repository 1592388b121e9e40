/** `/v1/completions`: plain text. */
import { type Delta, isObject, type Json, readError, readUsage } from './delta.js';
import { type Endpoint, exactLength, plainText, streaming } from './endpoint.js';

/** The completions API. */
export const completions: Endpoint = {
  path: '/v1/completions',
  streams: true,
  body: (ask) => ({
    model: ask.model,
    prompt: plainText(ask),
    max_tokens: ask.outputTokens,
    ...exactLength(ask),
    ...streaming(ask),
  }),
  readEvent: read,
  readBody: read,
};

function read(event: Json): Delta {
  const error = readError(event['error']);
  if (error !== undefined) return { error };
  let answer = '';
  let finished = false;
  const choices = event['choices'];
  for (const choice of Array.isArray(choices) ? (choices as unknown[]) : []) {
    if (!isObject(choice)) continue;
    if (typeof choice['text'] === 'string') answer += choice['text'];
    if (typeof choice['finish_reason'] === 'string') finished = true;
  }
  const usage = readUsage(event['usage']);
  return { ...(answer !== '' && { answer }), ...(usage && { usage }), ...(finished && { finished }) };
}
