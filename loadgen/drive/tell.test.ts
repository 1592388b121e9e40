/** What of an exchange the run record gets. */
import { describe, expect, it } from 'vitest';
import { ERROR_CLASSES, type ErrorClass } from '../client/error-class.js';
import type { Exchange } from '../client/exchange.js';
import { requestEnd } from './tell.js';

const REQUEST = { id: 4, arrival_s: 1.5, inputTokens: 100, outputTokens: 20, class: 'chat' };
const SENDING = { begun_ms: 11_600, started_ms: 12_000, attempts: 3, target: 'http://engine' };
/** The run began at 10,000 ms of the process's clock. */
const toSeconds = (time_ms: number) => (time_ms - 10_000) / 1000;
const told = (more: Partial<Exchange>) =>
  requestEnd(REQUEST, { chunks: 0, sharedReads: 0, end_ms: 15_000, ...more } as Exchange, SENDING, toSeconds);

it('every time on the clock of the run, and every count', () => {
  const end = told({
    sent_ms: 12_020,
    firstToken_ms: 13_000,
    secondToken_ms: 13_100,
    firstReasoning_ms: 13_000,
    firstAnswer_ms: 13_200,
    lastToken_ms: 14_500,
    httpStatus: 200,
    chunks: 16,
    sharedReads: 2,
    usage: { inputTokens: 104, outputTokens: 18, cachedTokens: 64 },
  });
  expect(end).toEqual({
    time_s: 5,
    id: 4,
    class: 'chat',
    arrival_s: 1.5,
    inputTokens: 100,
    outputTokens: 20,
    deliveredTokens: 18,
    cachedTokens: 64,
    firstToken_s: 3,
    lastToken_s: 4.5,
    status: 'completed',
    attempts: 3,
    client: {
      started_s: 1.6,
      sent_s: 2.02,
      secondToken_s: 3.1,
      firstReasoning_s: 3,
      firstAnswer_s: 3.2,
      connect_s: 0.02,
      chunks: 16,
      sharedReads: 2,
      usageInputTokens: 104,
      usageOutputTokens: 18,
      httpStatus: 200,
      errorClass: undefined,
      target: 'http://engine',
    },
  });
});

describe('what was never reached', () => {
  it('stays unknown', () => {
    const { firstToken_s, lastToken_s, client } = told({ errorClass: 'connect_refused' });
    expect([firstToken_s, lastToken_s]).toEqual([undefined, undefined]);
    expect(client).toMatchObject({ started_s: 1.6, sent_s: undefined, connect_s: undefined, httpStatus: undefined });
  });

  it('the connection of the last attempt is what it took to connect', () => {
    expect(told({ sent_ms: 12_000 }).client!.connect_s).toBe(0);
  });
});

describe('delivered tokens', () => {
  it.each([
    ['what the server counts', { usage: { outputTokens: 7 }, chunks: 5 }, 7],
    ['pieces, where it does not', { chunks: 5 }, 5],
    ['pieces, where it counts the prompt alone', { usage: { inputTokens: 9 }, chunks: 5 }, 5],
    ['none that it counted, pieces or not', { usage: { outputTokens: 0 }, chunks: 5 }, 0],
  ])('are %s', (_name, more, expected) => expect(told(more).deliveredTokens).toBe(expected));

  it('cached ones are 0 where nobody tells', () => expect(told({}).cachedTokens).toBe(0));
});

it.each(Object.entries(ERROR_CLASSES) as [ErrorClass, string][])('%s is told as %s', (errorClass, status) => {
  const end = told({ errorClass });
  expect([end.status, end.client!.errorClass]).toEqual([status, errorClass]);
});
