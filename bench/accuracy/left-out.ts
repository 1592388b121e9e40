/** Which points may not speak of a place when it is scored. */
import type { Correction } from './correction.js';

export type LeftOut = (point: Correction) => boolean;

/** Every record of the same measurement. */
export function leftOutCalibrated(place: Correction): LeftOut {
  return (point) => point.measurement === place.measurement;
}

/** Every point of the same engine profile too, whatever its configuration. */
export function leftOutUncalibrated(place: Correction): LeftOut {
  return (point) => point.profile === place.profile || point.measurement === place.measurement;
}
