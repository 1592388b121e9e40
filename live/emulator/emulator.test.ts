/** The emulated frontend from outside: shapes, limits, refusals, cancellation, admin. */
import { describe, expect, it } from 'vitest';
import type { RequestEnd } from '../../reports/index.js';
import { emulatorConnector } from './connector.js';
import { chat, events, openEmulator, type SmallEmulator, startSmallEmulator, until } from './testing/small-emulator.js';

type Chunk = { choices: { delta: Record<string, string>; finish_reason: string | null }[]; usage?: object };

describe('a streamed chat', () => {
  it('says who speaks, then each token, why it ends, what was used, and that it is done', async () => {
    const emulator = await openEmulator();
    const body = chat({ stream: true, max_tokens: 3, stream_options: { include_usage: true } });
    const response = await emulator.post('chat/completions', body);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const told = await events(response);
    expect(told.pop()).toBe('[DONE]');
    const chunks = told.map((text) => JSON.parse(text) as Chunk);
    expect(chunks[0]!.choices[0]!.delta).toEqual({ role: 'assistant', content: '' });
    expect(chunks.slice(1, 4).map(({ choices }) => typeof choices[0]!.delta['content'])).toEqual(
      Array(3).fill('string'),
    );
    expect(chunks[4]!.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' });
    expect(chunks[5]).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 },
    });
    expect(chunks).toHaveLength(6);
  });

  it('is lines of JSON for a curl that names no type, events for one that does', async () => {
    const emulator = await openEmulator();
    const body = chat({ stream: true, max_tokens: 2 });
    const bare = await emulator.post('chat/completions', body, {
      headers: { 'user-agent': 'curl/7.88.1', accept: '*/*' },
    });
    expect(bare.headers.get('content-type')).toBe('application/jsonl');
    const lines = (await bare.text()).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as Chunk).choices[0]!.finish_reason)).toEqual([
      null,
      null,
      null,
      'length',
    ]);
    const asking = { 'user-agent': 'curl/7.88.1', accept: 'text/event-stream' };
    expect((await events(await emulator.post('chat/completions', body, { headers: asking }))).at(-1)).toBe('[DONE]');
  });

  it('comes as the cluster makes it: the first tokens are there long before the last', async () => {
    const emulator = await openEmulator();
    const body = chat({ stream: true, max_tokens: 5000, ignore_eos: true });
    const response = await emulator.post('chat/completions', body);
    const reader = response.body!.getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    expect(first).toContain('"content"');
    expect(first.split('\n\n').length).toBeLessThan(5000);
    expect(await emulator.get('/metrics')).toContain('nv_llm_http_service_inflight_requests{model="small"} 1');
    await reader.cancel();
  });
});

