import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PythonError } from '../python.js';
import { shrinkByFloor, shrinkByRounding, shrinkOneByFloor } from './budget.js';

const pair = (prefill: number, decode: number) => ({ prefill, decode });
type Two = readonly [prefill: number, decode: number];
type Row = [what: string, counts: Two, each: Two, budget: number, least: number, shrunk: Two];
const count = fc.integer({ min: 0, max: 60 });
const gpus = fc.integer({ min: 1, max: 8 });
const total = (counts: { prefill: number; decode: number }, p: number, d: number) =>
  counts.prefill * p + counts.decode * d;

describe('the seed era: rounded', () => {
  it.each<Row>([
    ['within the budget', [3, 4], [1, 1], 7, 1, [3, 4]],
    ['in proportion', [6, 6], [1, 1], 6, 1, [3, 3]],
    ['prefill 2.5 to even', [5, 5], [1, 1], 5, 1, [2, 3]],
    ['prefill 3.5 to even', [7, 7], [1, 1], 7, 1, [4, 3]],
    ['decode 1.5 to even', [4, 4], [1, 2], 7, 1, [2, 2]],
    ['never below the minimum', [1, 50], [1, 1], 10, 2, [2, 8]],
    ['a minimum above the budget wins', [5, 5], [1, 1], 3, 4, [4, 4]],
    ['rounding may exceed the budget: 8 of 7 GPUs', [3, 3], [2, 2], 7, 1, [2, 2]],
    ['a budget of nothing', [5, 5], [1, 1], 0, 1, [1, 1]],
    ['a negative budget is one like others', [5, 5], [1, 1], -5, 1, [1, 1]],
  ])('%s', (_what, counts, each, budget, least, shrunk) => {
    expect(shrinkByRounding(pair(...counts), pair(...each), budget, least)).toEqual(pair(...shrunk));
  });

  it('raises where decode workers have no GPUs, as the planner would', () => {
    expect(() => shrinkByRounding(pair(9, 1), pair(1, 0), 5, 1)).toThrow(PythonError);
  });

  it('exceeds the budget by half a worker of each at most, above the minimum', () => {
    fc.assert(
      fc.property(count, count, gpus, gpus, fc.integer({ min: 0, max: 200 }), (p, d, pg, dg, budget) => {
        const shrunk = shrinkByRounding(pair(p, d), pair(pg, dg), budget, 0);
        expect(total(shrunk, pg, dg)).toBeLessThanOrEqual(Math.max(budget, 0) + Math.max(pg, dg) / 2 + pg / 2);
        expect(Number.isInteger(shrunk.prefill) && Number.isInteger(shrunk.decode)).toBe(true);
      }),
    );
  });
});

describe('1.0: rounded down', () => {
  it.each<Row>([
    ['within the budget', [3, 4], [1, 1], 7, 1, [3, 4]],
    ['in proportion, the rest to decode', [5, 5], [1, 1], 5, 1, [2, 3]],
    ['never above the budget', [3, 3], [2, 2], 7, 1, [1, 2]],
    ['prefill leaves room for the least decode', [50, 1], [1, 4], 10, 1, [6, 1]],
    ['the minimum fits exactly', [9, 9], [1, 1], 4, 2, [2, 2]],
    ['the minimum does not fit: nothing', [9, 9], [1, 1], 3, 2, [0, 0]],
    ['a budget of nothing', [9, 9], [1, 1], 0, 1, [0, 0]],
    ['a budget of nothing and no minimum', [9, 9], [1, 1], 0, 0, [0, 0]],
    ['no budget', [900, 900], [8, 8], -1, 1, [900, 900]],
  ])('%s', (_what, counts, each, budget, least, shrunk) => {
    expect(shrinkByFloor(pair(...counts), pair(...each), budget, least)).toEqual(pair(...shrunk));
  });

  it('keeps the budget, and the minimum where that fits', () => {
    const least = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(count, count, gpus, gpus, fc.integer({ min: 0, max: 200 }), least, (p, d, pg, dg, budget, min) => {
        const counts = pair(Math.max(p, min), Math.max(d, min));
        const shrunk = shrinkByFloor(counts, pair(pg, dg), budget, min);
        expect(total(shrunk, pg, dg)).toBeLessThanOrEqual(budget);
        if (budget >= min * (pg + dg)) expect(Math.min(shrunk.prefill, shrunk.decode)).toBeGreaterThanOrEqual(min);
      }),
    );
  });

  it('gives no fewer GPUs from a larger budget, by half of those of a worker at the most', () => {
    const budget = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(count, count, gpus, gpus, budget, budget, (p, d, pg, dg, a, b) => {
        const used = (most: number) => total(shrinkByFloor(pair(p + 1, d + 1), pair(pg, dg), most, 1), pg, dg);
        expect(used(Math.max(a, b))).toBeGreaterThanOrEqual(used(Math.min(a, b)) - Math.max(pg, dg));
      }),
    );
  });
});

describe('1.0, one role alone', () => {
  it.each([
    [5, 1, 5, 1, 5],
    [5, 1, 4, 1, 4],
    [5, 2, 7, 1, 3],
    [5, 2, 1, 1, 0],
    [5, 2, 2, 1, 1],
    [5, 1, 3, 3, 3],
    [5, 1, 2, 3, 0],
    [5, 8, -1, 1, 5],
    [0, 8, 0, 0, 0],
  ])('%d workers of %d GPUs under %d, %d at least: %d', (workers, each, budget, least, shrunk) => {
    expect(shrinkOneByFloor(workers, each, budget, least)).toBe(shrunk);
  });

  it('keeps the budget, and never fewer from a larger one', () => {
    const budget = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(count, gpus, budget, budget, (workers, each, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)].map((most) => shrinkOneByFloor(workers, each, most, 1));
        expect(large! * each).toBeLessThanOrEqual(Math.max(a, b));
        expect(large).toBeGreaterThanOrEqual(small!);
      }),
    );
  });
});
