import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SummarySink } from '../measure/summary-sink.js';
import { clientHealth } from '../testing/client-health.js';
import { FIVE_PRICES, FIVE_SLA, tellFiveRequests } from '../testing/five-requests.js';
import { clientView, completed } from '../testing/requests.js';
import { type Summary, summaryJsonSchema, summarySchema } from './summary.js';
import { teeSinks } from './tee.js';

function fiveRequests(): Summary {
  const sink = new SummarySink(FIVE_SLA, FIVE_PRICES);
  tellFiveRequests(teeSinks(sink));
  return sink.summary('hash');
}

describe('the schema of a summary', () => {
  it('is the one that is published', () => {
    const published = readFileSync(new URL('../summary.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(summaryJsonSchema())));
  });

  it('takes the summary of a run, of a live one, and of one in which nothing happened', () => {
    const live = new SummarySink({ ttft_ms: 1000 });
    live.arrival({ inputTokens: 100, outputTokens: 11 });
    live.requestEnd(completed({ client: clientView() }));
    live.runEnd({ time_s: 20, client: clientHealth() });
    for (const summary of [fiveRequests(), live.summary('hash'), new SummarySink({}).summary('')]) {
      expect(summarySchema.parse(JSON.parse(JSON.stringify(summary)))).toEqual(summary);
    }
  });

  it.each<[string, (summary: Summary) => object]>([
    ['a key that nobody promised', (summary) => ({ ...summary, latency: 1 })],
    ['a share above 1', (summary) => ({ ...summary, attainment: { ...summary.attainment, overall: 1.1 } })],
    ['a share below 0', (summary) => ({ ...summary, attainment: { ...summary.attainment, overall: -0.1 } })],
    ['a negative count', (summary) => ({ ...summary, requests: { ...summary.requests, offered: -1 } })],
    ['a cost of 0', (summary) => ({ ...summary, cost: { ...summary.cost, usd: 0 } })],
    ['null for what is not known', (summary) => ({ ...summary, ttft_ms: null })],
    ['no hash', ({ event_log_sha256: _, ...summary }) => summary],
  ])('refuses %s', (_, change) => {
    expect(summarySchema.safeParse(fiveRequests()).success).toBe(true);
    expect(summarySchema.safeParse(change(fiveRequests())).success).toBe(false);
  });

  it('describes each figure whose name does not say it all', () => {
    const { properties } = summaryJsonSchema() as { properties: Record<string, { description?: string }> };
    for (const name of ['attainment', 'causes', 'cost', 'ttft_ms', 'client']) {
      expect(properties[name]?.description, name).toMatch(/\w/);
    }
  });
});