describe('a response in one piece', () => {
  it('is a whole chat or text completion', async () => {
    const emulator = await openEmulator();
    const whole = (await (
      await emulator.post('chat/completions', chat({ max_completion_tokens: 2 }))
    ).json()) as object;
    expect(whole).toMatchObject({
      object: 'chat.completion',
      model: 'small',
      choices: [{ message: { role: 'assistant' }, finish_reason: 'length' }],
      usage: { prompt_tokens: 2, completion_tokens: 2 },
    });
    const text = (await (await emulator.post('completions', { prompt: [1, 2, 3], min_tokens: 9 })).json()) as object;
    expect(text).toMatchObject({
      object: 'text_completion',
      choices: [{ finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 9 },
    });
  });

  it('ends before a stop sequence', async () => {
    const emulator = await openEmulator();
    const ask = async (id: number, stop?: string) => {
      const body = { prompt: ' hello', max_tokens: 4, ignore_eos: true, ...(stop !== undefined && { stop }) };
      const reply = (await (await emulator.post('completions', body)).json()) as {
        id: string;
        choices: { text: string; finish_reason: string }[];
      };
      expect(reply.id).toBe(`cmpl-${id}`);
      return reply.choices[0]!;
    };
    expect(await ask(0)).toEqual({ index: 0, text: ' with that this from', finish_reason: 'length', logprobs: null });
    await ask(1);
    const other = await openEmulator();
    const stopped = await other.post('completions', {
      prompt: ' hello',
      max_tokens: 4,
      ignore_eos: true,
      stop: ' this',
    });
    expect(await stopped.json()).toMatchObject({
      choices: [{ text: ' with that', finish_reason: 'stop' }],
      usage: { completion_tokens: 3 },
    });
  });
});

describe('refusals in the shape of the API', () => {
  it.each([
    ['no JSON', 'completions', undefined, 400, null],
    ['no prompt', 'completions', {}, 400, 'prompt'],
    ['no messages', 'chat/completions', { messages: [] }, 400, 'messages'],
    ['two choices', 'completions', { prompt: 'x', n: 2 }, 400, 'n'],
    ['no tokens', 'completions', { prompt: 'x', max_tokens: 0 }, 400, 'max_tokens'],
    ['another model', 'completions', { prompt: 'x', model: 'other' }, 404, 'model'],
    [
      'a prompt beyond every worker',
      'completions',
      { prompt: 'x', max_tokens: 500_000, ignore_eos: true },
      400,
      'messages',
    ],
  ])('%s', async (_, path, body, status, param) => {
    const emulator = await openEmulator();
    const response = await emulator.post(path, body ?? {}, body ? {} : { body: '{' });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
  });

  it('of pages and methods that there are not', async () => {
    const emulator = await openEmulator();
    expect((await fetch(`${emulator.url}/v2`)).status).toBe(404);
    expect((await fetch(`${emulator.url}/v1/completions`)).status).toBe(405);
  });

  it('429 beyond the limit of the frontend, and after it others are let in', async () => {
    const emulator = await openEmulator({ frontend: { lost_work: 'fail', max_in_flight: 1 } });
    const stop = new AbortController();
    const long = chat({ stream: true, max_tokens: 1000, ignore_eos: true });
    const first = await emulator.post('chat/completions', long, { signal: stop.signal });
    const second = await emulator.post('chat/completions', chat());
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(await second.json()).toMatchObject({ error: { type: 'rate_limit_error' } });
    stop.abort();
    await first.text().catch(() => undefined);
    await until(async () => (await emulator.post('chat/completions', chat())).status === 200);
  });

  it('500 for a request whose worker is lost', async () => {
    const faults = [{ kind: 'worker_crash' as const, role: 'decode' as const, count: 1, at_s: 0.3 }];
    const emulator = await openEmulator({ faults });
    const body = { prompt: 'x', max_tokens: 1000, ignore_eos: true };
    const response = await emulator.post('completions', body);
    expect(response.status).toBe(500);
  });
});

describe('a client that goes', () => {
  it('frees its place in the cluster, and the record tells so', async () => {
    const ends: RequestEnd[] = [];
    const emulator = await openEmulator(
      { decode: { max_batch: 1 } },
      { sink: { requestEnd: (end) => ends.push(end) } },
    );
    const stop = new AbortController();
    const long = chat({ stream: true, max_tokens: 5000, ignore_eos: true });
    await emulator.post('chat/completions', long, { signal: stop.signal });
    const next = emulator.post('chat/completions', chat({ max_tokens: 2 }));
    stop.abort();
    expect((await next).status).toBe(200);
    expect(ends.map(({ id, status }) => [id, status])).toEqual([
      [0, 'cancelled'],
      [1, 'completed'],
    ]);
    expect(ends[0]!.deliveredTokens).toBeLessThan(5000);
  });
});

describe('prefixes', () => {
  it('are shared by the tokens of the prompt', async () => {
    const emulator = await openEmulator({ aggregated: { prefix_caching: 'leaf_first', block_tokens: 16 } });
    const prompt = ' hello world'.repeat(20);
    const usage = async (text: string) => {
      const reply = await emulator.post('completions', { prompt: text, max_tokens: 1 });
      return ((await reply.json()) as { usage: { prompt_tokens_details: { cached_tokens: number } } }).usage
        .prompt_tokens_details.cached_tokens;
    };
    expect(await usage(prompt)).toBe(0);
    expect(await usage(`${prompt} and more`)).toBe(32);
    expect(await usage(` not ${prompt}`)).toBe(0);
  });

  it('are whole KV blocks of every engine', async () => {
    const caching = { prefix_caching: 'leaf_first' as const };
    const emulator = await openEmulator({
      prefill: { ...caching, block_tokens: 6 },
      decode: { ...caching, block_tokens: 4 },
    });
    const usage = async () => {
      const reply = await emulator.post('completions', { prompt: ' hello'.repeat(30), max_tokens: 3 });
      return ((await reply.json()) as { usage: object }).usage;
    };
    expect(await usage()).toMatchObject({ prompt_tokens_details: { cached_tokens: 0 } });
    expect(await usage()).toMatchObject({ prompt_tokens_details: { cached_tokens: 24 } });
  });
});

describe('the pages of a frontend', () => {
  it('name the model and say how it is', async () => {
    const emulator = await openEmulator();
    expect(JSON.parse(await emulator.get('/v1/models'))).toMatchObject({ object: 'list', data: [{ id: 'small' }] });
    expect(JSON.parse(await emulator.get('/live'))).toMatchObject({ status: 'live' });
    expect(JSON.parse(await emulator.get('/health'))).toMatchObject({ status: 'healthy' });
    const ill = await openEmulator({ decode: { replicas: 0 } });
    expect((await fetch(`${ill.url}/health`)).status).toBe(503);
  });
});

describe('the admin API', () => {
  it('changes replicas, whose startup passes on the clock, sped up', async () => {
    const emulator = await openEmulator({}, { speedup: 300 });
    const connector = emulatorConnector(emulator.url);
    const ready = { ready: 1, starting: 0, draining: 0, desired: 1 };
    expect(await connector.workers()).toEqual({ prefill: ready, decode: ready });
    expect(await connector.scale({ decode: 3 })).toEqual({ decode: 3 });
    expect((await connector.workers()).decode).toEqual({ ready: 1, starting: 2, draining: 0, desired: 3 });
    await until(async () => (await connector.workers()).decode!.ready === 3);
    expect(emulator.now_s()).toBeGreaterThan(30);
    expect(await connector.scale({ decode: 1, prefill: 1 })).toEqual({ decode: 1, prefill: 1 });
    await until(async () => (await connector.workers()).decode!.ready === 1);
    const { detail } = JSON.parse(await emulator.get('/admin/v1/workers?detail=true')) as { detail: object[] };
    expect(detail).toMatchObject([
      { id: 0, role: 'prefill', state: 'ready' },
      { id: 1, role: 'decode', state: 'ready' },
    ]);
  });

  it.each(['{', '{"decode":-1}', '{"decode":1.5}', '{"other":1}', '{"aggregated":1}'])('refuses %s', async (body) => {
    const emulator = await openEmulator();
    const response = await fetch(`${emulator.url}/admin/v1/replicas`, { method: 'PUT', body });
    expect(response.status).toBe(400);
    const connector = emulatorConnector(emulator.url);
    expect((await connector.workers()).decode!.desired).toBe(1);
    await expect(connector.scale({ aggregated: 1 })).rejects.toThrow(/400/);
  });
});

describe('faults of the scenario between metrics and planner', () => {
  const counted = 'nv_llm_http_service_request_duration_seconds_count{model="small"}';

  it('lose the page, freeze it, or make it late', async () => {
    const status = async (emulator: SmallEmulator) => (await fetch(`${emulator.url}/metrics`)).status;
    const lost = await openEmulator({ faults: [{ kind: 'metrics_lost', at_s: 0, duration_s: 20 }] }, { speedup: 100 });
    expect(await status(lost)).toBe(503);
    await until(async () => (await status(lost)) === 200);
    expect(lost.now_s()).toBeGreaterThan(20);
    const frozen = await openEmulator(
      { faults: [{ kind: 'metrics_frozen', at_s: 0, duration_s: 20 }] },
      { speedup: 50 },
    );
    expect(await frozen.get('/metrics')).not.toContain(counted);
    await (await frozen.post('completions', { prompt: 'x', max_tokens: 1 })).text();
    await until(async () => (await frozen.get('/metrics')).includes(counted));
    expect(frozen.now_s()).toBeGreaterThan(20);
    const late = await openEmulator(
      { faults: [{ kind: 'late_scrape', at_s: 0, duration_s: 60, delay_s: 3 }] },
      { speedup: 10 },
    );
    expect(await status(late)).toBe(200);
    expect(late.now_s()).toBeGreaterThan(3);
  });
});

describe('the end', () => {
  it('tells open requests that it is shutting down, and the sink the end of the run last', async () => {
    const told: string[] = [];
    const emulator = await startSmallEmulator(
      {},
      { sink: { requestEnd: ({ status }) => told.push(status), runEnd: () => told.push('run') } },
    );
    const body = { prompt: 'x', max_tokens: 5000, ignore_eos: true };
    const streamed = await emulator.post('completions', { ...body, stream: true });
    const whole = emulator.post('completions', body);
    await until(async () => /"decode":/.test(await emulator.get('/admin/v1/workers')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await emulator.close();
    expect(told).toEqual(['unfinished', 'unfinished', 'run']);
    expect((await whole).status).toBe(503);
    expect(await streamed.text()).toMatch(/shutting down/);
  });
});
