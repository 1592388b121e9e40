/** The emulator's /metrics beside those of the real frontends. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type FamilyShape, shapesOf } from '../testing/exposition.js';
import { chat, openEmulator, type SmallEmulator, until } from '../testing/small-emulator.js';

const FIXTURE = join(dirname(fileURLToPath(import.meta.url)), '..', 'fixtures', 'frontend-0.4.0.txt');
const GOLDEN = '../shared/data/golden/metrics/frontend-1.6.1.txt';

/** Streams, whole responses, a request that is refused twice over, and a client that goes. */
async function everyKind(emulator: SmallEmulator): Promise<void> {
  await (await emulator.post('chat/completions', chat({ stream: true }))).text();
  await (await emulator.post('chat/completions', chat())).text();
  await (await emulator.post('completions', { prompt: ' hello' })).text();
  await (await emulator.post('completions', { prompt: ' hello', n: 2 })).text();
  await (await emulator.post('completions', { prompt: ' hello', model: 'other' })).text();
  const stop = new AbortController();
  const going = await emulator.post('chat/completions', chat({ stream: true, max_tokens: 500, ignore_eos: true }), {
    signal: stop.signal,
  });
  stop.abort();
  await going.text().catch(() => undefined);
  await until(async () => /error_type="cancelled"|status="error"/.test(await emulator.get('/metrics')));
}

const value = (text: string, series: string) => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
};

describe('0.4.0', () => {
  it('has an empty page before the first request, and then the families of the real one', async () => {
    const emulator = await openEmulator({}, { dialect: 'nv' });
    expect(await emulator.get('/metrics')).toBe('');
    await everyKind(emulator);
    expect(shapesOf(await emulator.get('/metrics'))).toEqual(shapesOf(readFileSync(FIXTURE, 'utf8')));
  });

  it('counts latencies and prompt lengths of streamed requests alone', async () => {
    const emulator = await openEmulator({}, { dialect: 'nv' });
    await (await emulator.post('chat/completions', chat({ max_tokens: 3 }))).text();
    const figures = (text: string, name: string) =>
      ['sum', 'count'].map((part) => value(text, `nv_llm_http_service_${name}_${part}{model="small"}`));
    const unary = await emulator.get('/metrics');
    expect(unary).not.toMatch(/time_to_first_token|inter_token|input_sequence/);
    expect(figures(unary, 'request_duration_seconds')[1]).toBe(1);
    await (await emulator.post('chat/completions', chat({ max_tokens: 4, stream: true }))).text();
    const text = await emulator.get('/metrics');
    expect(figures(text, 'time_to_first_token_seconds')[1]).toBe(1);
    expect(figures(text, 'input_sequence_tokens')).toEqual([2, 1]);
    const [gaps_s, gaps] = figures(text, 'inter_token_latency_seconds');
    expect(gaps).toBe(3);
    expect(gaps_s).toBeCloseTo(0.03, 1);
    expect(figures(text, 'output_sequence_tokens')).toEqual([4, 2]);
    const series = 'endpoint="chat_completions",model="small",request_type="stream",status="success"';
    expect(value(text, `nv_llm_http_service_requests_total{${series}}`)).toBe(1);
  });
});

describe.skipIf(!existsSync(GOLDEN))('1.6.1, beside ../shared/data/golden/metrics', () => {
  const [, before, aggregated, disaggregated] = existsSync(GOLDEN)
    ? readFileSync(GOLDEN, 'utf8').split(/^#####.*$/m)
    : [];
  const dynamoOf = (text: string) => {
    const dynamo = Object.entries(shapesOf(text)).filter(([name]) => name.startsWith('dynamo_'));
    return Object.fromEntries(dynamo) as Record<string, FamilyShape>;
  };

  it('before any request', async () => {
    const emulator = await openEmulator({ aggregated: {} }, { dialect: 'dynamo' });
    expect(dynamoOf(await emulator.get('/metrics'))).toEqual(shapesOf(before!));
  });

  it('after requests to aggregated workers', async () => {
    const emulator = await openEmulator({ aggregated: {} }, { dialect: 'dynamo' });
    await everyKind(emulator);
    expect(dynamoOf(await emulator.get('/metrics'))).toEqual(shapesOf(aggregated!));
  });

  it('after requests to prefill and decode workers', async () => {
    const emulator = await openEmulator({}, { dialect: 'dynamo' });
    await everyKind(emulator);
    // the recorded frontend met no refused and no cancelled request
    const refusals = ['dynamo_frontend_failures_total', 'dynamo_frontend_model_cancellation_total'];
    const mine = Object.entries(dynamoOf(await emulator.get('/metrics'))).filter(([name]) => !refusals.includes(name));
    expect(Object.fromEntries(mine)).toEqual(shapesOf(disaggregated!));
  });
});

describe('single workers', () => {
  it('show their batch, their queue and their KV in the names of vLLM', async () => {
    const emulator = await openEmulator({ aggregated: { replicas: 2, max_batch: 1 } });
    const stop = new AbortController();
    const long = chat({ stream: true, max_tokens: 500, ignore_eos: true });
    const streams = [0, 1, 2].map(() => emulator.post('chat/completions', long, { signal: stop.signal }));
    const text = await untilText(emulator, (page) => sum(page, 'vllm:num_requests_running') === 2);
    expect(value(text, 'vllm:num_requests_running{model_name="small",role="aggregated",worker_id="0"}')).toBe(1);
    expect(value(text, 'vllm:kv_cache_usage_perc{model_name="small",role="aggregated",worker_id="1"}')).toBeGreaterThan(
      0,
    );
    stop.abort();
    await Promise.allSettled(streams);
    await untilText(emulator, (page) => sum(page, 'vllm:num_requests_running') === 0);
  });
});

function sum(text: string, name: string): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`))
    .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}

async function untilText(emulator: SmallEmulator, holds: (text: string) => boolean): Promise<string> {
  let text = '';
  await until(async () => {
    text = await emulator.get('/metrics');
    return holds(text);
  });
  return text;
}
