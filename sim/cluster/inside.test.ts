import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inside } from './inside.js';
import { inFlightOf } from './testing/workers.js';

const ids = (inside: Inside) => inside.all().map(({ request }) => request.id);

describe('everybody inside', () => {
  it('is nobody at first', () => {
    const inside = new Inside();
    expect([inside.size, ids(inside)]).toEqual([0, []]);
  });

  it.each([
    [0, [1, 2]],
    [1, [0, 2]],
    [2, [0, 1]],
  ])('stays in order of arrival when number %d leaves', (leaver, left) => {
    const inside = new Inside();
    const all = [0, 1, 2].map((id) => inFlightOf(id));
    for (const each of all) inside.add(each);
    inside.remove(all[leaver]!);
    expect(ids(inside)).toEqual(left);
    expect([all[leaver]!.newer, all[leaver]!.older]).toEqual([undefined, undefined]);
  });

  it('may leave while a list of them is gone through', () => {
    const inside = new Inside();
    for (const id of [0, 1, 2]) inside.add(inFlightOf(id));
    for (const each of inside.all()) inside.remove(each);
    expect([inside.size, ids(inside)]).toEqual([0, []]);
  });

  it('is who has come and not left, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat({ max: 30 })), { maxLength: 120 }), (script) => {
        const inside = new Inside();
        const model: ReturnType<typeof inFlightOf>[] = [];
        script.forEach((place, id) => {
          if (place === null || model.length === 0) {
            const comes = inFlightOf(id);
            inside.add(comes);
            model.push(comes);
          } else {
            inside.remove(model.splice(place % model.length, 1)[0]!);
          }
          expect(inside.all()).toEqual(model);
          expect(inside.size).toBe(model.length);
        });
      }),
      { numRuns: 50 },
    );
  });
});
