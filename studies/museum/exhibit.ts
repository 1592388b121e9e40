/** The exhibits: a scenario file each, and in `exhibits.yaml` what it stands for, what must hold, and who failed. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { HeadroomError, nearestName } from '../../scenarios/errors/index.js';
import { shippedPath } from '../../scenarios/index.js';
import { needSchema } from './need.js';
import { propertySchema } from './properties/index.js';

const exhibitSchema = z.strictObject({
  /** Name of its scenario file, without `.yaml`. */
  id: z.string().regex(/^\d\d-[a-z-]+$/),
  title: z.string(),
  /** Threads in which it was seen, as `repository#number`. */
  seen_in: z.array(z.string()).min(1),
  /** Fewest and most workers of a role that a policy is given. */
  bounds: z.strictObject({ min: z.int().nonnegative(), max: z.int().positive() }),
  need: needSchema,
  properties: z.array(propertySchema).min(1),
  culprit: z.strictObject({
    /** The scenario's own planner, in words. */
    who: z.string(),
    /** What else was so then and is not any more, as fields of the scenario. */
    set: z.array(z.string()).default([]),
  }),
});

/** One exhibit, as `exhibits.yaml` describes it. */
export type Exhibit = z.infer<typeof exhibitSchema>;

/** All exhibits, in their order. */
export function exhibits(): Exhibit[] {
  return z.array(exhibitSchema).parse(parse(readFileSync(shippedPath('scenarios', 'museum', 'exhibits.yaml'), 'utf8')));
}

/** The exhibits of these names: an id, its number, or its words. All of them for no name. Throws HR_USAGE. */
export function chosenExhibits(names: readonly string[]): Exhibit[] {
  const all = exhibits();
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find(({ id }) =>
      [id, id.slice(3), id.slice(0, 2), String(Number(id.slice(0, 2)))].includes(name),
    );
    if (found) return found;
    const ids = all.map(({ id }) => id);
    const nearest = nearestName(name, ids);
    throw new HeadroomError('HR_USAGE', {
      message: `there is no exhibit '${name}'`,
      hint: `${nearest ? `Did you mean '${nearest}'? ` : ''}There are ${ids.join(', ')}.`,
    });
  });
}

/** Its scenario file. */
export function scenarioPath({ id }: Exhibit): string {
  return shippedPath('scenarios', 'museum', `${id}.yaml`);
}
