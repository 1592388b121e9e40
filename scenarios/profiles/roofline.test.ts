import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusal } from '../testing/refusals.js';
import { checkProfile } from './check.js';
import { MODELS_FILE, rooflineProfile, SYSTEMS_FILE } from './roofline.js';

const SMALL = 'roofline:qwen3-0.6b@h100_sxm';
/** Milliseconds of a decode step at the shortest context. */
const decode_ms = (name: string, batch: number) => {
  const row = rooflineProfile(name).decodeSteps![0]!;
  return row.stepMs[row.batch.indexOf(batch)]!;
};
const prefill_ms = (name: string, fresh: number, cached = 0, batch = 1) => {
  const table = rooflineProfile(name).prefillTable!;
  const at = table.stepMs.findIndex(
    (_, i) => table.newTokens[i] === fresh && table.cachedTokens[i] === cached && table.batch[i] === batch,
  );
  return table.stepMs[at]!;
};

describe('a roofline by hand: 0.6 billion parameters in bf16 on an H100', () => {
  // a layer: 1024 · 128 · (2 · 16 + 2 · 8) + 3 · 1024 · 3072 = 15,728,640 parameters; 28 of them and a head of
  // 151,936 · 1024 are 595,984,384. At 2 bytes over 3.35 TB/s · 0.8 they are read in 0.4448 ms
  const READ_MS = 0.444_764;
  // a token of the KV cache: 2 · 28 · 8 · 128 · 2 = 114,688 bytes, 128 tokens in 0.005478 ms
  const CACHE_MS = 0.005_478;
  const OVERHEAD_MS = 28 * 0.025;

  it('a decode step reads the weights and the cache', () => {
    expect(decode_ms(SMALL, 1)).toBeCloseTo(READ_MS + CACHE_MS + OVERHEAD_MS, 5);
    expect(decode_ms(SMALL, 8)).toBeCloseTo(READ_MS + 8 * CACHE_MS + OVERHEAD_MS, 4);
  });

  it('two ranks read half each, and reduce twice a layer', () => {
    // 2 · 28 all-reduces of 2 · 1/2 · 1024 · 2 bytes over 450 GB/s, and 10 µs each
    const reduce_ms = 56 * (2048 / 450e9 + 10e-6) * 1000;
    expect(decode_ms(`${SMALL}:tp=2`, 1)).toBeCloseTo((READ_MS + CACHE_MS) / 2 + reduce_ms + OVERHEAD_MS, 5);
  });

  it('a long prompt computes: 2 flops a parameter and token, 4 a pair, head and dimension', () => {
    const tokens = 8192;
    const flops = 989e12 * 0.65;
    const linear_s = (2 * 595_984_384 * tokens) / flops;
    const attention_s = (4 * (tokens ** 2 / 2) * 16 * 128 * 28) / flops;
    expect(prefill_ms(SMALL, tokens)).toBeCloseTo((linear_s + attention_s) * 1000 + OVERHEAD_MS, 6);
  });

  it('a prompt behind a cached prefix pays for its pairs with it, and reads it', () => {
    const flops = 989e12 * 0.65;
    const pairs_s = (4 * 512 * (2048 + 256) * 16 * 128 * 28) / flops;
    const linear_s = Math.max((595_984_384 * 2) / 2.68e12, (2 * 595_984_384 * 512) / flops);
    const cache_s = (2048 * 114_688) / 2.68e12;
    expect(prefill_ms(SMALL, 512, 2048)).toBeCloseTo((pairs_s + linear_s + cache_s) * 1000 + OVERHEAD_MS, 6);
  });

  it('what nine tenths of the memory leave is KV cache', () => {
    // 85.90 GB · 0.9 − 3.76 GB − 2 · (595,984,384 + 155,582,464) bytes, by 114,688
    expect(rooflineProfile(SMALL)).toMatchObject({ kvBytesPerToken: 114_688, decode: { maxKvTokens: 628_210 } });
  });
});

describe('a mixture of experts', () => {
  const name = 'roofline:qwen3-30b-a3b@h200_sxm';

  it('reads those experts that its tokens chose: a step of many tokens reads all', () => {
    // 8 of 128 experts of 3 · 2048 · 768: a token reads a sixteenth of them, 1024 tokens nearly all
    const layer = 2048 * 128 * (2 * 32 + 2 * 4);
    const expert = 3 * 2048 * 768;
    const read_ms = (experts: number) =>
      ((48 * (layer + experts * expert) + 151_936 * 2048) * 2) / (4.8e12 * 0.8) / 1e-3;
    const cache_ms = (batch: number) => ((batch * 128 * 2 * 48 * 4 * 128 * 2) / (4.8e12 * 0.8)) * 1000;
    expect(decode_ms(name, 1)).toBeCloseTo(read_ms(8) + cache_ms(1) + 48 * 0.025, 5);
    expect(decode_ms(name, 2)).toBeCloseTo(read_ms(128 * (1 - (120 / 128) ** 2)) + cache_ms(2) + 48 * 0.025, 5);
    expect(decode_ms(name, 1024)).toBeCloseTo(read_ms(128) + cache_ms(1024) + 48 * 0.025, 2);
  });
});

