import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madeCorrection } from '../testing/index.js';
import type { Correction } from './correction.js';
import { profileCalibration } from './profile-calibration.js';

/** Points that decode so many times as slow as simulated, at these loads. */
const points = (...all: readonly (readonly [concurrency: number, factor: number])[]) =>
  all.map(([concurrency, factor]) => madeCorrection({ concurrency, tpot: Math.log(factor) }));

/** Four points that say nothing of prefill, and these. */
function prefillFactor(...prompts: readonly Partial<Correction>[]): number {
  const others = points([64, 1.5], [64, 1.5], [64, 1.5], [64, 1.5]);
  return profileCalibration([...others, ...prompts.map(madeCorrection)], 's')!.prefillFactor!;
}
const light = (factor: number): Partial<Correction> => ({ concurrency: 16, isl: 4096, ttft: Math.log(factor) });

it('three points are too few', () => {
  expect(profileCalibration(points([1, 1], [2, 1], [4, 1]), 's')).toBeUndefined();
  expect(profileCalibration(points([1, 1], [2, 1], [4, 1], [8, 1]), 's')).toBeDefined();
});

describe('decode', () => {
  it('has the middle factor of each load, loads ascending', () => {
    const calibration = profileCalibration(points([64, 1.5], [4, 2], [64, 1.1], [64, 9], [4, 2]), 'measured');
    expect(calibration).toMatchObject({ decodeFactors: { batch: [4, 64], factor: [2, 1.5] }, source: 'measured' });
  });

  it('between two points has their geometric middle', () => {
    const calibration = profileCalibration(points([1, 1], [1, 4], [2, 1], [2, 1]), 's');
    expect(calibration!.decodeFactors!.factor).toEqual([2, 1]);
  });

  it('loads ascend whatever the order of the points', () => {
    const loads = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(loads, (all) => {
        const { batch, factor } = profileCalibration(points(...all.map((load) => [load, 1] as const)), 's')!
          .decodeFactors!;
        expect(batch).toEqual([...new Set(all)].sort((a, b) => a - b));
        expect(factor).toEqual(batch.map(() => 1));
      }),
      { numRuns: 30 },
    );
  });
});

describe('prefill', () => {
  it('is the middle TTFT of long prompts under light load', () => {
    expect(prefillFactor(light(1.2), light(1.25), light(2))).toBe(1.25);
  });

  it.each<[string, Partial<Correction>]>([
    ['short prompts', { isl: 4095 }],
    ['load', { concurrency: 17 }],
  ])('does not listen to %s', (_, fields) => {
    expect(prefillFactor(light(1.2), { ...light(2), ...fields })).toBe(1.2);
  });

  it('without such prompts is as slow as decoding', () => {
    expect(prefillFactor()).toBe(1.5);
  });

  it.each([
    [10, 3],
    [3, 3],
    [0.01, 0.333],
  ])('of %d counts as %d', (measured, factor) => {
    expect(prefillFactor(light(measured))).toBe(factor);
  });
});
