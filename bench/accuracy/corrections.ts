/**
 * Measured ÷ simulated, carried from measured points to others: what configuration, model, system, backend and load have in
 * common decides how much one point says about another.
 */
import type { Correction, Quantity } from './correction.js';
import { createKriging } from './kriging.js';
import { likeness, locate } from './likeness.js';
import type { Settings } from './settings.js';

/** Logarithm of measured ÷ simulated to expect, from all points but those that `isLeftOut` names. */
export type Expected = (isLeftOut: (point: Correction) => boolean) => number;

/** What to expect at a place. */
export type Corrector = (place: Correction) => Expected;

/** What these points say of a quantity elsewhere. */
export function corrector(points: readonly Correction[], quantity: Quantity, settings: Settings): Corrector {
  const { shares, noise, least, most } = settings;
  const located = points.map((point) => locate(point, quantity));
  const kriging = createKriging(points.length, (i, j) => likeness(shares, located[i]!, located[j]!), noise);
  const weights = kriging.weights(
    Float64Array.from(points, (point) => Math.min(most, Math.max(least, point[quantity]))),
  );
  return (place) => {
    const at = locate(place, quantity);
    const alike = Float64Array.from(located, (other) => likeness(shares, at, other));
    return (isLeftOut) => {
      const without = points.flatMap((point, i) => (isLeftOut(point) ? [i] : []));
      return kriging.predict(alike, weights, without);
    };
  };
}
