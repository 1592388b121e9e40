import { describe, expect, it } from 'vitest';
import { ClientFigures } from '../measure/client-figures.js';
import { LogHistogram } from '../measure/log-histogram.js';
import { judge, latencies } from '../measure/verdict.js';
import type { ClientSummary } from '../record/client-summary.js';
import { clientHealth } from '../testing/client-health.js';
import { clientView, completed } from '../testing/requests.js';
import { clientDoubts, clientFacts } from './client-lines.js';

/** What a client tells of one good request. */
function oneRequest(): ClientSummary {
  const figures = new ClientFigures();
  const end = completed();
  figures.add(end, clientView({ sharedReads: 0 }), latencies(end), judge(end, latencies(end), {}));
  const none = { ttft_ms: new LogHistogram(), tpot_ms: new LogHistogram(), e2e_ms: new LogHistogram() };
  return figures.figures(clientHealth({ asked: 1200 }), { end_s: 20, most: 3 }, none, {});
}

const client = oneRequest();
const doubts = (change: Partial<ClientSummary>) => clientDoubts({ ...client, ...change });
const tokens = (change: Partial<ClientSummary['tokens']>) => doubts({ tokens: { ...client.tokens, ...change } });

describe('what to doubt about a live run', () => {
  it('is nothing where all agrees', () => expect(doubts({})).toEqual([]));

  it.each<[string, Partial<ClientSummary['tokens']>, string]>([
    [
      'answers without usage',
      { without_usage: 1200 },
      '1,200 answers came without usage; their tokens are counted as pieces of the stream.',
    ],
    [
      'pieces that are no tokens',
      { usage_output: 1000, chunks: 989 },
      'The server counts 1,000 output tokens and sent 989 pieces: ITL is per piece, TPOT per token.',
    ],
    [
      'another tokenizer',
      { checked: { requests: 20, usage: 1000, tokenizer: 1011 } },
      "Of 20 answers the server counts 1,000 tokens and the tokenizer 1,011: is it the model's own?",
    ],
    ['answers of another length', { wrong_length: 7 }, '7 answers are not as long as was asked.'],
  ])('are %s', (_, change, text) => expect(tokens(change)).toEqual([text]));

  it('is not what differs by a hundredth', () => {
    expect(tokens({ usage_output: 1000, chunks: 990 })).toEqual([]);
    expect(tokens({ checked: { requests: 20, usage: 1000, tokenizer: 990 } })).toEqual([]);
  });

  it.each<[string, Partial<ClientSummary>, string]>([
    [
      'bundles',
      { shared_read_ratio: 0.51 },
      '51.0 % of the pieces came in one read with the piece before: the server sends in bundles.',
    ],
    ['retries', { retries: 12 }, '12 sends were repeated; latencies count from the first scheduled time.'],
    [
      'a short run',
      { confidence: { ttft_ms: { p50: {}, p90: {}, p99: {} } } },
      'The run is too short to carry a p99 of TTFT: 662 answers are the least.',
    ],
    [
      'a short run of answers that were not streamed',
      { confidence: { e2e_ms: { p50: {}, p90: {}, p99: {} } } },
      'The run is too short to carry a p99 of end-to-end: 662 answers are the least.',
    ],
  ])('are %s', (_, change, text) => expect(doubts(change)).toEqual([text]));

  it('is not half in bundles, and not a run that carries its p99', () => {
    expect(doubts({ shared_read_ratio: 0.5 })).toEqual([]);
    expect(doubts({ confidence: { ttft_ms: { p50: {}, p90: {}, p99: { at_most: 900 } } } })).toEqual([]);
  });
});

describe('what a client tells on a terminal', () => {
  const facts = (change: Partial<ClientSummary> = {}) => Object.fromEntries(clientFacts({ ...client, ...change }));

  it('is what came from the send, what a user saw, how it fared and what was under way', () => {
    expect(facts()).toEqual({
      'from send': 'TTFT p50 400 ms, p99 400 ms',
      'per user': '10.0 output tokens/s, the slowest tenth below 10.0',
      client:
        '1 of 1,200 sent, late p50 20.0 ms, p99 20.0 ms; event loop p99 1.0 ms, max 2.0 ms; busy 10.0 %, 1,500.00 CPU s per 1,000 requests, 100 MB',
      'in flight': '0.1 on average, 3 at most; 2 connections opened',
    });
  });

  it('has the bound of the true p99 where the run carries one', () => {
    const confidence = { ttft_ms: { p50: {}, p90: {}, p99: { at_most: 950 } } };
    expect(facts({ confidence })['from send']).toMatch(/; with 99 % confidence the true p99 is at most 950 ms$/);
  });

  it('has dashes for what was never sent, and no rows for it', () => {
    const { lateness_ms: _, ttft_sent_ms: __, user_tokens_per_s: ___, ...unsent } = client;
    const rows = clientFacts({ ...unsent, sent: 0, cpu: { user_s: 0, system_s: 0 } });
    expect(rows.map(([name]) => name)).toEqual(['client', 'in flight']);
    expect(rows[0]![1]).toMatch(/^0 of 1,200 sent, late p50 –, p99 –; .* – CPU s per 1,000 requests/);
  });
});
