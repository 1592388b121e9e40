import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampPair, clampSingle, fitDirection, isInBand, isRebalance, tolerance, totalOf } from './budget.js';
import { pair } from './testing/situations.js';

const band = (minGpus: number, maxGpus: number) => ({ minGpus, maxGpus });
const ONE = pair(1, 1);
type Two = readonly [number, number];

const small = fc.integer({ min: 0, max: 12 });
const pairs = fc.record({ prefill: small, decode: small });
const each = fc.record({ prefill: fc.integer({ min: 1, max: 8 }), decode: fc.integer({ min: 1, max: 8 }) });
const bands = fc.record({ minGpus: fc.integer({ min: -1, max: 60 }), maxGpus: fc.integer({ min: -1, max: 60 }) });
const ROLES = ['prefill', 'decode'] as const;

describe('a band of GPUs', () => {
  it.each([
    [5, band(-1, -1), 0, true],
    [5, band(-1, 5), 0, true],
    [6, band(-1, 5), 0, false],
    [5, band(5, -1), 0, true],
    [4, band(5, -1), 0, false],
    [4, band(5, -1), 1, true],
    [3, band(5, 9), 2, true],
    [2, band(5, 9), 2, false],
    [0, band(0, 0), 0, true],
    [1, band(0, 0), 0, false],
  ])('%d GPUs in %j with a slack of %d: %s', (total, within, slack, answer) => {
    expect(isInBand(total, within, slack)).toBe(answer);
  });

  it.each([
    [band(4, 8), [2, 4], 4],
    [band(4, -1), [2, 4], 0],
    [band(-1, 8), [2, 4], 0],
    [band(0, 0), [2], 2],
    [band(4, 8), [], 0],
  ])('%j may be missed by the largest of %j where both bounds are set: %d', (within, gpus, slack) => {
    expect(tolerance(within, gpus)).toBe(slack);
  });

  it('is filled by the GPUs of all workers', () => {
    expect(totalOf(pair(3, 5), pair(2, 4))).toBe(26);
  });
});

describe('one pool', () => {
  it.each([
    ['within', 5, 2, band(4, 12), 1, 5],
    ['above: rounded down', 9, 2, band(-1, 11), 1, 5],
    ['below: rounded up', 1, 2, band(7, -1), 1, 4],
    ['below by less than a worker, where both are set', 3, 2, band(7, 12), 1, 3],
    ['above, the minimum wins', 9, 2, band(-1, 6), 3, 3],
    ['the minimum does not fit: none', 9, 2, band(-1, 5), 3, 0],
    ['below, the minimum wins', 0, 2, band(2, -1), 3, 3],
    ['no GPUs each: as it is', 9, 0, band(-1, 5), 1, 9],
    ['no band: as it is', 9, 2, band(-1, -1), 1, 9],
    ['nothing allowed', 9, 2, band(-1, 0), 1, 0],
  ])('%s', (_what, count, gpus, within, least, clamped) => {
    expect(clampSingle(count, gpus, within, least)).toBe(clamped);
  });

  it('never exceeds the most, and is whole', () => {
    fc.assert(
      fc.property(
        small,
        fc.integer({ min: 1, max: 8 }),
        bands,
        fc.integer({ min: 0, max: 4 }),
        (n, gpus, within, min) => {
          const clamped = clampSingle(n, gpus, within, min);
          expect(Number.isInteger(clamped)).toBe(true);
          if (within.maxGpus >= 0 && n * gpus > within.maxGpus)
            expect(clamped * gpus).toBeLessThanOrEqual(within.maxGpus);
        },
      ),
    );
  });

  it('once brought in stays', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 30 }), (n, gpus, minGpus) => {
        const within = { minGpus, maxGpus: minGpus + 30 };
        const clamped = clampSingle(n, gpus, within, 1);
        expect(clampSingle(clamped, gpus, within, 1)).toBe(clamped);
      }),
    );
  });
});

describe('two pools', () => {
  it.each<[string, Two, Two, [number, number], Two, Two]>([
    ['within', [3, 4], [1, 1], [2, 8], [1, 1], [3, 4]],
    ['above: in proportion, the rest to decode', [6, 6], [1, 1], [-1, 7], [1, 1], [3, 4]],
    ['above, of unlike sizes', [4, 4], [4, 2], [-1, 14], [1, 1], [2, 3]],
    ['above: prefill leaves the least decode its room', [20, 1], [1, 4], [-1, 9], [1, 1], [5, 1]],
    ['the minimums do not fit: none', [5, 5], [1, 1], [-1, 3], [2, 2], [0, 0]],
    ['below: in proportion, the rest to decode', [1, 2], [1, 1], [9, -1], [1, 1], [3, 6]],
    ['below, nobody there: prefill a half', [0, 0], [1, 1], [8, -1], [1, 1], [4, 4]],
    ['below by less than a worker, where both are set', [1, 2], [4, 1], [8, 20], [1, 1], [1, 2]],
    ['below: prefill rounded up takes none from decode', [1, 3], [8, 1], [16, -1], [1, 1], [2, 3]],
    ['no GPUs each: as it is', [9, 9], [0, 1], [-1, 2], [1, 1], [9, 9]],
  ])('%s', (_what, counts, gpus, [min, max], least, clamped) => {
    expect(clampPair(pair(...counts), pair(...gpus), band(min, max), pair(...least))).toEqual(pair(...clamped));
  });

  it('in 1.4 prefill that grows may take from decode', () => {
    expect(clampPair(pair(1, 3), pair(8, 1), band(16, -1), ONE, false)).toEqual(pair(2, 1));
  });

  it('stay as they are where growing would exceed the most', () => {
    // 2 + 1 of 8 and 1 GPUs are 17; two prefill workers more would be 33
    expect(clampPair(pair(1, 1), pair(8, 1), band(30, 31), ONE, false)).toEqual(pair(1, 1));
  });

  it('never exceed the most where they are above it', () => {
    fc.assert(
      fc.property(pairs, each, bands, (counts, gpus, within) => {
        const total = totalOf(clampPair(counts, gpus, within, ONE), gpus);
        if (within.maxGpus >= 0 && totalOf(counts, gpus) > within.maxGpus) {
          expect(total).toBeLessThanOrEqual(within.maxGpus);
        }
      }),
    );
  });

  it('that grow do not shrink', () => {
    fc.assert(
      fc.property(pairs, each, bands, (counts, gpus, within) => {
        fc.pre(counts.prefill > 0 && counts.decode > 0);
        fc.pre(within.maxGpus < 0 || totalOf(counts, gpus) <= within.maxGpus);
        const clamped = clampPair(counts, gpus, within, ONE);
        for (const role of ROLES) expect(clamped[role]).toBeGreaterThanOrEqual(counts[role]);
      }),
    );
  });
});

