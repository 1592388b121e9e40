import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { atOnce, runAgainst } from '../testing/run-against.js';
import { startTruthServer } from '../testing/truth-server.js';
import { serverColumns } from './columns.js';
import { isCounter, parseExposition } from './exposition.js';
import { Scraper } from './scraper.js';

const PAGE = `# HELP vllm:num_requests_running running
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{model="a b",x="}"} 3
vllm:num_requests_running{model="c"} 2 1700000000000
# TYPE vllm:kv_cache_usage_perc gauge
vllm:kv_cache_usage_perc 0.25
# TYPE vllm:e2e_seconds histogram
vllm:e2e_seconds_bucket{le="+Inf"} 4
vllm:e2e_seconds_sum 1.5
vllm:e2e_seconds_count 4
# TYPE done_total counter
done_total 7
broken line here
nothing NaN
`;

it('reads samples, labels with braces, time stamps, and leaves NaN and nonsense out', () => {
  const { samples, types } = parseExposition(PAGE);
  expect(samples.map(({ series, value }) => [series, value])).toEqual([
    ['vllm:num_requests_running{model="a b",x="}"}', 3],
    ['vllm:num_requests_running{model="c"}', 2],
    ['vllm:kv_cache_usage_perc', 0.25],
    ['vllm:e2e_seconds_bucket{le="+Inf"}', 4],
    ['vllm:e2e_seconds_sum', 1.5],
    ['vllm:e2e_seconds_count', 4],
    ['done_total', 7],
  ]);
  const counters = samples.filter((sample) => isCounter(sample, types)).map(({ name }) => name);
  expect(counters).toEqual(['vllm:e2e_seconds_sum', 'vllm:e2e_seconds_count', 'done_total']);
  expect(serverColumns(samples)).toEqual({ running: 5, kv_usage: 0.25 });
});

it('tells columns while a load runs, and how far the counters moved', async () => {
  const server = await startTruthServer({ ttft_ms: 0, itl_ms: 0 });
  const columns: Record<string, number>[] = [];
  const pages = [{ url: `${server.url}/metrics`, headers: {} }];
  await runAgainst([server.url], atOnce(3));
  const scraper = new Scraper(pages, 60, (told) => columns.push(told));
  await scraper.start();
  await runAgainst([server.url], atOnce(5, 4));
  const moved = await scraper.stop();
  await server.close();
  expect(columns[0]).toEqual({ running: 0 });
  expect(moved).toEqual({
    'vllm:request_success_total{model_name="truth",finished_reason="length"}': 5,
    'vllm:generation_tokens_total{model_name="truth"}': 20,
  });
});

it('a server without such a page is no error', async () => {
  const scraper = new Scraper([{ url: 'http://127.0.0.1:9/metrics', headers: {} }], 1, () => {
    throw new Error('nothing to tell');
  });
  await scraper.start();
  expect(await scraper.stop()).toBeUndefined();
});

const GOLDEN = '../shared/data/golden/metrics/frontend-1.6.1.txt';

it.skipIf(!existsSync(GOLDEN))(
  'reads the page that a real Dynamo frontend shows (../shared/data/golden/metrics)',
  () => {
    const { samples, types } = parseExposition(readFileSync(GOLDEN, 'utf8'));
    expect(samples.length).toBeGreaterThan(50);
    expect(samples.filter((sample) => isCounter(sample, types)).map(({ name }) => name)).toContain(
      'dynamo_frontend_time_to_first_token_seconds_sum',
    );
  },
);
