import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheaperNeighbours, fewest, smallest } from './search.js';

const space = { engine: 'e', mode: 'disaggregated', mostWorkers: 20 } as const;

describe('smallest', () => {
  it('is as small as trying everything finds, whatever the boundary, and asks less', () => {
    // a falling boundary: the more prefill workers, the fewer decode workers are enough
    const boundary = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 20, maxLength: 20 }).map((needs) => {
      const falling = [...needs].sort((a, b) => b - a);
      return (prefill: number) => falling[prefill - 1] ?? 1;
    });
    fc.assert(
      fc.property(boundary, (decodeFor) => {
        let asked = 0;
        const enough = (prefill: number, decode: number) => decode >= decodeFor(prefill);
        const found = smallest(space, ({ counts }) => {
          asked++;
          return enough(counts.prefill!, counts.decode!);
        });
        const sums = Array.from({ length: 19 }, (_, i) => i + 1)
          .flatMap((prefill) => Array.from({ length: 20 - prefill }, (_, i) => [prefill, i + 1] as const))
          .filter(([prefill, decode]) => enough(prefill, decode))
          .map(([prefill, decode]) => prefill + decode);
        const least = sums.length > 0 ? Math.min(...sums) : undefined;
        expect(found && found.counts.prefill! + found.counts.decode!).toBe(least);
        expect(asked).toBeLessThan(210);
      }),
    );
  });

  it('is nothing where even every GPU is not enough', () => {
    expect(smallest(space, () => false)).toBeUndefined();
    expect(smallest({ ...space, mostWorkers: 1 }, () => true)).toBeUndefined();
  });

  it('counts one pool where workers do both', () => {
    const found = smallest({ ...space, mode: 'aggregated' }, ({ counts }) => counts.aggregated! >= 13);
    expect(found?.counts).toEqual({ aggregated: 13 });
  });
});

it('fewest finds the boundary with few questions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (need, most) => {
      fc.pre(need <= most);
      let asked = 0;
      const enough = (count: number) => {
        asked++;
        return count >= need;
      };
      expect(fewest(most, enough)).toBe(need);
      expect(asked).toBeLessThanOrEqual(22);
    }),
  );
});

it('a cheaper neighbour has one worker less and none without workers', () => {
  const counts = { prefill: 3, decode: 1 };
  expect(cheaperNeighbours({ engine: 'e', mode: 'disaggregated', counts }).map((one) => one.counts)).toEqual([
    { prefill: 2, decode: 1 },
  ]);
});
