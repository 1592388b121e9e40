/** Shipped profiles with what measured operating points say of their step times: `<id>:calibrated`. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { EngineProfile } from '../../planner-core/index.js';
import { HeadroomError, nearestName } from '../errors/index.js';
import { shippedPath } from '../paths.js';
import { calibrationFrom, calibrationSchema } from './headroom-form.js';

/** The factors of every profile that was measured. */
export const CALIBRATIONS_FILE = shippedPath('scenarios', 'calibrations', 'profiles.json');
/** Ends the name of a profile whose calibration is wanted. */
export const CALIBRATED = ':calibrated';

const fileSchema = z.looseObject({ profiles: z.record(z.string(), calibrationSchema) });

/** The profile with its calibration. Throws HR_PROFILE_NOT_FOUND when none ships for it. */
export function withCalibration(profile: EngineProfile): EngineProfile {
  const { profiles } = fileSchema.parse(JSON.parse(readFileSync(CALIBRATIONS_FILE, 'utf8')));
  const calibration = profiles[profile.id];
  if (calibration) return { ...profile, calibration: calibrationFrom(calibration) };
  const nearest = nearestName(profile.id, Object.keys(profiles));
  throw new HeadroomError('HR_PROFILE_NOT_FOUND', {
    message: `no calibration ships for '${profile.id}': too little of it was measured`,
    hint: nearest ? `'${nearest}' has one.` : `Use it without '${CALIBRATED}'.`,
  });
}
