import { expect, it } from 'vitest';
import { streamForm } from './negotiate.js';

it.each([
  ['a browser', { 'user-agent': 'Mozilla/5.0', accept: '*/*' }, 'text/event-stream'],
  ['a client without a name', {}, 'text/event-stream'],
  ['the OpenAI client', { 'user-agent': 'OpenAI/Python 1.0', accept: 'application/json' }, 'text/event-stream'],
  ['a bare curl', { 'user-agent': 'curl/8.5.0', accept: '*/*' }, 'application/jsonl'],
  ['a curl without a type', { 'user-agent': 'curl/8.5.0' }, 'application/jsonl'],
  ['a curl that wants events', { 'user-agent': 'curl/8.5.0', accept: 'text/event-stream' }, 'text/event-stream'],
  ['what only has curl in its name', { 'user-agent': 'my-curl/1.0', accept: '*/*' }, 'text/event-stream'],
])('%s gets %#', (_, headers, contentType) => {
  expect(streamForm(headers).contentType).toBe(contentType);
});

it('events are framed and ended as OpenAI does, lines are lines', () => {
  const framed = ({ before, after, end }: ReturnType<typeof streamForm>) => `${before}{}${after}${end}`;
  expect(framed(streamForm({}))).toBe('data: {}\n\ndata: [DONE]\n\n');
  expect(framed(streamForm({ 'user-agent': 'curl/8' }))).toBe('{}\n');
});
