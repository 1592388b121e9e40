/** What a table of prefill steps says of linear layers, attention and context; made of known rates, which must be found again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { smallProfile } from '../testing/index.js';
import { attentionSeconds, linearSeconds, lonePrompts, type PrefillWork, prefillModel } from './prefill-work.js';

interface Rates {
  /** Milliseconds: at no token, a token, a pair, a token of context. */
  readonly base: number;
  readonly perToken: number;
  readonly perPair: number;
  readonly perCached: number;
}

const stepMs = (
  { base, perToken, perPair, perCached }: Rates,
  [batch, fresh, cached]: readonly [number, number, number],
) => base + perToken * batch * fresh + perPair * batch * fresh * (cached + fresh / 2) + perCached * batch * cached;

/** Lone prompts, two and four at once, and prompts behind a context. */
const PLACES: readonly (readonly [batch: number, fresh: number, cached: number])[] = [
  ...[4096, 128, 1024, 16_384].map((fresh) => [1, fresh, 0] as const),
  ...[2, 4].flatMap((batch) => [128, 1024].map((fresh) => [batch, fresh, 0] as const)),
  ...[1024, 8192].flatMap((cached) => [128, 1024].map((fresh) => [1, fresh, cached] as const)),
];

function tableOf(rates: Rates, places = PLACES): EngineProfile {
  return {
    ...smallProfile(),
    prefillTable: {
      batch: places.map(([batch]) => batch),
      newTokens: places.map(([, fresh]) => fresh),
      cachedTokens: places.map(([, , cached]) => cached),
      stepMs: places.map((place) => stepMs(rates, place)),
    },
  };
}

const RATES: Rates = { base: 10, perToken: 0.05, perPair: 1e-6, perCached: 1e-4 };

function work(batch: number, fresh: number, cached: number): PrefillWork {
  return {
    requests: batch,
    completing: batch,
    newTokens: batch * fresh,
    cachedTokens: batch * cached,
    attentionPairs: batch * fresh * (cached + fresh / 2),
  };
}

describe('the rates of a table', () => {
  it('are those it was made of', () => {
    const model = prefillModel(tableOf(RATES));
    expect(model.perPair_s * 1000).toBeCloseTo(1e-6, 12);
    expect(model.perCachedToken_s * 1000).toBeCloseTo(1e-4, 9);
    expect(linearSeconds(model, 2000) * 1000).toBeCloseTo(10 + 100, 6);
    expect(attentionSeconds(model, work(1, 1000, 500)) * 1000).toBeCloseTo(1 + 0.05, 6);
  });

  it('are found whatever they are, and with them any step between the points', () => {
    const rates = fc.record({
      base: fc.double({ min: 1, max: 20, noNaN: true }),
      perToken: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
      perPair: fc.double({ min: 0, max: 5e-6, noNaN: true }),
      perCached: fc.double({ min: 0, max: 1e-3, noNaN: true }),
    });
    const place = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 128, max: 4000 }),
      fc.integer({ min: 0, max: 9000 }),
    );
    fc.assert(
      fc.property(rates, place, (of, at) => {
        const model = prefillModel(tableOf(of));
        const seconds = linearSeconds(model, at[0] * at[1]) + attentionSeconds(model, work(...at));
        expect(seconds * 1000).toBeCloseTo(stepMs(of, at), 5);
      }),
    );
  });

  it('are never negative: a table that says so has none', () => {
    const cheaper = prefillModel(tableOf({ ...RATES, perPair: -1e-8, perCached: 1e-2 }));
    expect([cheaper.perPair_s, cheaper.perCachedToken_s > 0]).toEqual([0, true]);
    const free = prefillModel(tableOf({ ...RATES, perCached: -1e-4 }));
    expect([free.perCachedToken_s, free.perPair_s > 0]).toEqual([0, true]);
  });

  it('come from contexts alone where only pairs of one kind were measured', () => {
    const batches = PLACES.filter(([, , cached]) => cached === 0);
    const model = prefillModel(tableOf(RATES, batches));
    expect([model.perCachedToken_s, model.perPair_s * 1000]).toEqual([0, expect.closeTo(1e-6, 10)]);
  });

  it('come from the bend of lone prompts where too few other points were measured', () => {
    const lone = PLACES.filter(([batch, , cached]) => batch === 1 && cached === 0);
    const model = prefillModel(tableOf(RATES, [...lone, [2, 128, 0]]));
    expect(model.perPair_s * 1000).toBeCloseTo(1e-6, 9);
    expect(model.perCachedToken_s).toBe(0);
  });

  it('have no bend where two points cannot show one, or the points bend down', () => {
    const two = { ...smallProfile(), prefillSteps: { tokens: [100, 200], stepMs: [10, 30] } };
    const down = { ...smallProfile(), prefillSteps: { tokens: [100, 200, 300], stepMs: [10, 30, 40] } };
    expect([prefillModel(two).perPair_s, prefillModel(down).perPair_s]).toEqual([0, 0]);
  });
});

describe('the linear part', () => {
  it('never falls, however much attention takes of the longest prompt', () => {
    const rates = { base: 10, perToken: 0.001, perPair: 1e-5, perCached: 0 };
    const steps = [128, 1024, 4096].map((tokens) => stepMs(rates, [1, tokens, 0]));
    const profile = {
      ...smallProfile(),
      prefillSteps: { tokens: [128, 1024, 4096], stepMs: [...steps.slice(0, 2), steps[2]! * 0.7] },
    };
    const { linear } = prefillModel(profile);
    expect([...linear.y]).toEqual([...linear.y].sort((a, b) => a - b));
  });

  it('and attention together are the lone prompt again', () => {
    const profile = { ...smallProfile(), prefillSteps: { tokens: [100, 200, 400], stepMs: [10, 20, 60] } };
    const model = prefillModel(profile);
    for (const [tokens, ms] of [
      [100, 10],
      [200, 20],
      [400, 60],
    ] as const) {
      expect((linearSeconds(model, tokens) + attentionSeconds(model, work(1, tokens, 0))) * 1000).toBeCloseTo(ms, 9);
    }
  });
});

describe('the lone prompts', () => {
  it('of a table are its steps of one prompt without context, tokens ascending', () => {
    expect(lonePrompts(tableOf(RATES)).map(({ tokens }) => tokens)).toEqual([128, 1024, 4096, 16_384]);
    expect(lonePrompts(tableOf(RATES))[1]).toEqual({
      tokens: 1024,
      pairs: 1024 ** 2 / 2,
      cached: 0,
      ms: stepMs(RATES, [1, 1024, 0]),
    });
  });

  it('are the finer steps where there are any, and else the profiler’s', () => {
    const fine = { ...smallProfile(), prefillSteps: { tokens: [7, 3], stepMs: [2, 1] } };
    expect(lonePrompts(fine).map(({ tokens, ms }) => [tokens, ms])).toEqual([
      [3, 1],
      [7, 2],
    ]);
    expect(lonePrompts(smallProfile()).map(({ tokens, ms }) => [tokens, ms])).toEqual([
      [1, 1],
      [10_000, 10_000],
      [20_000, 20_000],
      [30_000, 30_000],
    ]);
  });
});
