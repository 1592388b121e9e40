/** Corrections carried from point to point, with one share that matters at a time. */
import { describe, expect, it } from 'vitest';
import { madeCorrection, madeShares } from '../testing/index.js';
import type { Correction } from './correction.js';
import { corrector } from './corrections.js';
import { leftOutCalibrated, leftOutUncalibrated } from './left-out.js';
import type { Shares } from './likeness.js';
import type { Settings } from './settings.js';

const nobody = () => false;

function settings(shares: Partial<Shares>, more: Partial<Settings> = {}): Settings {
  return { shares: madeShares(shares), noise: 1e-6, least: -3, most: 3, ...more };
}

/** Three profiles, two of which agree; the middle value is 0. */
const POINTS = [
  madeCorrection({ profile: 'low', measurement: 1, ttft: -1, tpot: 2 }),
  madeCorrection({ profile: 'mid', measurement: 2, ttft: 0, tpot: 0 }),
  madeCorrection({ profile: 'high', measurement: 3, ttft: 0.5, tpot: -2 }),
];

describe('what to expect', () => {
  it.each([
    ['low', -1],
    ['mid', 0],
    ['high', 0.5],
    ['unknown', 0], // the middle value
  ])('of profile %s is %d', (profile, value) => {
    const expected = corrector(POINTS, 'ttft', settings({ profile: 1 }))(madeCorrection({ profile }));
    expect(expected(nobody)).toBeCloseTo(value, 4);
  });

  it('is of the quantity that was asked for', () => {
    const place = madeCorrection({ profile: 'low' });
    expect(corrector(POINTS, 'tpot', settings({ profile: 1 }))(place)(nobody)).toBeCloseTo(2, 4);
  });

  it('is shrunk by noise: value × share ÷ (share + noise)', () => {
    const place = madeCorrection({ profile: 'low' });
    const guess = corrector(POINTS, 'ttft', settings({ profile: 1 }, { noise: 3 }))(place)(nobody);
    expect(guess).toBeCloseTo(-0.25, 9);
  });

  it('is cut at both ends before it counts', () => {
    const bounded = corrector(POINTS, 'tpot', settings({ profile: 1 }, { least: -0.5, most: 1 }));
    expect(bounded(madeCorrection({ profile: 'low' }))(nobody)).toBeCloseTo(1, 4);
    expect(bounded(madeCorrection({ profile: 'high' }))(nobody)).toBeCloseTo(-0.5, 4);
  });
});

describe('what is left out', () => {
  const twins: Correction[] = [
    madeCorrection({ configuration: 'a', profile: 'p', measurement: 7 }),
    madeCorrection({ configuration: 'b', profile: 'q', measurement: 7 }),
    madeCorrection({ configuration: 'a', profile: 'p', measurement: 8 }),
    madeCorrection({ configuration: 'a', profile: 'r', measurement: 9 }),
  ];

  it('calibrated: every record of the measurement, under whatever name', () => {
    expect(twins.map(leftOutCalibrated(twins[0]!))).toEqual([true, true, false, false]);
  });

  it('uncalibrated: all of its profile too, but not all of its configuration', () => {
    expect(twins.map(leftOutUncalibrated(twins[0]!))).toEqual([true, true, true, false]);
  });

  it('does not speak: a lone point without itself is the middle value', () => {
    const place = POINTS[0]!;
    const expected = corrector(POINTS, 'ttft', settings({ profile: 1 }))(place);
    expect(expected(nobody)).toBeCloseTo(-1, 4);
    expect(expected(leftOutCalibrated(place))).toBeCloseTo(0, 4);
  });

  it('leaves the others to speak', () => {
    const points = [...POINTS, madeCorrection({ profile: 'low', measurement: 4, ttft: -1 })];
    const place = POINTS[0]!;
    const expected = corrector(points, 'ttft', settings({ profile: 1 }))(place);
    expect(expected(leftOutCalibrated(place))).toBeCloseTo(-1, 3);
    expect(expected(leftOutUncalibrated(place))).toBeCloseTo(-0.5, 3); // the middle of −1, −1, 0, 0.5
  });
});
