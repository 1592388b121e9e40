import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { tempFile, tempFolder } from '../testing/files.js';
import { expectNoCrash, textEdits } from '../testing/never-crashes.js';
import { npz } from '../testing/npz.js';
import { refusal, refusals } from '../testing/refusals.js';
import { dynamoFiles, parseJson, readDynamoProfile } from './dynamo-form.js';

const PREFILL = {
  prefill_isl: [100, 200, 300, 400],
  prefill_ttft: [10, 20, 30, 40],
  prefill_thpt_per_gpu: [5, 6, 7, 8],
};
const DECODE = {
  x_kv_usage: [0.1, 0.5, 0.1, 0.5],
  y_context_length: [100, 100, 200, 200],
  z_itl: [5, 6, 7, 8],
  z_thpt_per_gpu: [50, 60, 70, 80],
  max_kv_tokens: [10_000],
};
type Arrays = Readonly<Record<string, unknown>>;

const asNpz = (prefill: Arrays = PREFILL, decode: Arrays = DECODE) => ({
  'selected_prefill_interpolation/raw_data.npz': npz(prefill as typeof PREFILL),
  'selected_decode_interpolation/raw_data.npz': npz(decode as typeof DECODE),
});
const asJson = (prefill: Arrays = PREFILL, decode: Arrays = DECODE) => ({
  'prefill_raw_data.json': JSON.stringify(prefill),
  'decode_raw_data.json': JSON.stringify(decode),
});

function read(files: Record<string, string | Uint8Array>) {
  const folder = tempFolder(files);
  return readDynamoProfile(folder, dynamoFiles(folder)!);
}

describe('the files of a Dynamo profile', () => {
  it('are two npz in their folders, or two JSON', () => {
    expect(dynamoFiles(tempFolder(asNpz()))!.prefill).toMatch(/selected_prefill_interpolation\/raw_data\.npz$/);
    expect(dynamoFiles(tempFolder(asJson()))!.decode).toMatch(/decode_raw_data\.json$/);
    expect(dynamoFiles(tempFolder({ ...asJson(), ...asNpz() }))!.decode).toMatch(/\.npz$/);
  });

  it('are none where one of the two is missing', () => {
    const { 'prefill_raw_data.json': prefill } = asJson();
    expect(dynamoFiles(tempFolder({ 'prefill_raw_data.json': prefill }))).toBeUndefined();
    expect(dynamoFiles(tempFolder())).toBeUndefined();
  });
});

describe('a Dynamo profile', () => {
  it.each([
    ['npz', asNpz()],
    ['JSON', asJson()],
  ])('as %s has its arrays', (_name, files) => {
    expect(read(files)).toMatchObject({
      gpusPerWorker: 1,
      prefill: { isl: [100, 200, 300, 400], ttftMs: [10, 20, 30, 40], tokensPerSecondPerGpu: [5, 6, 7, 8] },
      decode: {
        kvUsage: [0.1, 0.5, 0.1, 0.5],
        contextTokens: [100, 100, 200, 200],
        itlMs: [5, 6, 7, 8],
        tokensPerSecondPerGpu: [50, 60, 70, 80],
        maxKvTokens: 10_000,
      },
      provenance: { verdict: 'unverified', licence: 'yours' },
    });
  });

  it('is named by its folder, or by what lies beside it', () => {
    const folder = tempFolder({ ...asJson(), 'x/y': '' });
    expect(readDynamoProfile(join(folder), dynamoFiles(folder)!).id).toMatch(/^\d+$/);
    const metadata = { id: 'mine', gpus_per_worker: 2, model: 'm', system: 'h200_sxm', kv_bytes_per_token: 5 };
    const named = read({ ...asJson(), 'headroom-profile.json': JSON.stringify(metadata) });
    expect(named).toMatchObject({ id: 'mine', gpusPerWorker: 2, model: 'm', system: 'h200_sxm', kvBytesPerToken: 5 });
  });

  it('may have prompts in any order: its arrays are turned alike', () => {
    const shuffled = {
      prefill_isl: [300, 100, 400, 200],
      prefill_ttft: [30, 10, 40, 20],
      prefill_thpt_per_gpu: [7, 5, 8, 6],
    };
    expect(read(asNpz(shuffled)).prefill).toEqual(read(asNpz()).prefill);
  });

  it('may have a single number for the KV memory', () => {
    expect(read(asJson(PREFILL, { ...DECODE, max_kv_tokens: 10_000 })).decode.maxKvTokens).toBe(10_000);
  });

  it.each(['A_smooth', 'B_noisy', 'C_minimal', 'D_shipped'])('recorded as %s is read', (name) => {
    const folder = shippedPath('bench', 'fixtures', 'golden', 'profiles', name);
    const { prefill, decode, id } = readDynamoProfile(folder, dynamoFiles(folder)!);
    expect(id).toBe(name);
    expect(prefill.isl.length).toBeGreaterThanOrEqual(4);
    expect(prefill.isl).toEqual([...prefill.isl].sort((a, b) => a - b));
    expect(decode.maxKvTokens).toBeGreaterThan(0);
  });
});

