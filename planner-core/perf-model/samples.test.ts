import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen, line } from '../testing/index.js';
import { addSamples, allSamples, emptyStore, type Sample, type SampleStore, sampleCount } from './samples.js';

const at = (x: number, y = x): Sample => ({ x: [x], y });
const firstsOf = (store: SampleStore) => allSamples(store).map(({ x }) => x[0]);

describe('an empty store', () => {
  it.each([
    [1, 16, 16],
    [2, 16, 4],
    [2, 17, 4],
    [2, 3, 1],
    [1, 0, 1],
    [2, 0, 1],
  ] as const)('of %d axes and %d buckets has %d to each axis', (dimensions, buckets, perAxis) => {
    expect(emptyStore(dimensions, buckets, 8).bucketsPerAxis).toBe(perAxis);
  });

  it('holds nothing and has seen no range', () => {
    const store = emptyStore(2, 16, 8);
    expect(sampleCount(store)).toBe(0);
    expect(allSamples(store)).toEqual([]);
    expect(store.range).toBeUndefined();
  });
});

describe('samples', () => {
  it('are sorted into equal buckets of the range', () => {
    const store = addSamples(
      emptyStore(1, 4, 20),
      [0, 10, 24, 26, 49, 51, 99, 100].map((x) => at(x)),
    );
    expect(store.buckets.map((bucket) => bucket.map(({ x }) => x[0]))).toEqual([
      [0, 10, 24],
      [26, 49],
      [51],
      [99, 100],
    ]);
  });

  it('along two axes are sorted by both', () => {
    const corners: Sample[] = [
      [0, 0],
      [0, 9],
      [9, 0],
      [9, 9],
      [1, 1],
    ].map((x, y) => ({ x, y }));
    const store = addSamples(emptyStore(2, 4, 20), corners);
    expect(store.bucketsPerAxis).toBe(2);
    expect(store.buckets.map((bucket) => bucket.map(({ y }) => y)).sort()).toEqual([[0, 4], [1], [2], [3]]);
  });

  it('at one place share a bucket', () => {
    const store = addSamples(emptyStore(1, 4, 20), [at(5, 1), at(5, 2), at(5, 3)]);
    expect(store.buckets).toHaveLength(1);
    expect(store.range).toEqual([[5, 5]]);
  });

  it('are sorted anew when the range grows', () => {
    const narrow = addSamples(emptyStore(1, 2, 20), [at(0), at(4), at(10)]);
    expect(narrow.buckets).toHaveLength(2);
    const wide = addSamples(narrow, [at(100)]);
    expect(wide.buckets.map((bucket) => bucket.map(({ x }) => x[0]))).toEqual([[0, 4, 10], [100]]);
    expect(wide.range).toEqual([[0, 100]]);
  });
});

describe('a full store', () => {
  it('lets the oldest of its fullest bucket go', () => {
    const full = addSamples(emptyStore(1, 2, 4), [at(0), at(100), at(1), at(2)]);
    expect(firstsOf(addSamples(full, [at(3)]))).toEqual([1, 2, 3, 100]);
  });

  it('of two that are as full, empties the one that came first', () => {
    const full = addSamples(emptyStore(1, 2, 4), [at(0), at(100), at(1), at(99)]);
    expect(firstsOf(addSamples(full, [at(60)])).sort((a, b) => a! - b!)).toEqual([0, 1, 60, 99]);
    expect(firstsOf(addSamples(full, [at(10)])).sort((a, b) => a! - b!)).toEqual([1, 10, 99, 100]);
  });

  it('keeps what it knows of other loads through steady traffic at one', () => {
    const spread = addSamples(
      emptyStore(1, 8, 16),
      line(8, 0, 100).map((x) => at(x)),
    );
    const steady = addSamples(
      spread,
      line(200, 0, 1).map((i) => at(350, i)),
    );
    expect(sampleCount(steady)).toBe(16);
    const kept = new Set(firstsOf(steady));
    for (const x of line(8, 0, 100)) if (x < 300 || x > 400) expect(kept).toContain(x);
    expect(
      allSamples(steady)
        .filter(({ x }) => x[0] === 350)
        .at(-1)?.y,
    ).toBe(199);
  });

  it('never shrinks its range, though the edge be forgotten', () => {
    const store = addSamples(emptyStore(1, 1, 2), [at(0), at(100), at(50), at(51)]);
    expect(firstsOf(store)).toEqual([50, 51]);
    expect(store.range).toEqual([[0, 100]]);
  });
});

describe('any store', () => {
  const sample = fc.record({
    x: fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 9 })),
    y: fc.nat(),
  });
  const samples = fc.array(sample, { maxLength: 40 });
  const most = fc.integer({ min: 1, max: 12 });

  it('holds as many as it may and no more, all of them from what was added', () => {
    fc.assert(
      fc.property(samples, most, (list, limit) => {
        const store = addSamples(emptyStore(2, 9, limit), list);
        expect(sampleCount(store)).toBe(Math.min(limit, list.length));
        expect(allSamples(store)).toHaveLength(sampleCount(store));
        for (const kept of allSamples(store)) expect(list).toContain(kept);
        for (const bucket of store.buckets) expect(bucket.length).toBeGreaterThan(0);
      }),
    );
  });

  it('is the same whether samples come at once or one by one', () => {
    fc.assert(
      fc.property(samples, most, (list, limit) => {
        const empty = emptyStore(2, 9, limit);
        const single = list.reduce((store, one) => addSamples(store, [one]), empty);
        expect(new Set(allSamples(single))).toEqual(new Set(allSamples(addSamples(empty, list))));
      }),
    );
  });

  it('goes on after a restart from JSON as it would have without', () => {
    fc.assert(
      fc.property(samples, samples, most, (first, second, limit) => {
        const store = addSamples(emptyStore(2, 9, limit), first);
        const restored = JSON.parse(JSON.stringify(store)) as SampleStore;
        expect(addSamples(restored, second)).toEqual(addSamples(store, second));
      }),
    );
  });

  it('keeps the newest sample', () => {
    fc.assert(
      fc.property(samples, most, (list, limit) => {
        fc.pre(list.length > 0 && limit > 1);
        expect(allSamples(addSamples(emptyStore(2, 9, limit), list))).toContain(list.at(-1));
      }),
    );
  });

  it('leaves the one before as it was', () => {
    const before = frozen(addSamples(emptyStore(1, 4, 3), [at(1), at(2), at(3)]));
    expect(sampleCount(addSamples(before, [at(9), at(10)]))).toBe(3);
    expect(addSamples(before, [])).toBe(before);
    expect(firstsOf(before)).toEqual([1, 2, 3]);
  });
});
