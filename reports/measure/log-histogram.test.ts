import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durations, histogramOf } from '../testing/durations.js';
import { LogHistogram } from './log-histogram.js';

/** Nearest rank ⌈q·n⌉ of the values themselves. */
function exactQuantile(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(q * values.length)) - 1]!;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a quantile', () => {
  it.each([0.001, 0.005, 0.05])('is within %d of the exact one, whatever the values', (relativeError) => {
    fc.assert(
      fc.property(durations, share, (values, q) => {
        const exact = exactQuantile(values, q);
        const found = histogramOf(values, relativeError).quantile(q);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * relativeError * (1 + 1e-9));
      }),
    );
  });

  it('never falls as the probability rises, and stays between the least and the most', () => {
    fc.assert(
      fc.property(durations, fc.array(share, { minLength: 2 }), (values, shares) => {
        const histogram = histogramOf(values);
        const found = shares.toSorted((a, b) => a - b).map((q) => histogram.quantile(q));
        expect(found).toEqual(found.toSorted((a, b) => a - b));
        expect(found[0]).toBeGreaterThanOrEqual(Math.min(...values));
        expect(found.at(-1)).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });

  it('of one value is that value, wherever it is asked for', () => {
    const one = histogramOf([0.1234567]);
    for (const q of [0, 0.001, 0.5, 0.999, 1]) expect(one.quantile(q)).toBe(0.1234567);
  });

  it('is of nearest rank: half of four is the second', () => {
    const four = histogramOf([1, 2, 3, 4]);
    const rounded = (q: number) => Math.round(four.quantile(q));
    expect([0, 0.25, 0.26, 0.5, 0.51, 0.75, 0.76, 1].map(rounded)).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('is the largest value itself at the end', () => {
    expect(histogramOf([1, 7.77777]).quantile(1)).toBe(7.77777);
  });

  it('counts zeros, which have no logarithm', () => {
    const histogram = histogramOf([0, 0, 0, 5]);
    expect(histogram.quantile(0.75)).toBe(0);
    expect(histogram.quantile(0.76)).toBe(5);
    expect(histogramOf([0, 0]).quantile(1)).toBe(0);
    expect(histogramOf([0, 1, 2]).quantile(0.5)).toBeCloseTo(1, 2);
  });

  it('holds from a nanosecond to a year', () => {
    const wide = histogramOf([1e-9, 1, 3.15e7, 1e-9]);
    expect(wide.quantile(0.5)).toBeCloseTo(1e-9, 11);
    expect(wide.quantile(0.75)).toBeCloseTo(1, 2);
    expect(wide.quantile(1)).toBe(3.15e7);
  });

  it('counts each value as often as it is told', () => {
    const weighted = new LogHistogram();
    weighted.record(1, 99);
    weighted.record(100, 1);
    expect(weighted.quantile(0.99)).toBeCloseTo(1, 2);
    expect(weighted.quantile(0.991)).toBe(100);
    expect(weighted.count).toBe(100);
  });

  it('does not exist of nothing', () => expect(new LogHistogram().quantile(0.5)).toBeNaN());
});

describe('the mean and the maximum', () => {
  it('are exact', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        expect(histogram.max()).toBe(Math.max(...values));
        expect(histogram.count).toBe(values.length);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(Math.abs(histogram.mean() - mean)).toBeLessThanOrEqual(mean * 1e-12);
      }),
    );
  });

  it('lose no small value beside a large one', () => {
    const histogram = new LogHistogram();
    histogram.record(2 ** 53);
    for (let i = 0; i < 3; i++) histogram.record(1);
    expect(2 ** 53 + 1).toBe(2 ** 53);
    expect(histogram.mean()).toBe((2 ** 53 + 3) / 4);
    const other = histogramOf([1, 1, 1, 2 ** 53]);
    expect(other.mean()).toBe(histogram.mean());
  });

  it('do not exist of nothing', () => {
    expect(new LogHistogram().mean()).toBeNaN();
    expect(new LogHistogram().max()).toBeNaN();
  });
});

describe('a histogram refuses', () => {
  it.each([-1, -1e-300, Number.NaN])('%d, which is no duration', (value) => {
    const histogram = new LogHistogram();
    expect(() => histogram.record(value)).toThrow(new RangeError(`a histogram of durations cannot hold ${value}`));
    expect(histogram.count).toBe(0);
  });

  it('one of another error bound', () => {
    expect(() => new LogHistogram(0.001).merge(new LogHistogram(0.005))).toThrow(/different error bounds/);
  });
});

