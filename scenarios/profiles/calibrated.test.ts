import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusal } from '../testing/refusals.js';
import { SMALL_PROFILE } from '../testing/small-profile.js';
import { CALIBRATIONS_FILE, withCalibration } from './calibrated.js';
import { engineFaults } from './check-steps.js';
import { shippedProfiles } from './load.js';

const shipped = JSON.parse(readFileSync(CALIBRATIONS_FILE, 'utf8')) as {
  profiles: Record<
    string,
    { prefill_factor: number; decode_factors: { batch: number[]; factor: number[] }; source: string }
  >;
};

describe('a calibrated profile', () => {
  it('has the factors that ship for its id, instead of its own', () => {
    const [id, calibration] = Object.entries(shipped.profiles)[0]!;
    expect(withCalibration({ ...SMALL_PROFILE, id })).toEqual({
      ...SMALL_PROFILE,
      id,
      calibration: {
        prefillFactor: calibration.prefill_factor,
        decodeFactors: calibration.decode_factors,
        source: calibration.source,
      },
    });
  });

  it('is refused where none ships, with the nearest that has one', () => {
    const [id] = Object.keys(shipped.profiles);
    expect(refusal(() => withCalibration({ ...SMALL_PROFILE, id: `${id}x` }))).toEqual({
      code: 'HR_PROFILE_NOT_FOUND',
      message: `no calibration ships for '${id}x': too little of it was measured`,
      hint: expect.stringMatching(/^'.*' has one\.$/),
    });
    expect(refusal(() => withCalibration({ ...SMALL_PROFILE, id: 'zzz' })).hint).toBe("Use it without ':calibrated'.");
  });
});

describe('shipped calibrations', () => {
  it('are of profiles that ship, sound, and say what they were fitted to', () => {
    const ids = shippedProfiles();
    for (const id of Object.keys(shipped.profiles)) {
      expect(ids).toContain(id);
      const profile = withCalibration({ ...SMALL_PROFILE, id });
      expect(engineFaults(profile)).toEqual([]);
      expect(profile.calibration!.source).toMatch(/^\d+ operating points/);
    }
  });
});
