import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { HeadroomError } from '../errors/index.js';
import { loadProfile, readNpz, shippedPath, shippedProfiles } from '../index.js';
import { checkProfile } from './check.js';

/** A `.npy` file of doubles, as numpy writes it. */
function npy(
  values: readonly number[],
  { descr = '<f8', fortran = false, shape = `(${values.length},)` } = {},
): Uint8Array {
  const header = `${`{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`.padEnd(117)}\n`;
  const bytes = new Uint8Array(10 + header.length + values.length * 8);
  bytes.set([0x93, ...'NUMPY'].map((part) => (typeof part === 'number' ? part : part.charCodeAt(0))));
  bytes.set([1, 0, header.length, 0], 6);
  bytes.set(
    [...header].map((character) => character.charCodeAt(0)),
    10,
  );
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat64(10 + header.length + i * 8, value, descr !== '>f8'));
  return bytes;
}

describe('npz', () => {
  it('reads arrays by name', () => {
    const { a, b } = readNpz(zipSync({ 'a.npy': npy([1, 2.5]), 'b.npy': npy([3]) }));
    expect([...a!.data]).toEqual([1, 2.5]);
    expect(b!.shape).toEqual([1]);
  });

  it('turns big-endian and column-major data around', () => {
    const { m } = readNpz(
      zipSync({ 'm.npy': npy([1, 2, 3, 4, 5, 6], { descr: '>f8', fortran: true, shape: '(2, 3)' }) }),
    );
    expect([...m!.data]).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it.each([
    ['no zip', new Uint8Array([1, 2, 3]), /no archive of arrays: not a zip archive/],
    ['no array', zipSync({ 'a.npy': new Uint8Array([1, 2, 3, 4, 5, 6, 7]) }), /not a \.npy array/],
    ['objects', zipSync({ 'a.npy': npy([1], { descr: '|O8' }) }), /does not hold plain numbers/],
    ['a cut file', zipSync({ 'a.npy': npy([1], { shape: '(5,)' }) }), /ends before its 5 numbers/],
  ])('refuses %s', (_name, bytes, message) => expect(() => readNpz(bytes)).toThrow(message));
});

const golden = shippedPath('bench', 'fixtures', 'golden', 'profiles');

describe('Dynamo profiles', () => {
  it.each(['A_smooth', 'B_noisy', 'C_minimal', 'D_shipped'])('reads %s', (name) => {
    const { profile, files } = loadProfile(join(golden, name), (path) => path);
    expect(profile.prefill.isl.length).toBeGreaterThanOrEqual(4);
    expect(profile.decode.maxKvTokens).toBeGreaterThan(0);
    expect(files).toHaveLength(2);
  });

  it('reads the JSON form as it reads the npz', () => {
    const npz = loadProfile(join(golden, 'C_minimal'), (path) => path).profile;
    const folder = mkdtempSync(join(tmpdir(), 'headroom-json-profile-'));
    const { prefill, decode } = npz;
    const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
    write('prefill_raw_data.json', {
      prefill_isl: prefill.isl,
      prefill_ttft: prefill.ttftMs,
      prefill_thpt_per_gpu: prefill.tokensPerSecondPerGpu,
    });
    write('decode_raw_data.json', {
      x_kv_usage: decode.kvUsage,
      y_context_length: decode.contextTokens,
      z_itl: decode.itlMs,
      z_thpt_per_gpu: decode.tokensPerSecondPerGpu,
      max_kv_tokens: decode.maxKvTokens,
    });
    write('headroom-profile.json', { id: 'mine', gpus_per_worker: 2, system: 'h200_sxm' });
    const { profile } = loadProfile(folder, (path) => path);
    rmSync(folder, { recursive: true });
    expect(profile).toMatchObject({ id: 'mine', gpusPerWorker: 2, system: 'h200_sxm', prefill, decode });
  });
});

describe('shipped profiles', () => {
  it('are all sound', () => {
    expect(shippedProfiles().length).toBeGreaterThan(400);
    for (const id of shippedProfiles()) {
      const { profile } = loadProfile(id, (path) => path);
      expect(profile.id).toBe(id);
      expect(profile.provenance.source).toMatch(/aiconfigurator 0.12.0|ai-dynamo 1.4.2/);
    }
  });

  it('are all listed in the docs', () => {
    const docs = ['profiles.md', 'shipped-profiles.md']
      .map((file) => readFileSync(shippedPath('docs', 'reference', file), 'utf8'))
      .join();
    for (const id of shippedProfiles()) expect(docs).toContain(id);
  });

  const source = '../shared/data/profiles';
  it.skipIf(!existsSync(source))(`say what ${source} says`, () => {
    const id = 'llama-3.1-70b-fp8_h100_sxm_vllm_tp4';
    const from = JSON.parse(readFileSync(join(source, 'profiles', `${id}.json`), 'utf8')) as {
      decode: { z_itl: number[] };
    };
    expect(loadProfile(id, (path) => path).profile.decode.itlMs).toEqual(from.decode.z_itl);
  });
});

describe('a roofline', () => {
  it('is a sound profile of the named engine', () => {
    const { profile, files } = loadProfile('roofline:llama-3.1-70b@h100_sxm:tp=4:quant=fp8', (path) => path);
    expect(profile).toMatchObject({ gpusPerWorker: 4, system: 'h100_sxm', stepModel: 'roofline' });
    expect(profile.provenance.verdict).toBe('unverified');
    expect(files.map((file) => file.name)).toEqual(['models.json', 'systems.json']);
    // 70.6 billion weights of a byte leave some 200 GB of 4 × 80 for the cache, at 327,680 bytes a token
    expect(profile.decode.maxKvTokens).toBeGreaterThan(550_000);
    expect(profile.decode.maxKvTokens).toBeLessThan(750_000);
    expect(profile.kvBytesPerToken).toBe(327_680);
  });

  it('reads the weights once a step: 70.6 GB over 4 GPUs of 3.35 TB/s at 80 %', () => {
    const { profile } = loadProfile('roofline:llama-3.1-70b@h100_sxm:tp=4:quant=fp8', (path) => path);
    const step_ms = profile.decodeSteps![0]!.stepMs[0]!;
    expect(step_ms).toBeGreaterThan(6.5);
    expect(step_ms).toBeLessThan(12);
  });

  it.each([
    ['roofline:llama-3.1-7b@h100_sxm', /Did you mean 'llama-3.1-/],
    ['roofline:llama-3.1-8b@h100', /Did you mean/],
    ['roofline:llama-3.1-70b@l4', /does not fit/],
    ['roofline:llama-3.1-8b@a100_sxm:quant=fp4', /asks for fp4/],
    ['roofline:llama-3.1-8b@h100_sxm:pp=2', /no setting|setting 'pp'/],
    ['roofline:llama-3.1-8b@h100_sxm:tp=x', /tp of 'x'/],
  ])('refuses %s', (name, message) => {
    expect(() => loadProfile(name, (path) => path)).toThrow(message);
  });
});

describe('what is said of steps and engines', () => {
  const good = loadProfile('deepseek-v3-fp8_h200_sxm_trtllm_tp1_adp64_mtp8_ep8', (path) => path).profile;

  it('is read: tables, ranks, where they come from', () => {
    expect(good).toMatchObject({ attentionDp: 64, stepModel: 'step_table' });
    expect(good.prefillTable!.batch).toContain(8);
  });

  it.each<[string, Partial<EngineProfile>, RegExp]>([
    ['a negative overhead', { stepOverheadMs: -1 }, /step_overhead_ms is -1/],
    ['half a rank', { attentionDp: 1.5 }, /attention_dp is 1.5/],
    ['less than a token a step', { speculative: { tokensPerStep: 0.5 } }, /tokens_per_step is 0.5/],
    ['an overlap beyond 1', { mixed: { overlap: 2 } }, /mixed.overlap is 2/],
    [
      'a table without lone prompts',
      { prefillTable: { batch: [2], newTokens: [10], cachedTokens: [0], stepMs: [1] } },
      /no point of batch 1/,
    ],
    [
      'a calibration of nothing',
      { calibration: { prefillFactor: 0, decodeFactors: { batch: [1], factor: [1] }, source: '' } },
      /prefill_factor is 0/,
    ],
    [
      'an empty polynomial',
      { polynomials: { prefillMs: [], decodeMs: [1], decodeFloorMs: 1 } },
      /polynomials.prefill_ms/,
    ],
  ])('is refused: %s', (_name, change, message) => {
    expect(() => checkProfile({ ...good, ...change }, 'some.json')).toThrow(message);
  });
});

describe('a corrupted profile', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-corrupt-'));
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is refused or harmless, never a crash', () => {
    const text = readFileSync(shippedPath('scenarios', 'profiles', 'qwen3-0.6b-bf16_h100_sxm_vllm_tp1.json'), 'utf8');
    const file = join(folder, 'corrupt.json');
    const edit = fc.record({
      at: fc.integer({ min: 0, max: text.length - 1 }),
      cut: fc.integer({ min: 0, max: 12 }),
      put: fc.constantFrom('', '-', '0', 'null', '"x"', '1e999', '[', '}', '9999'),
    });
    fc.assert(
      fc.property(edit, ({ at, cut, put }) => {
        writeFileSync(file, text.slice(0, at) + put + text.slice(at + cut));
        try {
          loadProfile(file, (path) => path);
        } catch (error) {
          expect(error).toBeInstanceOf(HeadroomError);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a calibrated profile', () => {
  it('has the factors that ship for it, and says what they were fitted to', () => {
    const { profile, files } = loadProfile('llama-3.1-70b-fp8_h100_sxm_vllm_tp4:calibrated', (path) => path);
    expect(profile.calibration!.source).toContain('operating points');
    expect(profile.calibration!.decodeFactors.batch.length).toBeGreaterThanOrEqual(2);
    expect(files).toHaveLength(2);
    checkProfile(profile, 'calibrations');
  });

  it('is refused where none ships', () => {
    const name = 'qwen3-0.6b-bf16_h100_sxm_vllm_tp1:calibrated';
    expect(() => loadProfile(name, (path) => path)).toThrow(/no calibration ships/);
  });
});
