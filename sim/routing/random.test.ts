/** Everybody has the same chance. */
import { describe, expect, it } from 'vitest';
import { odd, TestPool, timesChosen } from './testing/test-pool.js';

describe('random', () => {
  /** Five standard deviations of a binomial count. */
  const within = (share: number, draws: number) => 5 * Math.sqrt(draws * share * (1 - share));

  it('gives every worker the same chance', () => {
    const pool = new TestPool({ policy: 'random' }, 5);
    const ids = Array.from({ length: 20_000 }, () => pool.choose());
    for (const { id } of pool.workers) expect(Math.abs(timesChosen(ids, id) - 4000)).toBeLessThan(within(0.2, 20_000));
  });

  it('gives every worker that may take the request the same chance', () => {
    const pool = new TestPool({ policy: 'random' }, 7);
    const ids = Array.from({ length: 20_000 }, () => pool.choose({}, odd));
    for (const id of [1, 3, 5]) expect(Math.abs(timesChosen(ids, id) - 20_000 / 3)).toBeLessThan(within(1 / 3, 20_000));
    expect(timesChosen(ids, 0) + timesChosen(ids, 2) + timesChosen(ids, 4) + timesChosen(ids, 6)).toBe(0);
    expect(pool.choose({}, () => false)).toBeUndefined();
  });

  it('has nobody in an empty pool', () => {
    expect(new TestPool({ policy: 'random' }, 0).choose()).toBeUndefined();
  });
});
