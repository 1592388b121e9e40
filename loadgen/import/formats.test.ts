/** Each tool's own form, read from plain objects. */
import { describe, expect, it } from 'vitest';
import { readAiperf } from './aiperf.js';
import { readGuidellm } from './guidellm.js';
import { readVllm } from './vllm.js';

describe('aiperf', () => {
  const metric = (value: unknown, unit = 'ms') => ({ value, unit });
  const line = (metadata: object = {}, metrics: object = {}, more: object = {}) => ({
    metadata: {
      benchmark_phase: 'profiling',
      credit_issued_ns: 1e9,
      request_start_ns: 1.5e9,
      request_end_ns: 4e9,
      ...metadata,
    },
    metrics: {
      time_to_first_token: metric(500),
      inter_token_latency: metric(100),
      usage_prompt_tokens: metric(12, 'tokens'),
      input_sequence_length: metric(10, 'tokens'),
      output_sequence_length: metric(6, 'tokens'),
      usage_completion_tokens: metric(7, 'tokens'),
      ...metrics,
    },
    ...more,
  });
  const first = (...lines: Parameters<typeof readAiperf>[0]) => readAiperf(lines)!.requests[0]!.end;

  it('has times in nanoseconds and metrics with units', () => {
    expect(first(line())).toMatchObject({
      arrival_s: 0,
      time_s: 3,
      inputTokens: 12,
      outputTokens: 6,
      firstToken_s: 1,
      lastToken_s: 1.5,
      client: { sent_s: 0.5 },
    });
  });

  it.each([
    ['ms', 250, 0.25],
    ['ns', 250e6, 0.25],
    ['sec', 0.25, 0.25],
    [undefined, 0.25, 0.25],
  ])('a first token in %s', (unit, value, ttft_s) => {
    expect(first(line({}, { time_to_first_token: { value, unit } })).firstToken_s).toBe(0.5 + ttft_s);
  });

  it('takes the tokens that the server counted, else its own; of the output the other way round', () => {
    expect(first(line({}, { usage_prompt_tokens: undefined })).inputTokens).toBe(10);
    expect(first(line({}, { output_sequence_length: undefined })).outputTokens).toBe(7);
    const none = {
      usage_prompt_tokens: null,
      input_sequence_length: metric('10'),
      output_sequence_length: 3,
      usage_completion_tokens: {},
    };
    expect(first(line({}, none))).toMatchObject({ inputTokens: 0, outputTokens: 0 });
  });

  it('is scheduled when it was sent, where no credit is told, and ends then, where no end is', () => {
    const end = first(line({ credit_issued_ns: undefined, request_end_ns: undefined }));
    expect(end).toMatchObject({ arrival_s: 0, time_s: 0, client: { sent_s: 0 } });
  });

  it('leaves out the warm-up, and takes a line without a phase for measured', () => {
    const lines = [line({ benchmark_phase: 'warmup' }), line(), line({ benchmark_phase: undefined })];
    expect(readAiperf(lines)!.requests).toHaveLength(2);
    expect(readAiperf([line(), { metadata: 7 }])!.requests).toHaveLength(1);
  });

  it.each([
    [{ type: 'HTTPError', code: 500 }, 'HTTPError'],
    [{ code: 500 }, 'error'],
  ])('the error %j fails as %s', (error, errorClass) => {
    expect(first(line({}, {}, { error }))).toMatchObject({ status: 'failed', client: { errorClass } });
  });

  it.each([[null], [undefined], ['text']])('the error %j is none', (error) => {
    expect(first(line({}, {}, { error })).status).toBe('completed');
  });

  it('a request that failed early has no metrics', () => {
    const lines = [line(), line({ credit_issued_ns: 2e9 }, {}, { metrics: null, error: { type: 'Timeout' } })];
    expect(readAiperf(lines)!.requests[1]!.end).toMatchObject({ inputTokens: 0, status: 'failed' });
  });

  it.each([[[]], [[{}]], [[{ metadata: {} }]], [[{ metadata: {}, metrics: [] }]]])(
    '%j is none of its results',
    (lines) => {
      expect(readAiperf(lines)).toBeUndefined();
    },
  );
});