describe('a roofline profile', () => {
  it.each([
    'roofline:llama-3.1-8b@h100_sxm',
    'roofline:llama-3.1-70b@h100_sxm:tp=4:quant=fp8',
    'roofline:llama-3.1-405b@b200_sxm:tp=8:quant=fp4',
    'roofline:mixtral-8x7b@a100_sxm:tp=2',
    'roofline:gpt-oss-120b@h200_sxm:quant=fp8',
    'roofline:qwen3-0.6b@l4',
  ])('%s is sound, and says that nothing of it was measured', (name) => {
    const profile = rooflineProfile(name);
    expect(() => checkProfile(profile, name)).not.toThrow();
    expect(profile).toMatchObject({ id: name, stepModel: 'roofline', provenance: { verdict: 'unverified' } });
  });

  it('names its model, its system and its GPUs', () => {
    expect(rooflineProfile('roofline:llama-3.1-70b@h100_sxm:quant=fp8:tp=4')).toMatchObject({
      model: 'llama-3.1-70b',
      system: 'h100_sxm',
      gpusPerWorker: 4,
    });
  });

  it('is faster with more GPUs, fewer bytes and faster memory, and slower with more work', () => {
    const name = 'roofline:llama-3.1-70b@h200_sxm';
    expect(decode_ms(`${name}:tp=4`, 1)).toBeLessThan(decode_ms(`${name}:tp=2`, 1));
    expect(decode_ms(`${name}:tp=2:quant=fp8`, 1)).toBeLessThan(decode_ms(`${name}:tp=2`, 1));
    expect(decode_ms('roofline:llama-3.1-8b@h200_sxm', 1)).toBeLessThan(decode_ms('roofline:llama-3.1-8b@h100_sxm', 1));
    const steps = rooflineProfile(`${name}:tp=2`).decodeSteps!;
    for (const { stepMs } of steps) expect(stepMs).toEqual([...stepMs].sort((a, b) => a - b));
    steps.slice(1).forEach(({ stepMs }, i) => expect(stepMs.at(-1)).toBeGreaterThan(steps[i]!.stepMs.at(-1)!));
  });

  it('tells throughput that fits its times', () => {
    const { prefill, decode, gpusPerWorker } = rooflineProfile('roofline:llama-3.1-70b@h200_sxm:tp=2');
    prefill.isl.forEach((isl, i) => {
      expect(prefill.tokensPerSecondPerGpu[i]).toBeCloseTo(((isl / prefill.ttftMs[i]!) * 1000) / gpusPerWorker, 6);
    });
    decode.kvUsage.forEach((usage, i) => {
      const batch = (usage * decode.maxKvTokens) / decode.contextTokens[i]!;
      expect(decode.tokensPerSecondPerGpu[i]! / (((batch / decode.itlMs[i]!) * 1000) / gpusPerWorker)).toBeCloseTo(
        1,
        9,
      );
    });
  });
});

describe('a roofline that cannot be', () => {
  it.each([
    [
      'llama-3.1-7b@h100_sxm',
      "names no known model 'llama-3.1-7b'",
      /^Did you mean 'llama-3\.1-70b'\? Known: gpt-oss-120b, /,
    ],
    ['gpt@h100_sxm', "names no known model 'gpt'", /Known: gpt-oss-120b, /],
    ['constructor@h100_sxm', "names no known model 'constructor'", /^Known: /],
    ['llama-3.1-8b@h100', "names no known GPU system 'h100'", /^Did you mean 'h100_\w+'\?/],
    ['llama-3.1-8b@toString', "names no known GPU system 'toString'", /^Known: /],
    ['llama-3.1-8b', "names no known GPU system ''", /^Known: /],
    ['', "names no known model ''", /^Known: /],
    ['llama-3.1-70b@l4', 'does not fit: its weights need more memory', /^Give it more GPUs with tp\.$/],
    ['llama-3.1-8b@a100_sxm:quant=fp4', 'asks for fp4 on a100_sxm', /^It computes in bf16\.$/],
    ['llama-3.1-8b@h100_sxm:quant=int4', 'asks for int4 on h100_sxm', /^It computes in bf16, fp8\.$/],
    ['llama-3.1-8b@h100_sxm:quant=toString', 'asks for toString on h100_sxm', /^It computes in bf16, fp8\.$/],
    ['llama-3.1-8b@h100_sxm:quant', 'asks for  on h100_sxm', /^It computes in bf16, fp8\.$/],
    ['llama-3.1-8b@h100_sxm:pp=2', "has no setting 'pp'", /^Settings are tp and quant\.$/],
    ['llama-3.1-8b@h100_sxm:tp=x', "has a tp of 'x'", /^A whole number of GPUs\.$/],
    ['llama-3.1-8b@h100_sxm:tp=0', "has a tp of '0'", /^A whole number of GPUs\.$/],
    ['llama-3.1-8b@h100_sxm:tp=1.5', "has a tp of '1.5'", /^A whole number of GPUs\.$/],
    ['llama-3.1-8b@h100_sxm:tp', "has a tp of ''", /^A whole number of GPUs\.$/],
  ])('%s', (name, message, hint) => {
    const told = refusal(() => rooflineProfile(`roofline:${name}`));
    expect(told).toMatchObject({ code: 'HR_PROFILE_NOT_FOUND', message: `'roofline:${name}' ${message}` });
    expect(told.hint).toMatch(hint);
  });
});

describe('every model on every system', () => {
  const names = (file: string, key: string) =>
    Object.keys((JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>)[key]!);
  const models = names(MODELS_FILE, 'models');

  it.each(names(SYSTEMS_FILE, 'systems'))('%s: a sound profile, or more GPUs are asked for', (system) => {
    let fits = 0;
    for (const model of models) {
      for (const tp of [1, 8]) {
        const name = `roofline:${model}@${system}:tp=${tp}`;
        try {
          checkProfile(rooflineProfile(name), name);
          fits++;
        } catch (error) {
          expect((error as Error).message).toMatch(/does not fit/);
        }
      }
    }
    expect(fits).toBeGreaterThan(models.length / 2);
  });
});
