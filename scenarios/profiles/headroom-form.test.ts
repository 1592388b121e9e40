import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { tempFile } from '../testing/files.js';
import { expectNoCrash, textEdits } from '../testing/never-crashes.js';
import { refusals } from '../testing/refusals.js';
import { calibrationFrom, readProfileFile } from './headroom-form.js';

const LEAST = {
  schema: 'headroom-profile/1',
  id: 'p',
  gpus_per_worker: 1,
  provenance: { source: 's', licence: 'l', verdict: 'ok' },
  prefill: { isl: [1, 2, 3, 4], ttft_ms: [5, 6, 7, 8], tokens_per_s_per_gpu: [9, 10, 11, 12] },
  decode: {
    max_kv_tokens: 1000,
    kv_usage: [0.1, 0.5, 0.1, 0.5],
    context_tokens: [10, 10, 20, 20],
    itl_ms: [1, 2, 3, 4],
    tokens_per_s_per_gpu: [5, 6, 7, 8],
  },
};
const read = (content: object | string) =>
  readProfileFile(tempFile('p.json', typeof content === 'string' ? content : JSON.stringify(content)));
const told = (content: object | string) => refusals(() => read(content)).map(({ message }) => message);

describe('a profile file', () => {
  it('of the least has its arrays, by the names of the code', () => {
    expect(read(LEAST)).toEqual({
      id: 'p',
      gpusPerWorker: 1,
      prefill: { isl: [1, 2, 3, 4], ttftMs: [5, 6, 7, 8], tokensPerSecondPerGpu: [9, 10, 11, 12] },
      decode: {
        kvUsage: [0.1, 0.5, 0.1, 0.5],
        contextTokens: [10, 10, 20, 20],
        itlMs: [1, 2, 3, 4],
        tokensPerSecondPerGpu: [5, 6, 7, 8],
        maxKvTokens: 1000,
      },
      provenance: { source: 's', licence: 'l', verdict: 'ok' },
    });
  });

  it.each<[string, object, object]>([
    ['names', { model: 'm', system: 's', backend: 'b' }, { model: 'm', system: 's', backend: 'b' }],
    ['bytes of the KV cache', { kv_bytes_per_token: 5 }, { kvBytesPerToken: 5 }],
    ['prefill steps', { prefill_steps: { tokens: [1], step_ms: [2] } }, { prefillSteps: { tokens: [1], stepMs: [2] } }],
    [
      'a prefill table',
      { prefill_table: { batch: [1], new_tokens: [2], cached_tokens: [0], step_ms: [3] } },
      { prefillTable: { batch: [1], newTokens: [2], cachedTokens: [0], stepMs: [3] } },
    ],
    [
      'decode steps',
      { decode_steps: [{ context_tokens: 1, batch: [2], step_ms: [3] }] },
      { decodeSteps: [{ contextTokens: 1, batch: [2], stepMs: [3] }] },
    ],
    [
      'polynomials',
      { polynomials: { prefill_ms: [1], decode_ms: [-2], decode_floor_ms: 3 } },
      { polynomials: { prefillMs: [1], decodeMs: [-2], decodeFloorMs: 3 } },
    ],
    ['a step model', { step_model: 'splitwise' }, { stepModel: 'splitwise' }],
    ['overheads', { step_overhead_ms: 0, client_overhead_ms: 1 }, { stepOverheadMs: 0, clientOverheadMs: 1 }],
    ['ranks', { attention_dp: 2 }, { attentionDp: 2 }],
    ['speculation', { speculative: { tokens_per_step: 2 } }, { speculative: { tokensPerStep: 2 } }],
    ['an overlap', { mixed: { overlap: 0.5 } }, { mixed: { overlap: 0.5 } }],
    [
      'a calibration',
      { calibration: { prefill_factor: 2, decode_factors: { batch: [1], factor: [1] }, source: 's' } },
      { calibration: { prefillFactor: 2, decodeFactors: { batch: [1], factor: [1] }, source: 's' } },
    ],
    [
      'a caveat',
      { provenance: { ...LEAST.provenance, verdict: 'suspect', caveat: 'c' } },
      { provenance: { ...LEAST.provenance, verdict: 'suspect', caveat: 'c' } },
    ],
  ])('may have %s', (_name, fields, parts) => {
    expect(read({ ...LEAST, ...fields })).toEqual({ ...read(LEAST), ...parts });
  });
});

describe('a profile file is refused', () => {
  it.each<[string, object | string, RegExp[]]>([
    ['that is no JSON', '{', [/^is not valid JSON: /]],
    ['that is a list', '[]', [/^holds no JSON object$/]],
    ['that is empty', '', [/^is not valid JSON: /]],
    ['of another schema', { ...LEAST, schema: 'headroom-profile/2' }, [/^schema: /]],
    ['without an id', { ...LEAST, id: '' }, [/^id: /]],
    ['with an unknown part', { ...LEAST, gpus: 1 }, [/^profile: .*"gpus"/]],
    [
      'with an unknown verdict',
      { ...LEAST, provenance: { ...LEAST.provenance, verdict: 'fine' } },
      [/^provenance\.verdict: /],
    ],
    [
      'with text for a number',
      { ...LEAST, prefill: { ...LEAST.prefill, isl: [1, '2', 3, 4] } },
      [/^prefill\.isl\.1: /],
    ],
    ['with two faults', { ...LEAST, id: 5, gpus_per_worker: null }, [/^id: /, /^gpus_per_worker: /]],
    ['whose numbers cannot be', { ...LEAST, gpus_per_worker: 0 }, [/^gpus_per_worker is 0; /]],
  ])('%s', (_name, content, messages) => {
    const found = told(content);
    expect(found).toHaveLength(messages.length);
    messages.forEach((message, i) => expect(found[i]).toMatch(message));
    for (const { code, place } of refusals(() => read(content)))
      expect([code, place]).toEqual(['HR_PROFILE_INVALID', 'p.json']);
  });

  it('with twelve faults at the most', () => {
    expect(told({ ...LEAST, prefill: { ...LEAST.prefill, isl: Array(30).fill('x') } })).toHaveLength(12);
  });
});

it('a calibration is the same under other names', () => {
  const factors = { batch: [1, 2], factor: [0.9, 1.1] };
  expect(calibrationFrom({ prefill_factor: 1.5, decode_factors: factors, source: 's' })).toEqual({
    prefillFactor: 1.5,
    decodeFactors: factors,
    source: 's',
  });
});

it('a corrupted profile is refused or harmless, never a crash', () => {
  const text = readFileSync(shippedPath('scenarios', 'profiles', 'qwen3-0.6b-bf16_h100_sxm_vllm_tp1.json'), 'utf8');
  const path = tempFile('corrupt.json', '');
  expectNoCrash(textEdits(['', '-', '0', 'null', '"x"', '1e999', '[', '}', '9999']), ['HR_PROFILE_INVALID'], (edit) => {
    writeFileSync(path, edit(text));
    readProfileFile(path);
  });
});
