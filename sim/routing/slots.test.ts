/** Small numbers for workers, given back when a worker goes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Routable } from './router.js';
import { Slots } from './slots.js';

describe('slots', () => {
  it('are the lowest numbers, in order of coming', () => {
    const slots = new Slots<Routable>();
    expect([7, 3, 9].map((id) => slots.add({ id }))).toEqual([0, 1, 2]);
    expect([slots.limit, slots.ofId(3), slots.of({ id: 9 }), slots.at(0)]).toEqual([3, 1, 2, { id: 7 }]);
  });

  it('know nobody who is not here', () => {
    const slots = new Slots<Routable>();
    expect([slots.limit, slots.ofId(1), slots.at(0), slots.remove({ id: 1 })]).toEqual([
      0,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are given to others only once they are released', () => {
    const slots = new Slots<Routable>();
    for (const id of [0, 1]) slots.add({ id });
    expect(slots.remove({ id: 0 })).toBe(0);
    expect([slots.at(0), slots.ofId(0), slots.add({ id: 2 })]).toEqual([undefined, undefined, 2]);
    slots.release(0);
    expect([slots.add({ id: 3 }), slots.limit]).toEqual([0, 3]);
  });
});

it('no two workers ever have the same slot, and each is found again', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat({ max: 20 })), { maxLength: 80 }), (script) => {
      const slots = new Slots<Routable>();
      const here: Routable[] = [];
      script.forEach((place, id) => {
        if (place === null || here.length === 0) {
          const worker = { id };
          here.push(worker);
          slots.add(worker);
        } else {
          const [gone] = here.splice(place % here.length, 1);
          slots.release(slots.remove(gone!)!);
        }
        const taken = here.map((worker) => slots.of(worker)!);
        expect(new Set(taken).size).toBe(here.length);
        expect(taken.map((slot) => slots.at(slot))).toEqual(here);
        expect(slots.limit).toBeGreaterThanOrEqual(here.length);
      });
    }),
    { numRuns: 60 },
  );
});
