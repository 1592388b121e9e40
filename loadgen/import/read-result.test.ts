import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { readResult } from './read-result.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-result-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, 'result.json');
  writeFileSync(path, text);
  return path;
}

function refusal(path: string): HeadroomError {
  try {
    readResult(path);
  } catch (error) {
    if (error instanceof HeadroomError) return error;
  }
  throw new Error('it was read');
}

const VLLM = {
  backend: 'vllm',
  duration: 2,
  input_lens: [10, 20],
  output_lens: [2, 3],
  ttfts: [0.1, 0.2],
  itls: [[0.05], [0.05, 0.06]],
  start_times: [100, 101],
  errors: ['', ''],
};

describe('a result', () => {
  it('of vllm bench is read as one document, on one line or on many', () => {
    const { requests } = readResult(file(JSON.stringify(VLLM)));
    expect(requests).toHaveLength(2);
    expect(readResult(file(JSON.stringify(VLLM, null, 2))).requests).toEqual(requests);
  });
});

describe('what is no result', () => {
  it.each([
    ['nothing', '', 'is no result with single requests in it'],
    ['blank lines', '\n \n', 'is no result with single requests in it'],
    ['text', 'latency: 3', 'is neither a JSON object nor one a line'],
    ['half a document', '{"requests": [', 'is neither a JSON object nor one a line'],
    ['a list', '[1, 2]', 'is neither a JSON object nor one a line'],
    ['a number', '7', 'is neither a JSON object nor one a line'],
    ['null', 'null', 'is neither a JSON object nor one a line'],
    ['lines of which one is no object', '{"a": 1}\n3', 'is neither a JSON object nor one a line'],
    ['another object', '{"a": 1}', 'is no result with single requests in it'],
    ['a summary without requests', '{"mean_ttft_ms": 3, "duration": 2}', 'is no result with single requests in it'],
  ])('%s', (_, text, message) => {
    const error = refusal(file(text));
    expect(error.code).toBe('HR_RESULT_INVALID');
    expect(error.message).toContain(message);
    expect(error.message).toContain('result.json');
  });

  it('says which results are known', () => {
    const { message } = refusal(file('{}'));
    for (const known of ['profile_export.jsonl', 'benchmarks.json', '--save-detailed'])
      expect(message).toContain(known);
  });

  it('a file that is not there, by the system’s word', () => {
    const error = refusal(join(folder, 'none.json'));
    expect(error.code).toBe('HR_RESULT_INVALID');
    expect(error.message).toContain('cannot be read (ENOENT)');
  });

  it('a folder', () => {
    expect(refusal(folder).message).toContain('cannot be read (EISDIR)');
  });

  it('a result whose requests are none', () => {
    const none = { ...VLLM, input_lens: [], output_lens: [], ttfts: [], itls: [], start_times: [], errors: [] };
    expect(refusal(file(JSON.stringify(none))).message).toMatch(/holds no request|is no result/);
  });
});
