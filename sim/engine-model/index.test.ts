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

function lone(tokens: number) {
  return { requests: 1, completing: 1, newTokens: tokens, cachedTokens: 0, attentionPairs: tokens ** 2 / 2 };
}

describe('the time of a lone prompt', () => {
  const { mixedStepSeconds } = createEngineModel(table);

  it.each([
    [100, 0.01],
    [200, 0.02],
    [400, 0.06],
  ])('of %d tokens is %d s', (tokens, seconds) =>
    expect(mixedStepSeconds(lone(tokens), 0, 0)).toBeCloseTo(seconds, 12),
  );

  it('goes on with the bend of the measured points, as attention does', () => {
    // through the three points: 10 + 0.1·d + (0.1/300)·d·(d − 100) ms, d = tokens − 100
    expect(mixedStepSeconds(lone(700), 0, 0)).toBeCloseTo((10 + 60 + (0.1 / 300) * 600 * 500) / 1000, 2);
  });

  it('goes on straight where the points bend down', () => {
    const bent = { ...table, prefillSteps: { tokens: [100, 200, 300], stepMs: [10, 30, 40] } };
    expect(createEngineModel(bent).mixedStepSeconds(lone(500), 0, 0)).toBeCloseTo(0.06, 12);
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
      for (const seconds of [
        model.mixedStepSeconds(lone(context), 0, 0),
        model.decodeStepSeconds(batch, batch * context),
      ]) {
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThan(1e5);
      }
    }),
    { numRuns: 500 },
  );
});

describe('a step with prompts in it', () => {
  /** Linear layers: 10 ms + 0.05 ms a token; attention: 1e-6 ms a pair; reading context: 1e-4 ms a token. */
  const stepOf = (batch: number, fresh: number, cached: number) =>
    10 + 0.05 * batch * fresh + 1e-6 * batch * fresh * (cached + fresh / 2) + 1e-4 * batch * cached;
  const places: readonly (readonly [number, number, number])[] = [
    ...[128, 1024, 4096, 16_384].map((fresh) => [1, fresh, 0] as const),
    ...[2, 8].flatMap((batch) => [128, 1024, 4096].map((fresh) => [batch, fresh, 0] as const)),
    ...[1024, 8192].flatMap((cached) => [128, 1024, 4096].map((fresh) => [1, fresh, cached] as const)),
  ];
  const measured: EngineProfile = {
    ...table,
    prefillTable: {
      batch: places.map(([batch]) => batch),
      newTokens: places.map(([, fresh]) => fresh),
      cachedTokens: places.map(([, , cached]) => cached),
      stepMs: places.map((place) => stepOf(...place)),
    },
  };
  const work = (batch: number, fresh: number, cached: number) => ({
    requests: batch,
    completing: batch,
    newTokens: batch * fresh,
    cachedTokens: batch * cached,
    attentionPairs: batch * fresh * (cached + fresh / 2),
  });

  it.each([
    [1, 2048, 0],
    [4, 512, 0],
    [3, 1000, 6000],
    [1, 40_000, 0],
  ])('of %d prompts of %d tokens behind %d has its linear and its attention part', (batch, fresh, cached) => {
    const { mixedStepSeconds } = createEngineModel(measured);
    expect(mixedStepSeconds(work(batch, fresh, cached), 0, 0) * 1000).toBeCloseTo(stepOf(batch, fresh, cached), 6);
  });

  it('takes both parts in turn without overlap, and reads the weights once with it', () => {
    const { mixedStepSeconds: inTurn } = createEngineModel({ ...measured, mixed: { overlap: 0 } });
    const { mixedStepSeconds: together } = createEngineModel(measured);
    const alone_ms = stepOf(1, 2048, 0);
    // 10 requests of 1,500 tokens: 13 ms, 12 at the shortest context, of which the tokens add 0.5 to the prompt's share
    expect(inTurn(work(1, 2048, 0), 10, 15_000) * 1000).toBeCloseTo(alone_ms + 13, 6);
    expect(together(work(1, 2048, 0), 10, 15_000) * 1000).toBeCloseTo(alone_ms + 13 - (12 - 0.5), 6);
  });

  it('is never shorter than the decoding beside it', () => {
    const { mixedStepSeconds, decodeStepSeconds } = createEngineModel(measured);
    const any = fc.record({
      fresh: fc.integer({ min: 1, max: 9000 }),
      batch: fc.integer({ min: 1, max: 300 }),
      context: fc.integer({ min: 1, max: 9000 }),
    });
    fc.assert(
      fc.property(any, ({ fresh, batch, context }) => {
        const mixed_s = mixedStepSeconds(work(1, fresh, 0), batch, batch * context);
        expect(mixed_s).toBeGreaterThanOrEqual(decodeStepSeconds(batch, batch * context) * (1 - 1e-12));
      }),
    );
  });

  it('deals prompts to data-parallel ranks: the fullest one decides', () => {
    const { mixedStepSeconds, decodeStepCurve } = createEngineModel({ ...measured, attentionDp: 4 });
    expect(mixedStepSeconds(work(4, 1024, 0), 0, 0) * 1000).toBeCloseTo(stepOf(1, 1024, 0), 6);
    expect(mixedStepSeconds(work(5, 1024, 0), 0, 0) * 1000).toBeCloseTo(stepOf(2, 1024, 0), 6);
    expect(decodeStepCurve(9)).toBe(decodeStepCurve(12));
  });

  it('has host overhead once and calibration on its parts', () => {
    const calibration = { prefillFactor: 2, decodeFactors: { batch: [10, 1000], factor: [1, 3] }, source: 'a test' };
    const model = createEngineModel({ ...measured, stepOverheadMs: 5, mixed: { overlap: 0 }, calibration });
    expect(model.mixedStepSeconds(work(1, 1024, 0), 10, 10_000) * 1000).toBeCloseTo(5 + 2 * stepOf(1, 1024, 0) + 12, 6);
    expect(model.decodeStepSeconds(1, 1000) * 1000).toBeCloseTo(5 + 10, 9);
    expect(model.decodeStepSeconds(100, 100_000) * 1000).toBeCloseTo(5 + 2 * 30, 9);
  });
});

describe("Dynamo's mock engine", () => {
  const { profile } = loadProfile('dynamo-mocker', (path) => path);
  const model = createEngineModel(profile);
  const blocks = (tokens: number) => Math.ceil(tokens / 64) * 64;
  const alone = (tokens: number, completing: number) => ({ ...lone(tokens), completing });

  it('takes the times that its replay printed', () => {
    // 1,000 tokens: first token after 37.8986 ms, the next 5.7927 ms later; the decode part counts whole blocks
    expect(model.mixedStepSeconds(alone(1000, 1), 0, 0) * 1000).toBeCloseTo(37.8986, 2);
    expect(model.decodeStepSeconds(1, blocks(1001)) * 1000).toBeCloseTo(5.7927, 4);
    expect(model.mixedStepSeconds(alone(8192, 0), 0, 0) * 1000).toBeCloseTo(169.1368, 3);
  });

  it('follows its polynomial closely for every batch and context', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 256 }), fc.double({ min: 0, max: 1, noNaN: true }), (batch, usage) => {
        const kvTokens = usage * profile.decode.maxKvTokens;
        const exact = Math.max(1, 5.74 + 54.01 * usage - 25.74 * usage ** 2);
        const relative = (model.decodeStepSeconds(batch, kvTokens) * 1000) / exact - 1;
        expect(Math.abs(relative)).toBeLessThan(1e-5);
      }),
    );
  });
});
