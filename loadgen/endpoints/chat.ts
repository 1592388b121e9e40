/** `/v1/chat/completions`: text, reasoning and tool call deltas. */
import { type Delta, isObject, type Json, readError, readUsage } from './delta.js';
import { type Endpoint, exactLength, streaming } from './endpoint.js';

/** The chat completions API. */
export const chat: Endpoint = {
  path: '/v1/chat/completions',
  streams: true,
  body: (ask) => ({
    model: ask.model,
    messages: ask.messages,
    max_tokens: ask.outputTokens,
    ...exactLength(ask),
    ...streaming(ask),
  }),
  readEvent: (event) => read(event, 'delta'),
  readBody: (body) => read(body, 'message'),
};

function read(event: Json, part: 'delta' | 'message'): Delta {
  const error = readError(event['error']);
  if (error !== undefined) return { error };
  let answer = '';
  let reasoning = '';
  let finished = false;
  const choices = event['choices'];
  for (const choice of Array.isArray(choices) ? (choices as unknown[]) : []) {
    if (!isObject(choice)) continue;
    if (typeof choice['finish_reason'] === 'string') finished = true;
    const content = choice[part];
    if (!isObject(content)) continue;
    answer += text(content['content']) + text(content['refusal']) + toolText(content['tool_calls']);
    reasoning += text(content['reasoning_content']) || text(content['reasoning']);
  }
  const usage = readUsage(event['usage']);
  return {
    ...(answer !== '' && { answer }),
    ...(reasoning !== '' && { reasoning }),
    ...(usage && { usage }),
    ...(finished && { finished }),
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function toolText(calls: unknown): string {
  if (!Array.isArray(calls)) return '';
  return (calls as unknown[])
    .map((call) => (isObject(call) && isObject(call['function']) ? call['function'] : {}))
    .map((called) => text(called['name']) + text(called['arguments']))
    .join('');
}