describe('a Dynamo profile is refused', () => {
  it.each([
    [
      'without an array',
      asJson({ prefill_isl: [1, 2, 3, 4] }),
      "holds no array 'prefill_ttft', 'prefill_thpt_per_gpu'",
      "A Dynamo profile's prefill_raw_data.json has prefill_isl, prefill_ttft, prefill_thpt_per_gpu.",
    ],
    [
      'with an array of text',
      asJson({ ...PREFILL, prefill_ttft: [1, 'x', 3, 4] }),
      'prefill.ttft_ms[1] is NaN; it must be a finite number',
      undefined,
    ],
    [
      'with an array of nothing',
      asJson({ ...PREFILL, prefill_ttft: [1, null, 3, 4] }),
      'prefill.ttft_ms[1] is NaN; it must be a finite number',
      undefined,
    ],
    [
      'without KV memory',
      asJson(PREFILL, { ...DECODE, max_kv_tokens: [] }),
      'decode.max_kv_tokens is NaN; it must be a finite number',
      undefined,
    ],
    [
      'with arrays of two lengths',
      asJson({ ...PREFILL, prefill_ttft: [1, 2] }),
      'prefill: its arrays differ in length (4, 2)',
      undefined,
    ],
    ['with a list for a file', { ...asJson(), 'decode_raw_data.json': '[]' }, 'holds no JSON object', undefined],
    [
      'with no zip',
      { ...asNpz(), 'selected_decode_interpolation/raw_data.npz': 'x' },
      'no archive of arrays: not a zip archive',
      undefined,
    ],
    [
      'with strange metadata',
      { ...asJson(), 'headroom-profile.json': '{"gpus_per_worker":"two"}' },
      'gpus_per_worker is two; it must be a finite number',
      undefined,
    ],
  ])('%s', (_name, files, message, hint) => {
    const told = refusal(() => read(files));
    expect(told).toMatchObject({ code: 'HR_PROFILE_INVALID', message, ...(hint && { hint }) });
  });

  it('with every fault at once', () => {
    const files = asJson({ ...PREFILL, prefill_ttft: [0, -1, 3, 4] });
    expect(refusals(() => read(files)).map(({ message }) => message)).toEqual([
      'prefill.ttft_ms[0] is 0; it must be above 0',
      'prefill.ttft_ms[1] is -1; it must be above 0',
    ]);
  });
});

describe('a JSON file', () => {
  it('holds an object', () => {
    expect(parseJson(tempFile('a.json', '{"a":1}'))).toEqual({ a: 1 });
  });

  it.each([
    ['{', /^is not valid JSON: /],
    ['', /^is not valid JSON: /],
    ['[]', /^holds no JSON object$/],
    ['null', /^holds no JSON object$/],
    ['5', /^holds no JSON object$/],
  ])("or is refused: '%s'", (text, message) => {
    const told = refusal(() => parseJson(tempFile('a.json', text)));
    expect(told).toMatchObject({ code: 'HR_PROFILE_INVALID', place: 'a.json' });
    expect(told.message).toMatch(message);
  });
});

it('JSON made from an npz is read as the npz', () => {
  const golden = shippedPath('bench', 'fixtures', 'golden', 'profiles', 'C_minimal');
  const { prefill, decode } = readDynamoProfile(golden, dynamoFiles(golden)!);
  const again = read(
    asJson(
      { prefill_isl: prefill.isl, prefill_ttft: prefill.ttftMs, prefill_thpt_per_gpu: prefill.tokensPerSecondPerGpu },
      {
        x_kv_usage: decode.kvUsage,
        y_context_length: decode.contextTokens,
        z_itl: decode.itlMs,
        z_thpt_per_gpu: decode.tokensPerSecondPerGpu,
        max_kv_tokens: decode.maxKvTokens,
      },
    ),
  );
  expect(again).toMatchObject({ prefill, decode });
});

describe('a corrupted Dynamo profile is refused or harmless, never a crash', () => {
  it('as npz', () => {
    const [folder, whole] = [tempFolder(asNpz()), npz(DECODE)];
    const files = dynamoFiles(folder)!;
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255), keep: fc.nat(whole.length) });
    expectNoCrash(change, ['HR_PROFILE_INVALID'], ({ at, to, keep }) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = to;
      writeFileSync(files.decode, keep % 3 === 0 ? bytes.slice(0, keep) : bytes);
      readDynamoProfile(folder, files);
    });
  });

  it('as JSON', () => {
    const folder = tempFolder(asJson());
    const files = dynamoFiles(folder)!;
    const edits = textEdits(['', ',', '-', 'null', '"x"', '1e999', '[', '{', '0']);
    expectNoCrash(edits, ['HR_PROFILE_INVALID'], (edit) => {
      writeFileSync(files.prefill, edit(JSON.stringify(PREFILL)));
      readDynamoProfile(folder, files);
    });
  });
});