describe('a rebalance', () => {
  it.each<[Two, Two, boolean]>([
    [[2, 2], [3, 1], true],
    [[2, 2], [1, 5], true],
    [[2, 2], [3, 3], false],
    [[2, 2], [3, 2], false],
    [[2, 2], [2, 2], false],
  ])('from %j to %j: %s', (current, proposed, answer) => {
    expect(isRebalance(pair(...current), pair(...proposed))).toBe(answer);
  });
});

describe('the nearest pair in a direction', () => {
  it.each<[string, Two, Two, Two, [number, number], Two]>([
    ['the proposal where it fits', [2, 2], [4, 4], [1, 1], [-1, 8], [4, 4]],
    ['as far as the most allows, both in proportion', [2, 2], [6, 6], [1, 1], [-1, 8], [4, 4]],
    ['in the proportion asked for', [2, 2], [4, 8], [1, 1], [-1, 7], [3, 4]],
    ['as far down as the fewest allow', [4, 4], [1, 4], [1, 1], [6, -1], [2, 4]],
    ['a rebalance by its full size', [4, 4], [6, 2], [1, 1], [-1, 8], [6, 2]],
    ['a rebalance by what fits', [4, 4], [8, 3], [1, 1], [-1, 8], [5, 3]],
    ['neither leg where one alone would move', [4, 4], [5, 3], [4, 1], [-1, 20], [4, 4]],
    ['nothing that fits: as it is', [4, 4], [6, 6], [1, 1], [-1, 5], [4, 4]],
  ])('%s', (_what, current, proposed, gpus, [min, max], fitted) => {
    const found = fitDirection(pair(...current), pair(...proposed), pair(...gpus), band(min, max), ONE);
    expect(found).toEqual(pair(...fitted));
  });

  it('is the proposal where a side has no GPUs', () => {
    expect(fitDirection(pair(1, 1), pair(9, 9), pair(0, 1), band(-1, 2), ONE)).toEqual(pair(9, 9));
  });

  it('never turns round, moves both legs of a rebalance or none, and lies in the band where it moves', () => {
    fc.assert(
      fc.property(pairs, pairs, each, bands, (current, proposed, gpus, within) => {
        const fitted = fitDirection(current, proposed, gpus, within, ONE);
        for (const role of ROLES) {
          expect(fitted[role]).toBeGreaterThanOrEqual(Math.min(current[role], proposed[role]));
          expect(fitted[role]).toBeLessThanOrEqual(Math.max(current[role], proposed[role]));
        }
        const moved = ROLES.filter((role) => fitted[role] !== current[role]);
        if (isRebalance(current, proposed)) expect(moved.length).not.toBe(1);
        const slack = tolerance(within, [gpus.prefill, gpus.decode]);
        if (moved.length > 0) expect(isInBand(totalOf(fitted, gpus), within, slack)).toBe(true);
      }),
    );
  });

  it('is as near to the proposal as any pair that fits', () => {
    const few = fc.integer({ min: 1, max: 7 });
    const counts = fc.record({ prefill: few, decode: few });
    fc.assert(
      fc.property(counts, counts, each, bands, (current, proposed, gpus, within) => {
        const fitted = fitDirection(current, proposed, gpus, within, ONE);
        const away = (p: number, d: number) => Math.abs(proposed.prefill - p) + Math.abs(proposed.decode - d);
        const slack = tolerance(within, [gpus.prefill, gpus.decode]);
        for (
          let p = Math.min(current.prefill, proposed.prefill);
          p <= Math.max(current.prefill, proposed.prefill);
          p++
        ) {
          for (let d = Math.min(current.decode, proposed.decode); d <= Math.max(current.decode, proposed.decode); d++) {
            const oneLeg = (p === current.prefill) !== (d === current.decode);
            if (isRebalance(current, proposed) && oneLeg) continue;
            if (!isInBand(totalOf(pair(p, d), gpus), within, slack)) continue;
            expect(away(fitted.prefill, fitted.decode)).toBeLessThanOrEqual(away(p, d));
          }
        }
      }),
    );
  });
});