describe('two histograms together', () => {
  it('are the histogram of all values', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const [merged, whole] = [histogramOf(a), histogramOf([...a, ...b])];
        merged.merge(histogramOf(b));
        const { sum: _, compensation: __, ...told } = merged.state();
        expect(told).toEqual((({ sum: ___, compensation: ____, ...rest }) => rest)(whole.state()));
        for (const q of [0, 0.1, 0.5, 0.9, 1]) expect(merged.quantile(q)).toBe(whole.quantile(q));
        expect(Math.abs(merged.mean() / whole.mean() - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('are the same in either order', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const [ab, ba] = [histogramOf(a), histogramOf(b)];
        ab.merge(histogramOf(b));
        ba.merge(histogramOf(a));
        expect(ab.state().buckets).toEqual(ba.state().buckets);
        expect(ab.state().range).toEqual(ba.state().range);
        expect(ab.count).toBe(ba.count);
      }),
    );
  });

  it('are the one where the other is empty', () => {
    const [some, none] = [histogramOf([1, 2]), new LogHistogram()];
    const before = some.state();
    some.merge(new LogHistogram());
    expect(some.state()).toEqual(before);
    none.merge(some);
    expect(none.state()).toEqual(before);
  });

  it('leave the one that is added as it was', () => {
    const other = histogramOf([0, 1, 5]);
    const before = other.state();
    histogramOf([2]).merge(other);
    expect(other.state()).toEqual(before);
  });
});

describe('a progression', () => {
  const progression = fc.record({
    first: fc.double({ min: 0.001, max: 1, noNaN: true }),
    growth: fc.double({ min: -0.9, max: 3, noNaN: true }),
    steps: fc.integer({ min: 1, max: 500 }),
    count: fc.integer({ min: 1, max: 9 }),
  });

  it('is taken as if value by value', () => {
    fc.assert(
      fc.property(progression, ({ first, growth, steps, count }) => {
        const increment = (first * growth) / steps;
        const [run, single] = [new LogHistogram(), new LogHistogram()];
        run.recordProgression(first, increment, steps, count);
        for (let i = 0; i < steps; i++) single.record(first + increment * i, count);
        expect(run.count).toBe(single.count);
        expect(run.mean()).toBeCloseTo(single.mean(), 9);
        expect(run.max()).toBeCloseTo(single.max(), 9);
        for (const q of [0, 0.2, 0.5, 0.8, 1]) {
          expect(Math.abs(run.quantile(q) / single.quantile(q) - 1)).toBeLessThan(0.0021);
        }
      }),
    );
  });

  it('of 1, 2, 3, each twice, has these figures', () => {
    const histogram = new LogHistogram();
    histogram.recordProgression(1, 1, 3, 2);
    expect([histogram.count, histogram.mean(), histogram.max()]).toEqual([6, 2, 3]);
    expect([0.33, 0.5, 1].map((q) => Math.round(histogram.quantile(q)))).toEqual([1, 2, 3]);
  });

  it('may fall: 3, 2, 1 are the same values', () => {
    const [up, down] = [new LogHistogram(), new LogHistogram()];
    up.recordProgression(1, 1, 3, 2);
    down.recordProgression(3, -1, 3, 2);
    expect(down.state()).toEqual(up.state());
  });

  it('of one step, or without an increment, is one value many times', () => {
    const [one, many, told] = [new LogHistogram(), new LogHistogram(), new LogHistogram()];
    one.recordProgression(0.5, 7, 1, 6);
    many.recordProgression(0.5, 0, 3, 2);
    told.record(0.5, 6);
    expect(one.state()).toEqual(told.state());
    expect(many.state()).toEqual(told.state());
  });

  it('costs by the buckets that it crosses, not by its steps', () => {
    const histogram = new LogHistogram();
    histogram.recordProgression(1, 1e-12, 1e9, 1);
    expect(histogram.count).toBe(1e9);
    expect(histogram.mean()).toBeCloseTo(1.0005, 6);
    expect(histogram.state().buckets.length).toBeLessThan(4);
  });
});

describe('a histogram as plain data', () => {
  it('comes back, through JSON, as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 1e5, noNaN: true }))), (values) => {
        const state = histogramOf(values, 0.005).state();
        const back = LogHistogram.fromState(JSON.parse(JSON.stringify(state)));
        expect(back.state()).toEqual(state);
        expect(back.count).toBe(values.length);
        expect(back.relativeError).toBe(0.005);
        for (const q of [0, 0.5, 1]) expect(back.quantile(q)).toBe(histogramOf(values, 0.005).quantile(q));
      }),
    );
  });

  it('has its buckets ascending, and none that is empty', () => {
    const { buckets } = histogramOf([5, 1, 1, 3]).state();
    expect(buckets.map(([, count]) => count)).toEqual([2, 1, 1]);
    expect(buckets.map(([bucket]) => bucket)).toEqual(buckets.map(([bucket]) => bucket).toSorted((a, b) => a - b));
  });

  it('has no range where nothing was recorded', () => {
    expect(new LogHistogram().state()).toEqual({
      relativeError: 0.001,
      buckets: [],
      zeros: 0,
      sum: 0,
      compensation: 0,
    });
  });

  it('does not change with the histogram that it was taken of', () => {
    const histogram = histogramOf([1]);
    const state = histogram.state();
    histogram.record(1);
    expect(state.buckets).toEqual([[0, 1]]);
  });
});
