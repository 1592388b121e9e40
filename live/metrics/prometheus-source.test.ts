import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FakeCounters } from '../testing/fake-page.js';
import { FakePrometheus } from '../testing/fake-prometheus.js';
import { type PrometheusOptions, prometheusSource } from './prometheus-source.js';

async function open(options: Partial<PrometheusOptions> = {}) {
  const prometheus = await new FakePrometheus().start();
  const source = prometheusSource({
    url: prometheus.url,
    dialect: 'dynamo',
    labels: {},
    timeout_s: 5,
    retries: 2,
    ...options,
  });
  onTestFinished(async () => {
    await source.close();
    await prometheus.close();
  });
  return { prometheus, source };
}

/** A dozen scrapes of growing counters; returns what came in the window. */
function scrapes(prometheus: FakePrometheus, targets: readonly Record<string, string>[]): void {
  const counters = new FakeCounters();
  counters.serve(1000);
  for (let i = 0; i < 13; i++) {
    prometheus.now_s += 5;
    counters.serve(10);
    for (const target of targets) prometheus.scrape(counters.text('dynamo'), target);
  }
}

it('asks the queries of its era, all at one instant of the server', async () => {
  const { prometheus, source } = await open({ labels: { model: 'Qwen/Qwen3-0.6B', dynamo_namespace: 'dynamo' } });
  await source.read(60);
  const selector = '{model=~"(?i:Qwen/Qwen3-0\\\\.6B)",dynamo_namespace="dynamo"}';
  expect(prometheus.queries).toContain(`increase(dynamo_frontend_requests_total${selector}[60s])`);
  expect(prometheus.queries).toContain(`increase(dynamo_frontend_requests_started_total${selector}[60s])`);
  expect(prometheus.queries).toContain(`increase(dynamo_frontend_time_to_first_token_seconds_sum${selector}[60s])`);
  expect(prometheus.queries[0]).toBe('time()');
});

it('counts one target scraped by two jobs once, and two frontends twice', async () => {
  const twice = await open();
  scrapes(twice.prometheus, [
    { instance: 'a:8000', job: 'frontend' },
    { instance: 'a:8000', job: 'pods' },
    { instance: 'a:8000', job: 'frontend', prometheus_replica: 'prometheus-1' },
  ]);
  expect((await twice.source.read(60)).traffic?.requests).toBeCloseTo(120, 6);
  const two = await open();
  scrapes(two.prometheus, [{ instance: 'a:8000' }, { instance: 'b:8000' }]);
  expect((await two.source.read(60)).traffic?.requests).toBeCloseTo(240, 6);
});

it('tries again after errors that pass, and gives up on others at once', async () => {
  const { prometheus, source } = await open();
  prometheus.failing = { status: 503, times: 2 };
  await expect(source.read(60)).resolves.toEqual({});
  prometheus.failing = { status: 503, times: 100 };
  await expect(source.read(60)).rejects.toThrow(/api\/v1\/query: status 503: not now/);
  prometheus.failing = { status: 401, times: 1 };
  await expect(source.read(60)).rejects.toThrow('status 401');
  await expect(source.read(60)).resolves.toEqual({});
});

it('ends with its caller, and says when there was no answer in time', async () => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const slow = await open({ url, timeout_s: 0.05, retries: 0 });
  await expect(slow.source.read(60)).rejects.toThrow('no answer in time');
  const patient = await open({ url, timeout_s: 60 });
  await expect(patient.source.read(60, AbortSignal.timeout(50))).rejects.toThrow();
});

it('sends a bearer token from the environment or a file that may change', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-token-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'token');
  writeFileSync(file, 'first\n');
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.end(JSON.stringify({ status: 'error', error: 'who are you?' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { source } = await open({ url, token_file: file });
  await expect(source.read(60)).rejects.toThrow('who are you?');
  writeFileSync(file, 'second');
  await expect(source.read(60)).rejects.toThrow();
  expect(seen).toEqual(['Bearer first', 'Bearer second']);
  await expect(open({ token_env: 'HEADROOM_NO_SUCH_TOKEN' })).rejects.toThrow('HEADROOM_NO_SUCH_TOKEN');
});

it('tells what workers say of themselves', async () => {
  const { prometheus, source } = await open({
    workers: {
      decode: { labels: { dynamo_component: 'backend' } },
      prefill: { labels: { dynamo_component: 'prefill' } },
    },
  });
  prometheus.scrape(
    ['vllm:num_requests_running 3', 'vllm:num_requests_waiting 2', 'vllm:kv_cache_usage_perc 0.5'].join('\n'),
    { pod: 'decode-1', dynamo_component: 'backend' },
  );
  prometheus.scrape('vllm:num_requests_waiting 4\n', { pod: 'decode-0', dynamo_component: 'backend' });
  const { queues, workersDetail } = await source.read(60);
  expect(queues).toEqual({ decode: 6 });
  expect(workersDetail).toEqual({
    decode: [
      { id: 'decode-0', queuedDecodeRequests: 4 },
      { id: 'decode-1', running: 3, queuedDecodeRequests: 2, kvUsage: 0.5 },
    ],
  });
});
