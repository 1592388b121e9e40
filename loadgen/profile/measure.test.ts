import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProfile, writeProfile } from '../../scenarios/index.js';
import { answered, endOf, itlMs, PLAN } from '../testing/engine-rig.js';
import { openJournal } from './journal.js';
import { reckonedCapacity, toldCapacity } from './kv-capacity.js';
import { firstRamp, measureDecode, measurePrompt } from './measure-points.js';
import { probePlan } from './plan.js';
import type { DecodePoint, EnginePoint } from './points.js';
import type { ProbeSetting } from './probe.js';
import { SteadyWindow } from './steady-window.js';
import { sweepEngine } from './sweep-engine.js';
import { decodeRows, toProfile } from './to-profile.js';

const engine = async (setting: ProbeSetting) => answered(setting);

it('a plan without room for a table is refused', () => {
  expect(() => probePlan('quick', { maxContext: 100, maxBatch: 8 })).toThrow(/--max-context: found 100/);
  expect(() => probePlan('normal', { maxContext: 4096, maxBatch: Number.NaN })).toThrow(/--max-batch/);
});

it('plans ascend to their limits, the richer the more thorough', () => {
  const sizes = (['quick', 'normal', 'thorough'] as const).map((thoroughness) => {
    const { inputTokens, contextTokens, batches } = probePlan(thoroughness, { maxContext: 8192, maxBatch: 64 });
    for (const values of [inputTokens, contextTokens, batches])
      expect(values).toEqual([...new Set(values)].sort((a, b) => a - b));
    expect([inputTokens.at(-1), contextTokens.at(-1), batches[0], batches.at(-1)]).toEqual([8192, 8192, 1, 64]);
    return inputTokens.length + contextTokens.length * batches.length;
  });
  expect(sizes).toEqual([10, 18, 50]);
});

describe('a point', () => {
  it('of prompts counts from the send and takes the tokens that the engine counted', async () => {
    const probe = async (setting: ProbeSetting) => {
      const result = answered(setting);
      const client = { ...result.ends[0]!.client!, usageInputTokens: setting.inputTokens + 7 };
      return { ...result, ends: result.ends.map((end) => ({ ...end, client })) };
    };
    expect(await measurePrompt(probe, 1000, PLAN)).toMatchObject({
      inputTokens: 1000,
      promptTokens: 1007,
      ttft_ms: Array(10).fill(101),
    });
  });

  it('is measured again while the client is late, and refused when it stays late', async () => {
    let calls = 0;
    const late = async (setting: ProbeSetting) => answered(setting, { faults: calls++ < 2 ? ['was late'] : [] });
    expect((await measurePrompt(late, 100, PLAN)).kind).toBe('prompt');
    expect(calls).toBe(3);
    const always = async (setting: ProbeSetting) => answered(setting, { faults: ['was late'] });
    await expect(measurePrompt(always, 100, PLAN)).rejects.toMatchObject({ code: 'HR_MEASUREMENT_LATE' });
  });

  it('is refused where the prefix cache took part of the work', async () => {
    const probe = async (setting: ProbeSetting) =>
      answered(setting, { ends: [endOf(setting, 0, { cachedTokens: setting.inputTokens / 2 })] });
    await expect(measurePrompt(probe, 1000, PLAN)).rejects.toMatchObject({ code: 'HR_ENGINE_UNMEASURABLE' });
  });

  it('of a batch gets longer outputs until all streams decode together', async () => {
    const outputs: number[] = [];
    const probe = async (setting: ProbeSetting) => {
      outputs.push(setting.outputTokens);
      return answered(setting, setting.outputTokens < 100 ? { steady: undefined, together: 3 } : {});
    };
    const point = await measureDecode(probe, 4, 1024, PLAN, firstRamp());
    expect(point).toMatchObject({ kind: 'decode', batch: 4, itl_ms: [expect.any(Number), expect.any(Number)] });
    expect(outputs.filter((tokens) => tokens < 100).length).toBeGreaterThan(0);
  });

  it('of a batch that never fits at once tells how much did', async () => {
    const probe = async (setting: ProbeSetting) => answered(setting, { steady: undefined, together: 3 });
    const point = await measureDecode(probe, 4, 1024, PLAN, firstRamp());
    expect(point.kind).toBe('refused');
    expect(reckonedCapacity([point])!.tokens).toBeGreaterThan(3 * 1024);
  });

  it('that the engine refuses says why', async () => {
    const client = { started_s: 0, chunks: 0, sharedReads: 0, target: 'x', httpStatus: 400, errorClass: 'http_400' };
    const probe = async (setting: ProbeSetting) =>
      answered(setting, { ends: [endOf(setting, 0, { status: 'failed', client })] });
    expect(await measurePrompt(probe, 9000, PLAN)).toMatchObject({ kind: 'refused', reason: 'http_400 (status 400)' });
  });
});

describe('the steady window', () => {
  it('begins a gap after the last stream, ends with the first, and its mean bears pieces read together', () => {
    const window = new SteadyWindow(2);
    window.firstToken();
    window.gap(0.5); // the other one's prompt is computed
    window.firstToken();
    for (const gap_s of [0.9, 0.9]) window.gap(gap_s); // open since before
    for (const gap_s of [0, 0.02, 0.01, 0.01]) window.gap(gap_s);
    window.end();
    window.gap(7);
    expect(window.gaps()).toEqual({ mean_s: 0.01, count: 4, outputBefore: (5 + 2) / 2 });
  });

  it('is none where a stream ends before the last one begins', () => {
    const window = new SteadyWindow(2);
    window.firstToken();
    window.end();
    window.firstToken();
    window.gap(0.01);
    expect([window.gaps(), window.together]).toEqual([undefined, 1]);
  });
});

