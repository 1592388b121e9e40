import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HolderIndex } from './holder-index.js';

/** More slots than fit one word of bits, few blocks, so that blocks are shared and let go of often. */
const slot = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 70 }));
const block = fc.integer({ min: 0, max: 6 });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant('store' as const), slot, block }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('drop' as const), slot, block }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('forget' as const), slot, block }) },
);

describe('HolderIndex', () => {
  it('agrees with a map of sets', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), fc.array(block, { maxLength: 5 }), (steps, prefix) => {
        const index = new HolderIndex();
        const held = new Map<number, Set<number>>();
        const waiting = new Set<number>();
        for (const { act, slot: at, block: of } of steps) {
          // A slot that has not been given back has no worker, so nothing is told about it.
          if (waiting.has(at)) continue;
          if (act === 'store') {
            index.store(at, of);
            held.set(at, (held.get(at) ?? new Set()).add(of));
          } else if (act === 'drop') {
            index.drop(at, of);
            held.get(at)?.delete(of);
          } else {
            held.delete(at);
            waiting.add(at);
            for (const clean of index.forget(at)) waiting.delete(clean);
          }
          const depths = new Map<number, number>();
          index.walk(prefix, (found, depth) => {
            expect(depths.has(found)).toBe(false);
            depths.set(found, depth);
          });
          expect(sorted(depths)).toEqual(sorted(depthsByScan(held, prefix)));
          for (const found of held.keys()) expect(index.depthOf(found, prefix)).toBe(depths.get(found) ?? 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('forgets every block of workers that are gone', () => {
    const index = new HolderIndex();
    for (let worker = 0; worker < 40; worker++) {
      for (let of = 0; of < 10; of++) index.store(worker, of);
      index.store(worker, 1000 + worker);
    }
    const clean = Array.from({ length: 40 }, (_, worker) => index.forget(worker)).flat();
    expect(clean.sort((a, b) => a - b)).toEqual(Array.from({ length: clean.length }, (_, worker) => worker));
    expect(clean.length).toBeGreaterThanOrEqual(40 - 10);
    expect(index.size).toBe(40 - clean.length + (clean.length < 40 ? 10 : 0));
  });
});

function depthsByScan(held: ReadonlyMap<number, ReadonlySet<number>>, prefix: readonly number[]): Map<number, number> {
  const depths = new Map<number, number>();
  for (const [at, blocks] of held) {
    const gap = prefix.findIndex((of) => !blocks.has(of));
    const depth = gap === -1 ? prefix.length : gap;
    if (depth > 0) depths.set(at, depth);
  }
  return depths;
}

function sorted(depths: ReadonlyMap<number, number>): [number, number][] {
  return [...depths].sort(([a], [b]) => a - b);
}
