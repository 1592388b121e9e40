/** The kinds of properties that an exhibit may name, by what `holds`. */
import { z } from 'zod';
import {
  countSchemas,
  noFewerThanNeeded,
  noMoreThanNeeded,
  notLowered,
  raisesNoFurther,
  rises,
  smallSteps,
  still,
} from './counts.js';
import type { Property } from './property.js';
import { factorSchema, factorsBounded, says, saysSchema, soundNumbers, soundSchema } from './reasoning.js';
import { drains, drainsSchema, keepsSchema, losesNothing } from './service.js';

/** Any property, as it stands in `exhibits.yaml`. */
export const propertySchema = z.discriminatedUnion('holds', [
  ...countSchemas,
  drainsSchema,
  keepsSchema,
  saysSchema,
  factorSchema,
  soundSchema,
]);

/** A property that was read. */
export type PropertySpec = z.infer<typeof propertySchema>;

/** The check that it stands for. */
export function propertyOf(spec: PropertySpec): Property {
  switch (spec.holds) {
    case 'no_more_than_needed':
      return noMoreThanNeeded(spec);
    case 'no_fewer_than_needed':
      return noFewerThanNeeded(spec);
    case 'raises_no_further':
      return raisesNoFurther(spec);
    case 'not_lowered':
      return notLowered(spec);
    case 'rises':
      return rises(spec);
    case 'still':
      return still(spec);
    case 'small_steps':
      return smallSteps(spec);
    case 'drains':
      return drains(spec);
    case 'loses_nothing':
      return losesNothing();
    case 'says':
      return says(spec);
    case 'factors_bounded':
      return factorsBounded(spec);
    case 'sound_numbers':
      return soundNumbers();
  }
}

export type { Breach, Circumstances, Property } from './property.js';
export { WITHIN_BOUNDS } from './reasoning.js';
