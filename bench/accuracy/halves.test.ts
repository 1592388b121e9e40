import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Correction } from './correction.js';
import { heldOutHalf } from './halves.js';

const point = (measurement: number, configuration: string) => ({ measurement, configuration }) as Correction;

it('configurations that share a measurement are in the same half, also by way of others', () => {
  const links = fc.array(fc.tuple(fc.nat(12), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(links, (drawn) => {
      const points = drawn.map(([measurement, configuration]) => point(measurement, `c${configuration}`));
      const isHeldOut = heldOutHalf(points);
      for (const one of points) {
        const sharing = points.filter(({ measurement }) => measurement === one.measurement);
        for (const other of sharing) expect(isHeldOut(other.configuration)).toBe(isHeldOut(one.configuration));
      }
    }),
    { numRuns: 60 },
  );
});

it('halves are about equal where nothing is shared, and the same every time', () => {
  const points = Array.from({ length: 400 }, (_, i) => point(i, `configuration ${i}`));
  const [once, again] = [heldOutHalf(points), heldOutHalf(points.toReversed())];
  const held = points.filter(({ configuration }) => once(configuration));
  expect(held.length).toBeGreaterThan(150);
  expect(held.length).toBeLessThan(250);
  for (const { configuration } of points) expect(again(configuration)).toBe(once(configuration));
});
