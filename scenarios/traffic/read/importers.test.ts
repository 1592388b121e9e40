import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFile } from '../../testing/files.js';
import { droppedRows, read, SHARED_TRACES } from '../../testing/traffic.js';
import { detectFormat } from './detect.js';

const ONE_ROW: Readonly<Record<string, string>> = {
  azure: 'TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-12 00:00:00Z,7,5\n',
  burstgpt: 'Timestamp,Request tokens,Response tokens\n0,7,5\n',
  vidur: 'arrived_at,num_prefill_tokens,num_decode_tokens\n0,7,5\n',
  splitwise: 'arrival_timestamp,prompt_size,token_size\n0,7,5\n',
  blis: 'arrival_time_us,input_tokens,output_tokens\n0,7,5\n',
  mooncake: '{"timestamp":0,"input_length":7,"output_length":5}\n',
  dynamo: '{"timestamp":0,"input_tokens":7,"output_tokens":5}\n',
  aiperf: '{"input_length":7,"output_length":5}\n',
  headroom: '{"arrival_us":0,"input_tokens":7,"output_tokens":5}\n',
};

it.each(Object.entries(ONE_ROW))('%s has its importer', (format, text) => {
  expect(read({ format, path: tempFile('trace', text) }).requests).toEqual([
    { id: 0, arrival_s: 0, inputTokens: 7, outputTokens: 5 },
  ]);
});

describe('times that are drawn for lengths alone', () => {
  const path = tempFile('l.csv', `num_prefill_tokens,num_decode_tokens\n${'100,10\n'.repeat(2000)}`);
  const times = (arrivals: object, seed = 1) =>
    read({ format: 'vidur', path, arrivals }, seed).requests.map(({ arrival_s }) => arrival_s);

  it('have the rate', () => {
    // 2000 gaps of mean 1/4 s: 500 s, to five standard errors of √2000 / 4 = 11.2 s
    expect(Math.abs(times({ rps: 4 }).at(-1)! - 500)).toBeLessThan(56);
  });

  it('have the process', () => {
    const constant = times({ rps: 4, process: { process: 'constant' } });
    expect(constant.slice(0, 3)).toEqual([0, 0.25, 0.5]);
  });

  it('repeat by seed', () => {
    expect(times({ rps: 4 })).toEqual(times({ rps: 4 }));
    expect(times({ rps: 4 }, 2)).not.toEqual(times({ rps: 4 }));
  });
});

describe.skipIf(!existsSync(SHARED_TRACES))(`the samples in ${SHARED_TRACES}`, () => {
  it.each([
    ['burstgpt/BurstGPT_1.head42.csv', 42, 38],
    ['burstgpt/SYNTHETIC_burstgpt_v1_schema.csv', 4000, 3930],
    ['splitwise-sim/test_trace.csv', 3, 3],
    ['vidur/splitwise_conv.csv', 19_366, 19_366],
    ['mooncake/mooncake_tiny.jsonl', 16, 16],
    ['azure2024/AzureLLMInferenceTrace_conv_1week.head5tail5.csv', 10, 10],
  ])('%s', (name, rows, kept) => {
    const path = join(SHARED_TRACES, name);
    const { provenance } = read({ format: detectFormat(path).format, path });
    expect(provenance).toMatchObject({ rows_read: rows, rows_kept: kept, requests: kept });
    expect(droppedRows(provenance)).toBe(rows - kept);
  });
});