describe('the KV capacity', () => {
  it.each([
    ['vllm:cache_config_info{block_size="16",cache_dtype="auto",num_gpu_blocks="1000"} 1.0', 16_000],
    ['sglang:max_total_num_tokens{model_name="m"} 123456.0', 123_456],
    [
      'dynamo_frontend_model_total_kv_blocks{model="m"} 100\ndynamo_frontend_model_kv_cache_block_size{model="m"} 64',
      6400,
    ],
  ])('is told by %s', (page, tokens) => {
    expect(toldCapacity(['# nothing', page])).toMatchObject({ tokens });
  });

  it('is unknown where the block count is, as before the engine is up', () => {
    expect(toldCapacity(['vllm:cache_config_info{block_size="16",num_gpu_blocks="None"} 1.0'])).toBeUndefined();
  });

  it('is reckoned from the fullest gauge', () => {
    const point = (tokens: number, usage: number): DecodePoint => ({
      ...{ kind: 'decode', batch: 1, contextTokens: 1, meanContext: 1, itl_ms: [1], tokensPerPiece: 1 },
      kv: { tokens, usage },
    });
    expect(reckonedCapacity([point(10, 0.001), point(1000, 0.1), point(900, 0.085)])!.tokens).toBe(10_000);
    expect(reckonedCapacity([point(10, 0.001)])).toBeUndefined();
  });
});

it('a row holds the times at its own context, whatever context its batches were measured at', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 6, maxLength: 6 }), (off) => {
      const points = [1, 4, 16].flatMap((batch, b) =>
        [1000, 4000].map((contextTokens, c): DecodePoint => {
          const meanContext = contextTokens + off[2 * b + c]!;
          return {
            ...{ kind: 'decode', batch, contextTokens, meanContext, tokensPerPiece: 1 },
            itl_ms: [itlMs(batch, meanContext)],
          };
        }),
      );
      for (const { contextTokens, batch, stepMs } of decodeRows(points)) {
        expect(batch).toEqual([1, 4, 16]);
        batch.forEach((size, i) => expect(stepMs[i]).toBeCloseTo(itlMs(size, contextTokens), 2));
      }
    }),
  );
});

describe('a sweep', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'headroom-profile-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const HEAD = { schema: 'headroom-profile-points/1', target: 'http://engine', model: 'm' } as const;
  const journal = () => openJournal(join(folder, 'points.jsonl'), HEAD);
  const told = { tokens: 30_000, source: 'the test' };
  const sweep = (probe: typeof engine) => sweepEngine(probe, PLAN, told, journal(), () => undefined);

  const nameOf = (point: EnginePoint) =>
    point.kind === 'decode' ? [point.batch, point.contextTokens] : [point.kind, point.inputTokens];

  it('cut off anywhere goes on with what is missing, and ends with the same points', async () => {
    const whole = await sweep(engine);
    const text = readFileSync(join(folder, 'points.jsonl'), 'utf8');
    for (const kept of [60, 400, 900, text.length - 20]) {
      writeFileSync(join(folder, 'points.jsonl'), `${text.slice(0, Math.max(kept, text.indexOf('\n') + 1))}`);
      expect((await sweep(engine)).map(nameOf)).toEqual(whole.map(nameOf));
    }
    const never = async () => Promise.reject(new Error('nothing is missing'));
    expect((await sweep(never)).map(nameOf)).toEqual(whole.map(nameOf));
  });

  it('leaves out batches beyond the KV cache, and what is larger than a refused point', async () => {
    const points = await sweep(engine);
    const decodes = points.filter((point) => point.kind === 'decode');
    expect(decodes.map(({ batch, contextTokens }) => [batch, contextTokens])).not.toContainEqual([16, 4096]);
    expect(decodes.length).toBe(5);
  });

  it("refuses to go on in the folder of another engine's points", () => {
    journal();
    expect(() => openJournal(join(folder, 'points.jsonl'), { ...HEAD, model: 'other' })).toThrow(
      expect.objectContaining({ code: 'HR_ENGINE_UNMEASURABLE' }),
    );
  });

  it('becomes a profile that is read again as it was written', async () => {
    const facts = { id: 'mine', model: 'm', gpusPerWorker: 2, system: 'h100_sxm' };
    const profile = toProfile(await sweep(engine), facts, told, '2026-01-01');
    const file = join(folder, 'profile.json');
    writeProfile(file, profile);
    expect(loadProfile(file, (path) => path).profile).toEqual(profile);
    expect(profile.prefill.tokensPerSecondPerGpu[3]).toBeCloseTo((4096 / profile.prefill.ttftMs[3]!) * 500, 0);
  });

  it('without any word of the KV capacity asks for it', async () => {
    const points: EnginePoint[] = await sweep(engine);
    expect(() => toProfile(points, { id: 'x', model: 'm', gpusPerWorker: 1 }, undefined, '')).toThrow(/--kv-tokens/);
  });
});
