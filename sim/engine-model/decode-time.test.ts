/** The time of a decode step, by hand: two rows of contexts, or a polynomial over the KV usage. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { smallProfile } from '../testing/index.js';
import { linearAt } from './curve.js';
import { decodeCurves, polynomial } from './decode-time.js';

const rows: EngineProfile = {
  ...smallProfile(),
  decodeSteps: [
    { contextTokens: 100, batch: [1, 11], stepMs: [10, 20] },
    { contextTokens: 300, batch: [1, 11], stepMs: [14, 34] },
  ],
};
const ms = (profile: EngineProfile, batch: number, context: number) =>
  linearAt(decodeCurves(profile)(batch), context) * 1000;

describe('a step', () => {
  it.each([
    [1, 100, 10],
    [6, 100, 15],
    [11, 300, 34],
    [6, 200, (15 + 24) / 2],
    [21, 100, 30], // along the last segment of the row
    [1, 10, 10], // constant below the shortest context
    [1, 500, 18], // along the last segment of the contexts
  ])('of a batch of %d at a mean context of %d takes %d ms', (batch, context, expected) => {
    expect(ms(rows, batch, context)).toBeCloseTo(expected, 9);
  });

  it('has the host’s time beside it', () => {
    expect(ms({ ...rows, stepOverheadMs: 3 }, 6, 100)).toBeCloseTo(18, 9);
  });

  it('of the same batch is worked out once', () => {
    const curves = decodeCurves(rows);
    expect(curves(7)).toBe(curves(7));
    expect(curves(7)).not.toBe(curves(8));
  });
});

describe('data-parallel ranks', () => {
  it('count a batch as the next multiple of the ranks', () => {
    const curves = decodeCurves({ ...rows, attentionDp: 4 });
    expect(curves(5)).toBe(curves(8));
    expect(curves(9)).not.toBe(curves(8));
    expect(linearAt(curves(5), 100) * 1000).toBeCloseTo(17, 9); // as of 8
  });
});

describe('a calibration', () => {
  const calibrated = {
    ...rows,
    stepOverheadMs: 1,
    calibration: { prefillFactor: 1, decodeFactors: { batch: [1, 4, 16], factor: [1, 2, 4] }, source: 'a test' },
  };

  it.each([
    [1, 1],
    [2, 1.5], // half the way from 1 to 4 on the scale of logarithms
    [4, 2],
    [8, 3],
    [16, 4],
    [64, 4], // constant outside
  ])('of a batch of %d is a factor of %d on what is measured, not on the host’s time', (batch, factor) => {
    expect(ms(calibrated, batch, 100)).toBeCloseTo(1 + factor * ms(rows, batch, 100), 9);
  });

  it('goes by the batch that the ranks make of it', () => {
    expect(ms({ ...calibrated, attentionDp: 4 }, 3, 100)).toBeCloseTo(1 + 2 * ms(rows, 4, 100), 9);
  });
});

describe('a polynomial', () => {
  const profile: EngineProfile = {
    ...smallProfile({ maxKvTokens: 1000 }),
    polynomials: { prefillMs: [0, 1], decodeMs: [2, 10, 20], decodeFloorMs: 5 },
  };

  it('is over the KV usage, whatever batch makes it up', () => {
    // usage 0.5: 2 + 5 + 5
    for (const [batch, context] of [
      [1, 500],
      [5, 100],
      [10, 50],
    ] as const) {
      expect(ms(profile, batch, context)).toBeCloseTo(12, 4);
    }
  });

  it('never falls below its floor', () => {
    expect(ms(profile, 1, 10)).toBeCloseTo(5, 9);
  });

  it.each([
    [[], 3, 0],
    [[7], 3, 7],
    [[1, 2, 3], 2, 17],
    [[1, 2, 3], 0, 1],
    [[0, 0, -1], 3, -9],
  ])('%j at %d is %d', (coefficients, x, value) => {
    expect(polynomial(coefficients, x)).toBe(value);
  });

  it('has the value of the sum of its powers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 6 }),
        fc.integer({ min: -4, max: 4 }),
        (of, x) => {
          expect(polynomial(of, x)).toBeCloseTo(
            of.reduce((sum, c, power) => sum + c * x ** power, 0),
            9,
          );
        },
      ),
    );
  });
});

it('never gets shorter with more requests or longer contexts, where no measured point says so', () => {
  const any = fc.record({ batch: fc.integer({ min: 1, max: 60 }), context: fc.integer({ min: 1, max: 900 }) });
  fc.assert(
    fc.property(any, fc.nat({ max: 30 }), fc.nat({ max: 300 }), ({ batch, context }, more, longer) => {
      expect(ms(rows, batch + more, context + longer)).toBeGreaterThanOrEqual(ms(rows, batch, context) - 1e-9);
    }),
  );
});
