import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MinTree } from './min-tree.js';

/** Slot, key (undefined takes the slot out). Few keys, so that ties are common; more slots than the first capacity. */
const changes = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 40 }), fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined })),
  { maxLength: 200 },
);
/** Ids in another order than slots. */
const idOf = (slot: number) => (slot * 17) % 41;

/** Slots by (key, id): what the tree must know without sorting. */
function sorted(keys: ReadonlyMap<number, number>): number[] {
  return [...keys.keys()].sort((a, b) => keys.get(a)! - keys.get(b)! || idOf(a) - idOf(b));
}

describe('MinTree', () => {
  it('agrees with a scan over all slots after every change', () => {
    fc.assert(
      fc.property(changes, fc.nat({ max: 2 ** 20 }), (list, mask) => {
        const tree = new MinTree();
        const keys = new Map<number, number>();
        const fits = (slot: number) => ((mask >> (slot % 20)) & 1) === 1;
        for (const [slot, key] of list) {
          if (key === undefined) {
            tree.delete(slot);
            keys.delete(slot);
          } else {
            tree.set(slot, key, idOf(slot));
            keys.set(slot, key);
          }
          const order = sorted(keys);
          expect(tree.first).toBe(order[0]);
          expect(tree.firstWhere(fits)).toBe(order.find(fits));
          const least = order.filter((at) => keys.get(at) === keys.get(order[0]!));
          expect(tree.tied).toBe(least.length);
          const tied = least.map((_, position) => tree.tiedAt(position));
          expect([...tied].sort((a, b) => a - b)).toEqual([...least].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('asks few slots where the best ones may not be taken', () => {
    const tree = new MinTree();
    for (let slot = 0; slot < 1024; slot++) tree.set(slot, (slot * 389) % 1024, slot);
    let asked = 0;
    const third = tree.firstWhere((slot) => {
      asked++;
      return tree.key(slot) >= 2;
    });
    expect(tree.key(third!)).toBe(2);
    expect(asked).toBeLessThan(50);
  });
});