describe('guidellm', () => {
  const request = (more: object = {}) => ({
    request_start_time: 100,
    request_latency: 2,
    prompt_tokens: 3,
    output_tokens: 4,
    ...more,
  });
  const read = (requests: object) => readGuidellm({ benchmarks: [{ requests }] })!.requests;

  it('ends after its latency, where no end is told', () => {
    expect(read({ successful: [request()] })[0]!.end).toMatchObject({ time_s: 2, arrival_s: 0 });
    expect(read({ successful: [request({ request_end_time: 105 })] })[0]!.end.time_s).toBe(5);
    expect(read({ successful: [request({ request_latency: undefined })] })[0]!.end.time_s).toBe(0);
  });

  it('was due before its dispatch delay', () => {
    const [late] = read({ successful: [request({ request_dispatch_delay: 0.5 })] });
    expect(late!.end).toMatchObject({ arrival_s: 0, client: { sent_s: 0.5 }, time_s: 2.5 });
  });

  it('tells the outcome by the list that a request is in', () => {
    const lists = {
      successful: [request()],
      errored: [request({ request_start_time: 101 })],
      incomplete: [request({ request_start_time: 102 })],
      unknown: [request()],
    };
    expect(read(lists).map(({ end }) => [end.status, end.client!.errorClass])).toEqual([
      ['completed', undefined],
      ['failed', 'errored'],
      ['failed', 'incomplete'],
    ]);
  });

  it('leaves out what is no request, and lists that are none', () => {
    expect(read({ successful: [null, 7, request()], errored: 'none' })).toHaveLength(1);
    expect(read({ successful: [{}] })[0]!.end).toMatchObject({ inputTokens: 0, outputTokens: 0, time_s: 0 });
  });

  it('of a sweep reads the benchmark with most requests, the first of equals', () => {
    const benchmark = (...prompts: number[]) => ({
      requests: { successful: prompts.map((prompt_tokens) => request({ prompt_tokens })) },
    });
    const tokens = (...benchmarks: object[]) =>
      readGuidellm({ benchmarks })!.requests.map(({ end }) => end.inputTokens);
    expect(tokens(benchmark(1), benchmark(2, 3), benchmark(4))).toEqual([2, 3]);
    expect(tokens(benchmark(1), benchmark(2))).toEqual([1]);
  });

  it.each([{}, { benchmarks: {} }, { benchmarks: [] }, { benchmarks: [7] }, { benchmarks: [{ requests: [] }] }])(
    '%j is none of its results',
    (document) => expect(readGuidellm(document)).toBeUndefined(),
  );
});

describe('vLLM bench', () => {
  const read = (document: object) => readVllm({ ttfts: [0.5], itls: [[0.1, 0.3]], ...document })!.requests;

  it('ends with its last gap; the mean gap is over the tokens, not the pieces', () => {
    const [request] = read({ output_lens: [5], input_lens: [9], start_times: [100] });
    expect(request).toMatchObject({ gaps_s: [0.1, 0.3], end: { inputTokens: 9, outputTokens: 5, firstToken_s: 0.5 } });
    expect(request!.end.time_s).toBeCloseTo(0.9, 12);
    expect(request!.end.lastToken_s).toBeCloseTo(0.9, 12); // 0.5 + 4 × (0.4 ÷ 4)
    expect(request!.end.client!.chunks).toBe(3);
  });

  it('counts a piece for each gap and one more, where lengths are not kept', () => {
    expect(read({})[0]!.end).toMatchObject({ outputTokens: 3, inputTokens: 0 });
  });

  it('leaves out gaps that are no numbers, and takes no list for no gap', () => {
    expect(read({ itls: [[0.1, null, '0.2']] })[0]!.gaps_s).toEqual([0.1]);
    expect(read({ itls: [] })[0]!.gaps_s).toEqual([]);
    expect(read({ ttfts: [null] })[0]!.end.firstToken_s).toBe(0);
  });

  it('spreads requests without start times evenly, or not at all', () => {
    const arrivals = (more: object) => read({ ttfts: [0, 0, 0, 0], ...more }).map(({ end }) => end.arrival_s);
    expect(arrivals({ duration: 8 })).toEqual([0, 2, 4, 6]);
    expect(arrivals({})).toEqual([0, 0, 0, 0]);
  });

  it('fails where an error has words', () => {
    const found = read({ ttfts: [1, 1, 1], errors: ['', 'refused', 7] }).map(({ end }) => end.status);
    expect(found).toEqual(['completed', 'failed', 'completed']);
  });

  it.each([{}, { ttfts: [1] }, { itls: [[1]] }, { ttfts: 1, itls: 1 }])('%j is none of its results', (document) => {
    expect(readVllm(document)).toBeUndefined();
  });
});
