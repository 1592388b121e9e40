import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { readResult } from './read-result.js';

const folder = mkdtempSync(join(tmpdir(), 'headroom-import-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

it('aiperf 0.13.0: a file that it wrote', () => {
  const file = join(dirname(fileURLToPath(import.meta.url)), 'fixtures', 'profile_export.jsonl');
  const { tool, requests } = readResult(file);
  expect(tool).toBe('aiperf');
  expect(requests).toHaveLength(3);
  const { end } = requests[0]!;
  expect(end).toMatchObject({ id: 0, arrival_s: 0, inputTokens: 1, outputTokens: 3, status: 'completed' });
  // issued 1.145769 ms before it was sent; first token 67.327711 ms after the send
  expect(end.client!.sent_s).toBeCloseTo(0.001145769, 5);
  expect(end.firstToken_s! - end.client!.sent_s!).toBeCloseTo(0.067327711, 9);
});

it('guidellm: the largest benchmark, every outcome', () => {
  const request = {
    request_start_time: 1000.5,
    request_end_time: 1002.5,
    request_dispatch_delay: 0.25,
    time_to_first_token_ms: 300,
    inter_token_latency_ms: 20,
    prompt_tokens: 7,
    output_tokens: 11,
  };
  const later = { ...request, request_start_time: 1001.5, time_to_first_token_ms: null };
  const benchmarks = [
    { requests: { successful: [], errored: [], incomplete: [] } },
    { requests: { successful: [request], errored: [later], incomplete: [] } },
  ];
  const { tool, requests } = readResult(written('benchmarks.json', JSON.stringify({ benchmarks })));
  expect(tool).toBe('guidellm');
  expect(requests.map(({ end }) => end.status)).toEqual(['completed', 'failed']);
  const { end } = requests[0]!;
  expect(end).toMatchObject({ arrival_s: 0, inputTokens: 7, deliveredTokens: 11 });
  expect(end.firstToken_s).toBeCloseTo(0.25 + 0.3);
  expect(end.lastToken_s).toBeCloseTo(0.25 + 0.3 + 0.2);
});

it('vLLM bench: gaps, errors, and start times where they are kept', () => {
  const result = {
    duration: 10,
    ttfts: [0.5, 0],
    itls: [[0.01, 0.03], []],
    input_lens: [4, 4],
    output_lens: [3, 0],
    start_times: [100, 101],
    errors: ['', 'refused'],
  };
  const { tool, requests } = readResult(written('vllm.json', JSON.stringify(result)));
  expect(tool).toBe('vllm bench');
  expect(requests[0]).toMatchObject({
    gaps_s: [0.01, 0.03],
    end: { arrival_s: 0, firstToken_s: 0.5, status: 'completed' },
  });
  expect(requests[0]!.end.lastToken_s).toBeCloseTo(0.54);
  expect(requests[1]!.end).toMatchObject({ arrival_s: 1, status: 'failed', deliveredTokens: 0 });
  const { start_times: _, ...older } = result;
  const spread = readResult(written('older.json', JSON.stringify(older))).requests;
  expect(spread.map(({ end }) => end.arrival_s)).toEqual([0, 5]);
});

it.each([
  ['empty.json', ''],
  ['text.json', 'hello'],
  ['array.json', '[1]'],
  ['other.json', '{"a": 1}'],
  ['summary-only.json', '{"mean_ttft_ms": 3}'],
  ['nothing.json', '{"ttfts": [], "itls": []}'],
])('refuses %s', (name, text) => {
  expect(() => readResult(written(name, text))).toThrow(expect.objectContaining({ code: 'HR_RESULT_INVALID' }));
});
