import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tempFile } from '../../testing/files.js';
import { expectNoCrash, textEdits } from '../../testing/never-crashes.js';
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

describe('a trace that is damaged is refused or read, never a crash', () => {
  const rows: Readonly<Record<string, string>> = {
    ...ONE_ROW,
    azure: `${ONE_ROW['azure']}2024-05-12 00:00:01.5,600,70\n2024-05-12 00:01:00+00:00,"3",4\n`,
    burstgpt: 'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens\n0,a,1,M,7,5\n9,a,1,M,7,0\n',
    blis: 'arrival_time_us,input_tokens,output_tokens,session_id,round_index,prefix_group,prefix_length,think_time_us\n0,7,5,s,0,g,32,0\n9,7,5,s,1,,0,5\n',
    mooncake:
      '{"timestamp":0,"input_length":600,"output_length":5,"hash_ids":[0,1]}\n{"timestamp":9,"input_length":7,"output_length":5,"hash_ids":[]}\n',
    dynamo:
      '{"session_id":"a","timestamp":0,"input_length":7,"output_length":5}\n{"session_id":"a","delay":5,"input_length":7,"output_length":5}\n',
    aiperf:
      '{"session_id":"a","input_length":7,"output_length":5}\n{"session_id":"a","delay":5,"text_input":"hello","output_length":5}\n',
    headroom:
      '{"format_version":1,"block_tokens":16}\n{"arrival_us":0,"input_tokens":17,"output_tokens":5,"session_id":"s","prefix_blocks":[1,2]}\n{"input_tokens":7,"output_tokens":5,"session_id":"s","after":{"request_id":"prev","think_us":9}}\n',
  };
  const edits = fc.array(
    textEdits([
      '',
      ',',
      '"',
      '-',
      '0',
      '99999999999999999999',
      '1e999',
      'null',
      '{',
      '[',
      ']',
      '\n',
      '\r\n',
      '\u0000',
      '\uFEFF',
      'é',
      ' ',
    ]),
    { minLength: 1, maxLength: 3 },
  );

  it.each(Object.entries(rows))('%s', (format, text) => {
    const path = tempFile('trace.csv', '');
    expectNoCrash(edits, ['HR_TRACE_INVALID', 'HR_TRACE_EMPTY'], (chosen) => {
      writeFileSync(
        path,
        chosen.reduce((damaged, edit) => edit(damaged), text),
      );
      const { requests, provenance } = read({ format, path });
      expect(provenance.rows_read).toBe(provenance.rows_kept + droppedRows(provenance));
      for (const { arrival_s, inputTokens, outputTokens } of requests) {
        expect(arrival_s).toBeGreaterThanOrEqual(0);
        expect([inputTokens, outputTokens].every((tokens) => Number.isSafeInteger(tokens) && tokens > 0)).toBe(true);
      }
    });
  });
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
