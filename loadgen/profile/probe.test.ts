/** A probe against a server that answers at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WORDS } from '../../scenarios/index.js';
import { openTarget } from '../client/target.js';
import { startTruthServer } from '../testing/truth-server.js';
import { createProbe } from './probe.js';

let server: Awaited<ReturnType<typeof startTruthServer>>;
beforeAll(async () => {
  server = await startTruthServer({ ttft_ms: 0, itl_ms: 0 });
});
afterAll(() => server.close());

function probe(signal = new AbortController().signal) {
  const targets = [openTarget(server.url, { headers: [] }, {})];
  return createProbe({ targets, model: 'truth', words: WORDS, metricsUrls: [], seed: 1, signal });
}

it('sends so many requests of so many tokens, and tells their ends', async () => {
  const { ends, kvUsage, together } = await probe()({ streams: 2, requests: 5, inputTokens: 20, outputTokens: 3 });
  expect(ends.map(({ status, inputTokens, deliveredTokens }) => [status, inputTokens, deliveredTokens])).toEqual(
    Array(5).fill(['completed', 20, 3]),
  );
  expect(together).toBeGreaterThanOrEqual(1);
  expect(kvUsage).toBeUndefined(); // the server's page has no such gauge
});

it('refuses where its signal has aborted, and sends nothing', async () => {
  const before = server.truths.length;
  const asked = probe(AbortSignal.abort(new Error('stopped')));
  await expect(asked({ streams: 1, requests: 1, inputTokens: 20, outputTokens: 1 })).rejects.toThrow('stopped');
  expect(server.truths).toHaveLength(before);
});
