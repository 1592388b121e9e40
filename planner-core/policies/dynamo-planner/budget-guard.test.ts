import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRebalance, totalOf } from './budget.js';
import { guardPair, guardSingle, samePair } from './budget-guard.js';
import { pair } from './testing/situations.js';

const HOLD = 'gpu_budget_guard_hold';
const RECONCILE = 'gpu_budget_reconcile';
const ONE = pair(1, 1);
const BAND = { minGpus: 4, maxGpus: 8 };
type Two = readonly [number, number];

describe('one pool', () => {
  it.each([
    ['moves within the band', 5, 7, 7, undefined],
    ['at the floor nothing goes down', 4, 3, 4, HOLD],
    ['at the floor it may go up', 4, 6, 6, undefined],
    ['at the ceiling nothing goes up', 8, 9, 8, HOLD],
    ['at the ceiling it may go down', 8, 5, 5, undefined],
    ['up as far as the ceiling', 6, 12, 8, undefined],
    ['down below the floor by one, its tolerance', 6, 3, 3, undefined],
    ['down as far as the floor', 6, 1, 4, undefined],
    ['stays where it is', 6, 6, 6, undefined],
    ['above the band comes back, whatever is proposed', 10, 11, 8, RECONCILE],
    ['above the band comes back and no further', 10, 5, 8, RECONCILE],
    ['below the band comes back', 2, 1, 4, RECONCILE],
  ])('%s', (_what, current, proposed, counts, reason) => {
    expect(guardSingle(current, proposed, 1, BAND, 1)).toEqual(reason ? { counts, reason } : { counts });
  });

  it('without GPUs or without a band does as proposed', () => {
    expect(guardSingle(5, 50, 0, BAND, 1)).toEqual({ counts: 50 });
    expect(guardSingle(5, 50, 4, { minGpus: -1, maxGpus: -1 }, 1)).toEqual({ counts: 50 });
  });

  it('holds where the band would turn the move round', () => {
    // four workers of 3 GPUs are 12 of 13; five do not fit, and up must not become down
    expect(guardSingle(4, 5, 3, { minGpus: -1, maxGpus: 13 }, 1)).toEqual({ counts: 4 });
    // two workers of 8 GPUs at least do not fit under 12: a proposal to grow would become nobody
    expect(guardSingle(1, 3, 8, { minGpus: -1, maxGpus: 12 }, 2)).toEqual({ counts: 1, reason: HOLD });
  });

  it('never turns a move round while the workers are in the band', () => {
    const count = fc.integer({ min: 0, max: 20 });
    const gpus = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(count, count, gpus, fc.integer({ min: -1, max: 60 }), (current, proposed, each, maxGpus) => {
        const { counts, reason } = guardSingle(current, proposed, each, { minGpus: -1, maxGpus }, 1);
        if (reason === RECONCILE) return;
        expect(counts).toBeGreaterThanOrEqual(Math.min(current, proposed));
        expect(counts).toBeLessThanOrEqual(Math.max(current, proposed));
      }),
    );
  });
});

describe('two pools', () => {
  it.each<[string, Two, Two, Two, string | undefined]>([
    ['move within the band', [2, 3], [3, 3], [3, 3], undefined],
    ['at the floor nothing goes down', [2, 2], [2, 1], [2, 2], HOLD],
    ['at the floor they may go up', [2, 2], [3, 3], [3, 3], undefined],
    ['at the floor one gives to the other', [2, 2], [3, 1], [3, 1], undefined],
    ['at the ceiling nothing goes up', [4, 4], [5, 4], [4, 4], HOLD],
    ['at the ceiling they may go down', [4, 4], [3, 3], [3, 3], undefined],
    ['at the ceiling one gives to the other', [4, 4], [5, 3], [5, 3], undefined],
    ['at the ceiling a rebalance that grows is cut', [4, 4], [7, 3], [5, 3], undefined],
    ['up as far as the ceiling', [2, 2], [8, 8], [4, 4], undefined],
    ['down as far as the floor, its tolerance aside', [3, 3], [1, 1], [2, 2], undefined],
    ['above the band come back in', [6, 6], [7, 7], [4, 4], RECONCILE],
    ['above the band come back, whatever is proposed', [6, 6], [1, 1], [4, 4], RECONCILE],
    ['below the band come back in', [1, 1], [1, 1], [2, 2], RECONCILE],
  ])('%s', (_what, current, proposed, counts, reason) => {
    const answer = guardPair(pair(...current), pair(...proposed), ONE, BAND, ONE);
    expect(answer).toEqual(reason ? { counts: pair(...counts), reason } : { counts: pair(...counts) });
  });

  it('hold where only one leg of a rebalance would fit', () => {
    const answer = guardPair(pair(4, 4), pair(5, 3), pair(4, 1), { minGpus: -1, maxGpus: 20 }, ONE);
    expect(answer).toEqual({ counts: pair(4, 4), reason: HOLD });
  });

  it('without GPUs each are clamped alone', () => {
    expect(guardPair(pair(1, 1), pair(9, 9), pair(0, 1), BAND, ONE)).toEqual({ counts: pair(9, 9) });
  });

  it('never turn a move round while they are in the band, and never exceed the most', () => {
    const count = fc.integer({ min: 1, max: 9 });
    const pairs = fc.record({ prefill: count, decode: count });
    const gpus = fc.record({ prefill: fc.integer({ min: 1, max: 4 }), decode: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(pairs, pairs, gpus, fc.integer({ min: 8, max: 40 }), (current, proposed, each, maxGpus) => {
        const { counts, reason } = guardPair(current, proposed, each, { minGpus: 4, maxGpus }, ONE);
        expect(totalOf(counts, each)).toBeLessThanOrEqual(maxGpus);
        if (reason === RECONCILE) return;
        for (const role of ['prefill', 'decode'] as const) {
          expect(counts[role]).toBeGreaterThanOrEqual(Math.min(current[role], proposed[role]));
          expect(counts[role]).toBeLessThanOrEqual(Math.max(current[role], proposed[role]));
        }
        if (reason === HOLD) expect(counts).toEqual(current);
        if (isRebalance(current, proposed)) {
          const moved = ['prefill', 'decode'].filter(
            (role) => counts[role as 'prefill'] !== current[role as 'prefill'],
          );
          expect(moved.length).not.toBe(1);
        }
      }),
    );
  });
});

it.each<[Two, Two, boolean]>([
  [[1, 2], [1, 2], true],
  [[1, 2], [2, 1], false],
  [[1, 2], [1, 3], false],
])('%j and %j are the same: %s', (a, b, answer) => {
  expect(samePair(pair(...a), pair(...b))).toBe(answer);
});
