import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../profile.js';
import { plainProfile, sampleProfile } from '../testing/index.js';
import { valueAt } from './curve.js';
import { engineOf } from './engine.js';

/** Two contexts: 10 ms and 0.1 ms a request; twice that at 4,000 tokens. */
const ROWS: EngineProfile = plainProfile({
  decodeSteps: [
    { contextTokens: 1000, batch: [1, 100], stepMs: [10, 20] },
    { contextTokens: 4000, batch: [1, 100], stepMs: [20, 40] },
  ],
});
const of = (profile: EngineProfile, limits?: object) => engineOf({ profile, replicas: 1, ...(limits && { limits }) });

describe('what a worker holds', () => {
  it('is what its limits say', () => {
    const engine = of(plainProfile({ gpusPerWorker: 4 }), {
      maxBatch: 32,
      maxBatchedTokens: 4096,
      contextTokens: 5000,
    });
    expect(engine).toMatchObject({
      maxBatch: 32,
      fullStepTokens: 4096,
      longestPrompt: 5000,
      gpus: 4,
      kvTokens: 100_000,
    });
  });

  it('is usual where nothing is said, the longest prompt that of the profile', () => {
    expect(of(plainProfile())).toMatchObject({ maxBatch: 256, fullStepTokens: 8192, longestPrompt: 16_000, gpus: 1 });
  });

  it('is as many batches as it has attention ranks', () => {
    expect(of(plainProfile({ attentionDp: 4 }), { maxBatch: 32 }).maxBatch).toBe(128);
  });
});

describe('the steps of a context', () => {
  const at = (context: number, batch: number, profile = ROWS) => valueAt(of(profile).steps(context), batch);

  it.each([
    [1000, 1, 0.01],
    [1000, 100, 0.02],
    [4000, 1, 0.02],
    [2500, 1, 0.015],
    [7000, 1, 0.03],
  ])('at %d tokens and a batch of %d take %d s', (context, batch, seconds) => {
    expect(at(context, batch)).toBeCloseTo(seconds, 3);
  });

  it('below the shortest context are those of it', () => {
    expect(at(10, 1)).toBeCloseTo(0.01, 9);
  });

  it('beyond the largest batch go on with the last piece', () => {
    expect(at(1000, 256)).toBeCloseTo(0.01 + 0.0001010101 * 255, 6);
  });

  it('never fall with the batch', () => {
    const odd = plainProfile({ decodeSteps: [{ contextTokens: 1000, batch: [1, 8, 64], stepMs: [10, 30, 20] }] });
    const { y } = of(odd).steps(1000);
    y.forEach((seconds, i) => {
      if (i > 0) expect(seconds).toBeGreaterThanOrEqual(y[i - 1]!);
    });
    expect(valueAt(of(odd).steps(1000), 64)).toBeCloseTo(0.03, 9);
  });

  it('have the overhead of a step, and are shared among tokens that speculation accepts', () => {
    expect(at(1000, 1, { ...ROWS, stepOverheadMs: 2 })).toBeCloseTo(0.012, 9);
    expect(at(1000, 1, { ...ROWS, speculative: { tokensPerStep: 2 } })).toBeCloseTo(0.005, 9);
    expect(at(1000, 1, { ...ROWS, speculative: { tokensPerStep: 0.5 } })).toBeCloseTo(0.01, 9);
  });

  it('are calibrated by batch: logarithmic in between, constant outside', () => {
    const calibration = { prefillFactor: 1, decodeFactors: { batch: [4, 64], factor: [1, 2] }, source: 'test' };
    const ratio = (batch: number) => at(1000, batch, { ...ROWS, calibration }) / at(1000, batch);
    expect(ratio(1)).toBeCloseTo(1, 9);
    expect(ratio(4)).toBeCloseTo(1, 9);
    expect(ratio(16)).toBeCloseTo(1.5, 9);
    expect(ratio(64)).toBeCloseTo(2, 9);
    expect(ratio(256)).toBeCloseTo(2, 9);
  });
});

it('is read off a profile of points', () => {
  const engine = of(sampleProfile());
  expect(engine.prompt_s(1000)).toBeCloseTo(0.055, 6);
  // a step of 8,192 tokens takes 5 ms once
  expect(engine.promptInFullStep_s(1000, 1)).toBeCloseTo(0.05 + 0.005 / 8.192, 4);
  const { x, y } = engine.steps(1500);
  expect(y[x.indexOf(64)]).toBeCloseTo(0.005 + 64 * 2e-5 + 64 * 1500 * 1e-8, 4);
});
