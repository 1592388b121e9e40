import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tempFile, tempFolder } from '../../testing/files.js';
import { refusal } from '../../testing/refusals.js';
import { detectFormat } from './detect.js';

describe('a format is told', () => {
  it.each([
    [
      'azure',
      '\uFEFFTIMESTAMP,ContextTokens,GeneratedTokens\r\n',
      'its columns TIMESTAMP, ContextTokens, GeneratedTokens',
    ],
    [
      'azure',
      'TIMESTAMP,NumImages,ContextTokens,GeneratedTokens\n',
      'its columns TIMESTAMP, ContextTokens, GeneratedTokens',
    ],
    [
      'burstgpt',
      'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens\n',
      'its columns Timestamp, Request tokens, Response tokens',
    ],
    ['vidur', 'num_prefill_tokens,num_decode_tokens,pd_ratio\n', 'its columns num_prefill_tokens, num_decode_tokens'],
    [
      'splitwise',
      'arrival_timestamp,prompt_size,token_size\n',
      'its columns arrival_timestamp, prompt_size, token_size',
    ],
    [
      'blis',
      'request_id, input_tokens ,output_tokens,arrival_time_us\n',
      'its columns arrival_time_us, input_tokens, output_tokens',
    ],
    ['mooncake', '{"timestamp":0,"input_length":1,"output_length":1,"hash_ids":[1]}\n', 'its field timestamp'],
    [
      'dynamo',
      '\n  {"session_id":"a","input_length":1,"output_length":1}\n',
      'its field session_id; --format aiperf if later turns hold only what is new in them',
    ],
    [
      'dynamo',
      '{"created_time":5,"input_tokens":1}',
      'its field created_time; --format aiperf if later turns hold only what is new in them',
    ],
    ['aiperf', '{"text_input":"hello","session_id":"a","output_length":1}\n', 'its field text_input'],
    ['aiperf', '{"input_length":1,"output_length":1}', 'its field input_length'],
    ['headroom', '{"arrival_us":0,"input_tokens":1,"output_tokens":1}', 'its field arrival_us'],
    ['headroom', '{"format_version":1}\n{"timestamp":1}', 'its field format_version'],
  ])('%s, from its content', (format, text, because) => {
    expect(detectFormat(tempFile('x', text))).toEqual({ format, because });
  });

  it('servegen, from a folder', () => {
    expect(detectFormat(tempFolder())).toEqual({ format: 'servegen', because: 'it is a folder' });
  });

  it('far down, behind empty lines', () => {
    expect(detectFormat(tempFile('x', `${'\n'.repeat(300_000)}{"timestamp":0}`)).format).toBe('mooncake');
  });
});

describe('a format is not told', () => {
  it.each([
    ['of other columns', 'time,in,out\n', 'time,in,out'],
    [
      'of columns in another case',
      'timestamp,contexttokens,generatedtokens\n',
      'timestamp,contexttokens,generatedtokens',
    ],
    ['of other fields', '{"prompt":"hello"}', '{"prompt":"hello"}'],
    ['of JSON that breaks off', '{"timestamp":', '{"timestamp":'],
    ['of an empty file', '', ''],
    ['of empty lines', '\n \n', ''],
    ['of a long line', 'x'.repeat(500), 'x'.repeat(80)],
  ])('%s', (_name, text, shown) => {
    expect(refusal(() => detectFormat(tempFile('x.csv', text)))).toEqual({
      code: 'HR_TRACE_INVALID',
      place: 'x.csv:1:1',
      message: `found '${shown}'; expected the first line of a known trace format`,
      hint: 'Say which one it is with --format; docs/reference/traffic.md lists them.',
    });
  });

  it('of a file that is not there, or compressed', () => {
    expect(refusal(() => detectFormat('nowhere.csv')).code).toBe('HR_TRACE_NOT_FOUND');
    expect(refusal(() => detectFormat(tempFile('x.gz', gzipSync('a')))).message).toMatch(/compressed/);
  });
});
