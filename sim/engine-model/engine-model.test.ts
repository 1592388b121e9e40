import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { loadProfile, shippedProfiles } from '../../scenarios/index.js';
import { smallProfile } from '../testing/small-cluster.js';
import { createEngineModel } from './index.js';

const table: EngineProfile = {
  ...smallProfile(),
  prefillSteps: { tokens: [100, 200, 400], stepMs: [10, 20, 60] },
  decodeSteps: [
    { contextTokens: 1000, batch: [1, 10, 100], stepMs: [10, 12, 30] },
    { contextTokens: 2000, batch: [1, 10], stepMs: [11, 14] },
  ],
};

describe('prefill time', () => {
  const { prefillSeconds } = createEngineModel(table);

  it.each([
    [100, 0.01],
    [150, 0.015],
    [300, 0.04],
    [400, 0.06],
    [50, 0.01],
  ])('of %d tokens is %d s', (tokens, seconds) => expect(prefillSeconds(tokens)).toBeCloseTo(seconds, 12));

  it('continues the parabola of the last three points', () => {
    // through (100, 10), (200, 20), (400, 60) ms: 10 + 0.1·d + (0.1/300)·d·(d − 100), d = tokens − 100
    expect(prefillSeconds(700)).toBeCloseTo((10 + 60 + (0.1 / 300) * 600 * 500) / 1000, 12);
  });

  it('continues straight where the curve bends down', () => {
    const bent = { ...table, prefillSteps: { tokens: [100, 200, 300], stepMs: [10, 30, 40] } };
    expect(createEngineModel(bent).prefillSeconds(500)).toBeCloseTo(0.06, 12);
  });
});

describe('decode step time', () => {
  const { decodeStepSeconds } = createEngineModel(table);

  it.each([
    [1, 1000, 0.01],
    [10, 10_000, 0.012],
    [55, 55_000, 0.021],
    [10, 15_000, 0.013],
    [10, 30_000, 0.016],
    [200, 200_000, 0.05],
    [1, 10, 0.01],
  ])('of %d requests with %d tokens is %d s', (batch, kv, seconds) => {
    expect(decodeStepSeconds(batch, kv)).toBeCloseTo(seconds, 12);
  });

  it('is piecewise linear in the tokens for a fixed batch', () => {
    const middle = (decodeStepSeconds(10, 12_000) + decodeStepSeconds(10, 18_000)) / 2;
    expect(decodeStepSeconds(10, 15_000)).toBeCloseTo(middle, 12);
  });
});

it("takes Dynamo's points as rows of one context", () => {
  const { decodeStepSeconds } = createEngineModel(smallProfile());
  expect(decodeStepSeconds(5, 5 * 700)).toBeCloseTo(0.01, 12);
});

it('is positive and finite for every shipped profile, however far outside its points', () => {
  const profiles = shippedProfiles().map((id) => createEngineModel(loadProfile(id, (path) => path).profile));
  const load = fc.record({ batch: fc.integer({ min: 1, max: 5000 }), context: fc.integer({ min: 1, max: 300_000 }) });
  fc.assert(
    fc.property(fc.constantFrom(...profiles), load, (model, { batch, context }) => {
      for (const seconds of [model.prefillSeconds(context), model.decodeStepSeconds(batch, batch * context)]) {
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThan(1e5);
      }
    }),
    { numRuns: 500 },
  );
});
