import { describe, expect, it } from 'vitest';
import { tempFile } from '../testing/files.js';
import { refusal } from '../testing/refusals.js';
import { parseTraffic, TIME_UNITS, traceFile } from './trace-file.js';

const AZURE = 'TIMESTAMP,ContextTokens,GeneratedTokens\n';

describe('a trace of the command line', () => {
  it('is of the format that its content tells', () => {
    const path = tempFile('t.csv', AZURE);
    expect(traceFile(path, undefined, { rate_scale: 2 })).toEqual({
      spec: { format: 'azure', path, rate_scale: 2 },
      detected: { format: 'azure', because: 'its columns TIMESTAMP, ContextTokens, GeneratedTokens' },
    });
  });

  it('is of the format that is given, whatever it holds', () => {
    const path = tempFile('t.csv', AZURE);
    expect(traceFile(path, 'burstgpt', {})).toMatchObject({
      spec: { format: 'burstgpt' },
      detected: { because: 'as given' },
    });
    expect(traceFile('/nowhere', 'azure', {}).spec).toMatchObject({ path: '/nowhere' });
  });

  it('has every format told in which unit', () => {
    expect(TIME_UNITS).toMatchObject({ burstgpt: 'seconds', blis: 'microseconds', mooncake: 'milliseconds' });
    for (const format of Object.keys(TIME_UNITS)) expect(parseTraffic({ format, path: 't' }).format).toBe(format);
  });
});

describe('options', () => {
  const hint = 'docs/reference/traffic.md tells which options each format has.';
  it.each([
    [
      'that the format does not have',
      { format: 'azure', path: 't', block_tokens: 16 },
      'format azure has no block_tokens',
    ],
    ['that no format has', { format: 'azure', path: 't', a: 1, b: 2 }, 'format azure has no a, b'],
    ['out of range', { format: 'azure', path: 't', rate_scale: { factor: 0 } }, /^rate_scale/],
    ['that are wrong in two places', { format: 'azure', path: '', sort: 'x' }, /^path: .*; sort: /],
  ])('%s are told to whoever typed them', (_name, fields, message) => {
    const told = refusal(() => parseTraffic(fields));
    expect(told).toMatchObject({ code: 'HR_USAGE', hint });
    expect(told.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });
});
