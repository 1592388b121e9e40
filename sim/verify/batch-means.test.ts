/** A mean from one run, with an interval that holds as often as it says. */
import { describe, expect, it } from 'vitest';
import { exponential, randomStream } from '../../scenarios/random/index.js';
import { BatchMeans, studentT975 } from './batch-means.js';

describe('the mean', () => {
  it.each([
    [5, 2.5706],
    [10, 2.2281],
    [19, 2.093],
    [1000, 1.9623],
  ])('t of %d degrees of freedom', (degrees, expected) => {
    expect(studentT975(degrees)).toBeCloseTo(expected, 2);
  });

  it('leaves the warm-up and the unfinished batch out', () => {
    const means = new BatchMeans(2, 2);
    for (const value of [100, 100, 1, 3, 5, 7, 1000]) means.add(value);
    expect(means.estimate().mean).toBe(4);
  });

  it('is that of whole batches, its half width that of their means', () => {
    const means = new BatchMeans(0, 2);
    for (const value of [1, 3, 5, 7, 9, 11]) means.add(value);
    // batch means 2, 6, 10: variance 16, so a standard error of 4/√3
    const { mean, halfWidth } = means.estimate();
    expect(mean).toBe(6);
    expect(halfWidth).toBeCloseTo((studentT975(2) * 4) / Math.sqrt(3), 12);
  });

  it('has no width where every batch says the same', () => {
    const means = new BatchMeans(0, 1);
    for (let i = 0; i < 5; i++) means.add(4);
    expect(means.estimate()).toEqual({ mean: 4, halfWidth: 0 });
  });

  it('is not known from fewer than two batches', () => {
    const means = new BatchMeans(0, 10);
    for (let i = 0; i < 15; i++) means.add(1);
    expect(means.estimate().halfWidth).toBeNaN();
  });
});

it('of independent draws, 95 % of the intervals hold the truth', () => {
  const random = randomStream(1, 'batch means');
  const runs = 400;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const means = new BatchMeans(0, 50);
    for (let i = 0; i < 1000; i++) means.add(exponential(random));
    const { mean, halfWidth } = means.estimate();
    if (Math.abs(mean - 1) <= halfWidth) covered++;
  }
  // within four standard deviations of the binomial
  expect(Math.abs(covered - 0.95 * runs)).toBeLessThan(4 * Math.sqrt(runs * 0.95 * 0.05));
});
