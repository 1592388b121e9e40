import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RangeSpec, SweepSpec } from '../../scenarios/index.js';
import { pointsOf } from './points.js';

type Axes = SweepSpec['axes'];
const sweep = (axes: Axes, sample?: SweepSpec['sample']): SweepSpec => ({
  scenario: 'x.yaml',
  set: [],
  seeds: 1,
  axes,
  ...(sample && { sample }),
});
const range = (fields: Partial<RangeSpec> = {}): RangeSpec => ({
  from: 1,
  to: 100,
  steps: 3,
  scale: 'linear',
  whole: false,
  ...fields,
});
const valuesOn = (axis: string, axes: Axes, sample?: SweepSpec['sample']) =>
  pointsOf(sweep(axes, sample)).map(({ values }) => values[axis]);

describe('a grid', () => {
  it('is every combination, the last axis turning fastest', () => {
    expect(pointsOf(sweep({ 'a.b': [1, 2], c: ['x', { y: 1 }] })).map(({ sets }) => sets)).toEqual([
      ['a.b=1', 'c="x"'],
      ['a.b=1', 'c={"y":1}'],
      ['a.b=2', 'c="x"'],
      ['a.b=2', 'c={"y":1}'],
    ]);
  });

  it('has each combination once, in the same order every time, whatever the axes', () => {
    const axis = fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), axis, { minKeys: 1 }), (axes) => {
        const points = pointsOf(sweep(axes));
        const count = Object.values(axes).reduce((product, values) => product * values.length, 1);
        expect(new Set(points.map(({ sets }) => sets.join())).size).toBe(count);
        expect(points).toHaveLength(count);
        expect(pointsOf(sweep(axes))).toEqual(points);
      }),
      { numRuns: 50 },
    );
  });

  it('of one axis of one value is one point', () => {
    expect(pointsOf(sweep({ a: [7] }))).toEqual([{ values: { a: 7 }, sets: ['a=7'] }]);
  });

  it('whose axis names several fields sets them all', () => {
    expect(pointsOf(sweep({ 'p, q.r': [1, 2] })).map(({ sets }) => sets)).toEqual([
      ['p=1', 'q.r=1'],
      ['p=2', 'q.r=2'],
    ]);
  });

  it('may hold nothing and truth as values', () => {
    expect(pointsOf(sweep({ a: [null, false, ''] })).map(({ sets }) => sets[0])).toEqual(['a=null', 'a=false', 'a=""']);
  });
});

describe('a range', () => {
  it.each<[string, Partial<RangeSpec>, number[]]>([
    ['lies evenly, ends included', { steps: 4 }, [1, 34, 67, 100]],
    ['lies by equal ratios', { scale: 'log' }, [1, 10, 100]],
    ['may fall', { from: 10, to: 0 }, [10, 5, 0]],
    ['is rounded to whole numbers where asked', { from: 1, to: 4, whole: true }, [1, 3, 4]],
    ['has a number that rounding makes twice but once', { from: 1, to: 2, steps: 5, whole: true }, [1, 2]],
    ['has six digits', { from: 0, to: 1, steps: 4 }, [0, 0.333333, 0.666667, 1]],
    ['of two steps is its ends', { steps: 2, scale: 'log' }, [1, 100]],
  ])('%s', (_what, fields, values) => {
    expect(valuesOn('p', { p: range(fields) })).toEqual(values);
  });
});

describe('a sample', () => {
  const axes: Axes = { a: range({ from: 0, to: 1 }), b: range({ scale: 'log' }), c: [7, 8, 9] };

  it('has one point in every stratum of every axis, the same ones for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1000), (points, seed) => {
        const sample = { points, seed };
        // values are written with six digits, so that one at the edge of its stratum may seem to be in the next
        const inOrder = (shares: number[]) =>
          shares
            .toSorted((x, y) => x - y)
            .every((share, i) => share >= (i - 1e-3) / points && share <= (i + 1 + 1e-3) / points);
        const numbers = (axis: string) => valuesOn(axis, axes, sample).map(Number);
        expect(inOrder(numbers('a'))).toBe(true);
        expect(inOrder(numbers('b').map((value) => Math.log(value) / Math.log(100)))).toBe(true);
        const counts = [7, 8, 9].map((value) => numbers('c').filter((one) => one === value).length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
        expect(pointsOf(sweep(axes, sample))).toEqual(pointsOf(sweep(axes, sample)));
      }),
      { numRuns: 60 },
    );
  });

  it('is another one with another seed', () => {
    expect(valuesOn('a', axes, { points: 5, seed: 1 })).not.toEqual(valuesOn('a', axes, { points: 5, seed: 2 }));
  });

  it('has as many points as asked for, however many values its axes list', () => {
    expect(pointsOf(sweep({ c: [7, 8, 9] }, { points: 2, seed: 1 }))).toHaveLength(2);
  });

  it('stays between the ends', () => {
    const values = valuesOn('n', { n: range({ from: 1, to: 4, whole: true }) }, { points: 50, seed: 3 });
    expect(new Set(values)).toEqual(new Set([1, 2, 3, 4]));
  });
});
