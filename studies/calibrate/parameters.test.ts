import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedProfile } from '../testing/index.js';
import { fittedOf, namesOf, retimed, type Shape, startOf } from './parameters.js';

const SCALE = { step_ms: 20, client_ms: 200 };
const ALL: Shape = { prefillFactor: true, batches: [1, 16], stepOverhead: true, clientOverhead: true };
const NONE: Shape = { prefillFactor: false, batches: [], stepOverhead: false, clientOverhead: false };

describe('the parameters', () => {
  it('have names in the order of the fit', () => {
    expect(namesOf(ALL)).toEqual([
      'prefillFactor',
      'decodeFactors',
      'decodeFactors',
      'stepOverheadMs',
      'clientOverheadMs',
    ]);
    expect(namesOf({ ...NONE, clientOverhead: true })).toEqual(['clientOverheadMs']);
    expect(namesOf(NONE)).toEqual([]);
  });

  it('begin without factors, and at the overheads of the profile', () => {
    const profile = shippedProfile({ stepOverheadMs: 2, clientOverheadMs: 50 });
    expect(startOf(ALL, profile, SCALE)).toEqual([0, 0, 0, 0.1, 0.25]);
    const { stepOverheadMs: _s, clientOverheadMs: _c, ...bare } = profile;
    expect(startOf(ALL, bare, SCALE)).toEqual([0, 0, 0, 0, 0]);
  });

  it('are logarithms of factors, and shares of the measured means', () => {
    const at = [Math.log(1.2), Math.log(0.5), Math.log(2), 0.1, 0.05];
    expect(fittedOf(ALL, at, shippedProfile(), SCALE)).toEqual({
      prefillFactor: expect.closeTo(1.2, 12),
      decodeFactors: { batch: [1, 16], factor: [expect.closeTo(0.5, 12), expect.closeTo(2, 12)] },
      stepOverheadMs: 2,
      clientOverheadMs: 10,
    });
  });

  it('that are not free stay as the profile has them', () => {
    const profile = shippedProfile({ stepOverheadMs: 3, clientOverheadMs: 7 });
    expect(fittedOf(NONE, [], profile, SCALE)).toEqual({
      prefillFactor: 1,
      decodeFactors: { batch: [1], factor: [1] },
      stepOverheadMs: 3,
      clientOverheadMs: 7,
    });
  });

  it('never make an overhead negative, or a factor none', () => {
    const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(values, (at) => {
        const { prefillFactor, decodeFactors, stepOverheadMs, clientOverheadMs } = fittedOf(
          ALL,
          at,
          shippedProfile(),
          SCALE,
        );
        for (const factor of [prefillFactor, ...decodeFactors.factor]) expect(factor).toBeGreaterThan(0);
        expect(Math.min(stepOverheadMs, clientOverheadMs)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 30 },
    );
  });
});

it('a profile with other times keeps everything but its times', () => {
  const before = shippedProfile({
    calibration: { prefillFactor: 9, decodeFactors: { batch: [1], factor: [9] }, source: 'old' },
  });
  const fitted = {
    prefillFactor: 1.1,
    decodeFactors: { batch: [1], factor: [1.2] },
    stepOverheadMs: 1,
    clientOverheadMs: 2,
  };
  const after = retimed(before, fitted, 'run 7');
  expect(after.calibration).toEqual({
    prefillFactor: 1.1,
    decodeFactors: { batch: [1], factor: [1.2] },
    source: 'run 7',
  });
  expect([after.stepOverheadMs, after.clientOverheadMs]).toEqual([1, 2]);
  const { calibration: _a, stepOverheadMs: _b, clientOverheadMs: _c, ...rest } = after;
  expect(before).toMatchObject(rest);
});
