/** From points to a profile, by hand. */
import { describe, expect, it } from 'vitest';
import { decodePoint, promptPoint } from '../testing/engine-rig.js';
import type { EnginePoint } from './points.js';
import { decodeRows, toProfile } from './to-profile.js';

const PROMPTS = [
  promptPoint(2000, [100, 90, 110]),
  promptPoint(100, [10]),
  promptPoint(400, [20, 30]),
  promptPoint(1000, [50]),
];
const DECODES = [
  decodePoint(1, 1000, [5, 5]),
  decodePoint(4, 1000, [8, 8]),
  decodePoint(1, 4000, [6, 6]),
  decodePoint(4, 4000, [16, 16]),
];
const CAPACITY = { tokens: 8000, source: 'the test' };
const FACTS = { id: 'mine', model: 'm', gpusPerWorker: 2 };
const profileOf = (points: readonly EnginePoint[], facts: Parameters<typeof toProfile>[1] = FACTS) =>
  toProfile(points, facts, CAPACITY, '2026-01-01');

describe('a profile', () => {
  const profile = profileOf([...DECODES, ...PROMPTS]);

  it('has the median of each prompt, ascending, and its throughput per GPU', () => {
    expect(profile.prefill).toEqual({
      isl: [100, 400, 1000, 2000],
      ttftMs: [10, 25, 50, 100],
      tokensPerSecondPerGpu: [5000, 8000, 10_000, 10_000],
    });
  });

  it('has a cell for each batch at each context', () => {
    expect(profile.decode).toEqual({
      maxKvTokens: 8000,
      kvUsage: [0.125, 0.5, 0.5, 1], // 16,000 tokens are no more than all
      contextTokens: [1000, 1000, 4000, 4000],
      itlMs: [5, 8, 6, 16],
      tokensPerSecondPerGpu: [100, 250, 83.333, 125],
    });
    expect(profile.decodeSteps).toEqual([
      { contextTokens: 1000, batch: [1, 4], stepMs: [5, 8] },
      { contextTokens: 4000, batch: [1, 4], stepMs: [6, 16] },
    ]);
  });

  it('says where it comes from, and how much its repeats scatter', () => {
    expect(profile).toMatchObject({ id: 'mine', model: 'm', gpusPerWorker: 2, stepModel: 'step_table' });
    expect(profile.provenance).toMatchObject({ source: 'measured by headroom profile, 2026-01-01', verdict: 'ok' });
    // of 20 and 30: 1.4826 × 5 ÷ 25
    expect(profile.provenance.caveat).toContain('Scatter of repeats at most 29.7 % (prompts) and 0.0 % (decode).');
    expect(profile.provenance.caveat).toContain('KV capacity by the test.');
  });

  it('holds of what cannot be measured only what it was told', () => {
    for (const key of ['system', 'kvBytesPerToken', 'speculative']) expect(profile).not.toHaveProperty(key);
    const told = profileOf([...PROMPTS, ...DECODES], { ...FACTS, system: 'h100_sxm', kvBytesPerToken: 131_072 });
    expect(told).toMatchObject({ system: 'h100_sxm', kvBytesPerToken: 131_072 });
  });
});

describe('several tokens a piece', () => {
  const pieces = (tokensPerPiece: number) =>
    profileOf([...PROMPTS, ...DECODES.map((point) => ({ ...point, tokensPerPiece }))]);

  it('are taken for speculative decoding: a token takes its part of a step', () => {
    const { decode, decodeSteps, speculative, provenance } = pieces(2);
    expect(speculative).toEqual({ tokensPerStep: 2 });
    expect(decode.itlMs).toEqual([2.5, 4, 3, 8]);
    expect(decodeSteps![0]!.stepMs).toEqual([5, 8]);
    expect(provenance.caveat).toContain('taken as speculative decoding');
  });

  it('up to a twentieth are chance', () => {
    expect(pieces(1.05).speculative).toBeUndefined();
    expect(pieces(1.05).decode.itlMs).toEqual([5, 8, 6, 16]);
    expect(pieces(1.06).speculative).toEqual({ tokensPerStep: 1.06 });
  });
});

describe('the times of a row', () => {
  it('are carried along the line through the two nearest points of the batch', () => {
    const rows = decodeRows([
      decodePoint(4, 1000, [10], { meanContext: 900 }),
      decodePoint(4, 2000, [22], { meanContext: 2100 }),
      decodePoint(4, 9000, [999], { meanContext: 9000 }),
    ]);
    // 12 ms in 1200 tokens: 10 + 1 at 1000, 22 − 1 at 2000
    expect(rows.map(({ stepMs }) => stepMs[0])).toEqual([11, 21, 999]);
  });

  it('stay where only one context was measured, or where longer ones were faster', () => {
    expect(decodeRows([decodePoint(4, 1000, [10], { meanContext: 900 })])[0]!.stepMs).toEqual([10]);
    const falling = decodeRows([
      decodePoint(4, 1000, [10], { meanContext: 900 }),
      decodePoint(4, 2000, [7], { meanContext: 1900 }),
    ]);
    expect(falling.map(({ stepMs }) => stepMs[0])).toEqual([10, 7]);
  });

  it('are by ascending context and batch, with the batches that fitted', () => {
    const rows = decodeRows([decodePoint(16, 4000, [9]), decodePoint(4, 1000, [2]), decodePoint(1, 4000, [3])]);
    expect(rows.map(({ contextTokens, batch }) => [contextTokens, batch])).toEqual([
      [1000, [4]],
      [4000, [1, 16]],
    ]);
  });
});

describe('too little', () => {
  const refused = { kind: 'refused', inputTokens: 9000, batch: 2, reason: 'too long' } as const;

  it.each([
    ['three prompts', [...PROMPTS.slice(1), ...DECODES], '3 prompt lengths and 4 batches could be measured'],
    ['two batches', [...PROMPTS, ...DECODES.slice(2)], '4 prompt lengths and 2 batches could be measured'],
    ['what was refused', [...PROMPTS, refused], '(refused: 9000 tokens × 2: too long)'],
  ])('%s', (_name, points, message) => {
    expect(() => profileOf(points)).toThrow(expect.objectContaining({ code: 'HR_ENGINE_UNMEASURABLE' }));
    expect(() => profileOf(points)).toThrow(message);
  });

  it('no capacity is said first, for it can be given', () => {
    expect(() => toProfile([], FACTS, undefined, '')).toThrow(/the KV capacity is unknown[\s\S]*--kv-tokens/);
  });

  it('four prompts and three batches are enough', () => {
    expect(profileOf([...PROMPTS, ...DECODES.slice(1)]).decode.itlMs).toHaveLength(3);
  });
});
