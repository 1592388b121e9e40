import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalOf } from './budget.js';
import { applyPowerLimit, leastFits, type MaybePair } from './power.js';
import { pair } from './testing/situations.js';

const WATTS = pair(700, 700);
const ONE = pair(1, 1);
type Two = readonly [number, number];
const run = (proposed: MaybePair, current: Two, limit_w: number, least = ONE, watts: MaybePair = WATTS) =>
  applyPowerLimit(proposed, pair(...current), watts, limit_w, least);
const CLAMPED = 'power_budget_clamped';
const SUPPRESSED = 'power_budget_scale_up_suppressed';
const STAGED = 'power_rebalance_staged';

describe('whether the fewest fit', () => {
  it.each([
    [1400, pair(1, 1), WATTS, true],
    [1399, pair(1, 1), WATTS, false],
    [700, pair(1, 1), { prefill: 700 }, true],
    [0, pair(5, 5), {}, true],
    [0, {}, WATTS, true],
  ])('into %d W: %j at %j W: %s', (limit_w, least, watts, answer) => {
    expect(leastFits(limit_w, least, watts)).toBe(answer);
  });
});

describe('one role', () => {
  it.each<[string, MaybePair, Two, number, MaybePair, string | undefined]>([
    ['that fits', { prefill: 4 }, [2, 4], 5600, { prefill: 4 }, undefined],
    ['cut to what its peer leaves', { prefill: 6 }, [2, 4], 5600, { prefill: 4 }, CLAMPED],
    ['decode alike', { decode: 6 }, [4, 2], 5600, { decode: 4 }, CLAMPED],
    ['rounded down', { prefill: 6 }, [2, 4], 5599, { prefill: 3 }, CLAMPED],
    ['no growth where the peer leaves nothing', { prefill: 1 }, [0, 8], 5600, { prefill: 0 }, SUPPRESSED],
    ['held where the peer draws too much', { prefill: 3 }, [2, 9], 5600, { prefill: 2 }, SUPPRESSED],
    ['a cut goes through though the peer draws too much', { prefill: 1 }, [2, 9], 5600, { prefill: 1 }, undefined],
  ])('%s', (_what, proposed, current, limit_w, counts, reason) => {
    expect(run(proposed, current, limit_w)).toEqual(reason ? { counts, reason } : { counts });
  });

  it('is never cut below its minimum', () => {
    expect(run({ prefill: 6 }, [2, 4], 4200, pair(2, 1))).toEqual({ counts: { prefill: 2 }, reason: CLAMPED });
  });
});

describe('two roles', () => {
  it.each<[string, Two, Two, number, Two, string | undefined]>([
    ['that fit', [4, 4], [2, 2], 5600, [4, 4], undefined],
    ['cut on their way up, neither turned round', [6, 6], [2, 2], 5600, [4, 4], CLAMPED],
    ['at the limit stay', [5, 5], [4, 4], 5600, [4, 4], CLAMPED],
    ['above the limit already: in proportion', [6, 6], [6, 6], 5600, [4, 4], CLAMPED],
    ['one shrinks before the other grows', [4, 1], [1, 4], 3500, [1, 1], STAGED],
    ['together where both at once would fit', [4, 1], [1, 4], 5600, [4, 1], undefined],
  ])('%s', (_what, proposed, current, limit_w, counts, reason) => {
    const answer = run(pair(...proposed), current, limit_w);
    expect(answer).toEqual(reason ? { counts: pair(...counts), reason } : { counts: pair(...counts) });
  });

  it('of unlike draw', () => {
    // 1,000 and 500 W: 4 and 4 are 6,000
    expect(run(pair(4, 4), [1, 1], 4500, ONE, pair(1000, 500)).reason).toBe(CLAMPED);
    expect(
      totalOf(run(pair(4, 4), [1, 1], 4500, ONE, pair(1000, 500)).counts as ReturnType<typeof pair>, pair(1000, 500)),
    ).toBeLessThanOrEqual(4500);
  });
});

describe('a draw that is not known', () => {
  it('counts as none', () => {
    expect(run(pair(50, 3), [1, 1], 2100, ONE, { decode: 700 })).toEqual({ counts: pair(50, 3) });
    expect(run(pair(50, 9), [1, 1], 2100, ONE, { decode: 700 })).toEqual({ counts: pair(50, 3), reason: CLAMPED });
    expect(run(pair(50, 50), [1, 1], 0, ONE, {})).toEqual({ counts: pair(50, 50) });
  });
});

it('nothing proposed is left alone, whatever is drawn', () => {
  expect(run({}, [9, 9], 700)).toEqual({ counts: {} });
});

describe('any proposal', () => {
  const count = fc.integer({ min: 1, max: 9 });
  const pairs = fc.record({ prefill: count, decode: count });
  const watts = fc.record({ prefill: fc.integer({ min: 100, max: 900 }), decode: fc.integer({ min: 100, max: 900 }) });

  it('is only lowered, and what is drawn together stays under the limit', () => {
    fc.assert(
      fc.property(pairs, pairs, watts, fc.integer({ min: 2000, max: 9000 }), (proposed, current, each, limit_w) => {
        const { counts, reason } = applyPowerLimit(proposed, current, each, limit_w, ONE);
        const whole = pair(counts.prefill!, counts.decode!);
        expect(whole.prefill).toBeLessThanOrEqual(Math.max(proposed.prefill, current.prefill));
        expect(whole.decode).toBeLessThanOrEqual(Math.max(proposed.decode, current.decode));
        // the shrinking leg of a rebalance may take more than one tick where the workers there are draw too much already
        if (reason === STAGED) expect(totalOf(whole, each)).toBeLessThanOrEqual(totalOf(current, each));
        else expect(totalOf(whole, each)).toBeLessThanOrEqual(limit_w);
      }),
    );
  });
});
