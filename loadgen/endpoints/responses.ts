/** `/v1/responses`: typed events, `response.output_text.delta` and its kin. */
import { type Delta, isObject, type Json, readError, readUsage } from './delta.js';
import { type Endpoint, exactLength, plainText } from './endpoint.js';

const ANSWER_EVENTS = new Set([
  'response.output_text.delta',
  'response.refusal.delta',
  'response.function_call_arguments.delta',
]);
const REASONING_EVENTS = new Set(['response.reasoning_text.delta', 'response.reasoning_summary_text.delta']);
const END_EVENTS = new Set(['response.completed', 'response.incomplete']);

/** The Responses API. */
export const responses: Endpoint = {
  path: '/v1/responses',
  streams: true,
  body: (ask) => ({
    model: ask.model,
    input: ask.messages.length > 1 ? ask.messages : plainText(ask),
    max_output_tokens: ask.outputTokens,
    ...exactLength(ask),
    stream: ask.stream,
  }),
  readEvent,
  readBody,
};

function readEvent(event: Json): Delta {
  const type = typeof event['type'] === 'string' ? event['type'] : '';
  const delta = typeof event['delta'] === 'string' ? event['delta'] : '';
  if (ANSWER_EVENTS.has(type)) return delta === '' ? {} : { answer: delta };
  if (REASONING_EVENTS.has(type)) return delta === '' ? {} : { reasoning: delta };
  const response = isObject(event['response']) ? event['response'] : {};
  if (END_EVENTS.has(type)) {
    const usage = readUsage(response['usage']);
    return { finished: true, ...(usage && { usage }) };
  }
  if (type === 'error' || type === 'response.failed')
    return { error: readError(response['error'] ?? event['error'] ?? event['message']) ?? type };
  return {};
}

function readBody(body: Json): Delta {
  const error = readError(body['error']);
  if (error !== undefined) return { error };
  const output = Array.isArray(body['output']) ? (body['output'] as unknown[]) : [];
  const answer = output
    .flatMap((item) => (isObject(item) && Array.isArray(item['content']) ? (item['content'] as unknown[]) : []))
    .map((part) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
  const usage = readUsage(body['usage']);
  return { finished: true, ...(answer !== '' && { answer }), ...(usage && { usage }) };
}
