/** Traces and engine profiles that cannot be read, through the command line. */
import { describe, it } from 'vitest';
import { badInputRig, GOOD } from './testing/bad-input.js';

const { write, expectRefused } = badInputRig();

describe('traces', () => {
  const azure = GOOD.replace(/traffic:[\s\S]*?cluster:/, 'traffic: { format: azure, path: trace.csv }\ncluster:');
  const mooncake = azure.replace('format: azure, path: trace.csv', 'format: mooncake, path: trace.jsonl');
  const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens\r\n';

  it.each([
    [
      'another header',
      'time,in,out\r\n',
      /trace\.csv:1:1: found the header 'time,in,out'; expected a column TIMESTAMP/,
    ],
    [
      'a word for a count',
      `${HEADER}2023-11-16 18:15:46.6805900,374,44\r\n2023-11-16 18:15:50.9951690,many,109\r\n`,
      /trace\.csv:3:29: ContextTokens: found 'many'; expected a whole number of tokens/,
    ],
    [
      'a thousands separator',
      `${HEADER}2023-11-16 18:15:46.6805900,1,087,44\r\n`,
      /trace\.csv:2:\d+: found 4 cells; expected 3/,
    ],
    [
      'a date that is none',
      `${HEADER}2023-13-45 18:15:46.6805900,374,44\r\n`,
      /trace\.csv:2:1: TIMESTAMP: found '2023-13-45/,
    ],
    [
      'a negative count',
      `${HEADER}2023-11-16 18:15:46.6805900,374,-4\r\n`,
      /trace\.csv:2:33: GeneratedTokens: found '-4'/,
    ],
    [
      'time that runs backwards',
      `${HEADER}2023-11-16 18:15:46,374,44\r\n2023-11-16 18:15:40,374,44\r\n`,
      /request 2 comes 6 s before the one above it/,
    ],
    ['no row', HEADER, /the traffic holds no request/],
  ])('refuses %s', async (_name, text, message) => {
    write('trace.csv', text);
    await expectRefused(['simulate', write('azure.yaml', azure)], message);
  });

  it.each([
    [
      'broken JSON',
      '{"timestamp": 0, "input_length": 5\n',
      /trace\.jsonl:1:\d+: found '.*'; expected one JSON object a line/,
    ],
    [
      'a missing length',
      '{"timestamp": 0, "input_length": 5}\n',
      /trace\.jsonl:1:1: output_length: found nothing; expected a whole number/,
    ],
    [
      'the wrong block size',
      '{"timestamp": 0, "input_length": 1000, "output_length": 5, "hash_ids": [1]}\n',
      /hash_ids: found 1 ids for 1000 tokens; expected 2 blocks of 512 tokens/,
    ],
  ])('refuses %s', async (_name, text, message) => {
    write('trace.jsonl', text);
    await expectRefused(['simulate', write('mooncake.yaml', mooncake)], message);
  });

  it('refuses a trace that is not there', async () => {
    await expectRefused(
      ['simulate', write('azure.yaml', azure.replace('trace.csv', 'gone.csv'))],
      /gone\.csv: no such trace file/,
    );
  });
});

const PROFILE = {
  prefill: { prefill_isl: [100, 200, 300, 400], prefill_ttft: [10, 20, 30, 40], prefill_thpt_per_gpu: [9, 9, 9, 9] },
  decode: {
    x_kv_usage: [0.1, 0.5, 0.1, 0.5],
    y_context_length: [100, 100, 200, 200],
    z_itl: [5, 6, 5, 6],
    z_thpt_per_gpu: [50, 60, 50, 60],
    max_kv_tokens: [10_000],
  },
};

describe('profiles', () => {
  const scenario = GOOD.replaceAll('qwen3-0.6b-bf16_h100_sxm_vllm_tp1', './');

  it.each([
    ['a negative latency', { prefill_ttft: [10, -20, 30, 40] }, {}, /prefill\.ttft_ms\[1\] is -20; it must be above 0/],
    ['no capacity', {}, { max_kv_tokens: [0] }, /decode\.max_kv_tokens is 0; it must be above 0/],
    ['what is no number', {}, { z_itl: [5, null, 5, 6] }, /decode\.itl_ms\[1\] is NaN; it must be a finite number/],
    [
      'KV use above all',
      {},
      { x_kv_usage: [0.1, 1.5, 0.1, 0.5] },
      /decode\.kv_usage\[1\] is 1\.5; it must lie in 0\.\.1/,
    ],
    [
      'too few points',
      { prefill_isl: [1, 2], prefill_ttft: [1, 2], prefill_thpt_per_gpu: [1, 2] },
      {},
      /prefill: 2 points; at least 4 are needed/,
    ],
    ['arrays of two lengths', { prefill_ttft: [10, 20, 30] }, {}, /prefill: its arrays differ in length/],
    ['points on one line', {}, { y_context_length: [100, 100, 100, 100] }, /all points lie on one line/],
    ['a missing array', {}, { z_itl: undefined }, /decode_raw_data\.json: holds no array 'z_itl'/],
  ])('refuses %s', async (_name, prefill, decode, message) => {
    write('prefill_raw_data.json', JSON.stringify({ ...PROFILE.prefill, ...prefill }));
    write('decode_raw_data.json', JSON.stringify({ ...PROFILE.decode, ...decode }));
    await expectRefused(['simulate', write('profile.yaml', scenario)], message);
  });
});
