import { describe, expect, it } from 'vitest';
import { resolvePrices } from './price.js';

const own = { usd_per_gpu_hour: 2.5, as_of: '2026-11-01', source: 'our contract' };

describe('prices of GPU systems', () => {
  it('are the default rows of the table, and nothing for a system without one', () => {
    const prices = resolvePrices({}, ['h100_sxm', 'a100_sxm', 'h100_sxm', 'abacus']);
    expect(Object.keys(prices)).toEqual(['h100_sxm', 'a100_sxm']);
    expect(prices['h100_sxm']).toMatchObject({ usd_per_gpu_hour: 6.88, as_of: '2026-11-09' });
  });

  it('are one price of the user for all, named or not', () => {
    expect(resolvePrices(own, ['h100_sxm', undefined])).toEqual({ h100_sxm: own, unknown: own });
  });

  it('are its own for a system that has one', () => {
    const prices = resolvePrices({ by_system: { a100_sxm: own, h100_sxm: { entry: 'lambda-h100' } } }, [
      'h100_sxm',
      'a100_sxm',
    ]);
    expect(prices['a100_sxm']).toEqual(own);
    expect(prices['h100_sxm']!.usd_per_gpu_hour).toBe(3.99);
  });

  it('refuse a system that no worker has', () => {
    expect(() => resolvePrices({ by_system: { h100: own } }, ['h100_sxm'])).toThrow(
      expect.objectContaining({ code: 'HR_PRICE_INVALID', message: expect.stringContaining("'h100'") }),
    );
  });
});
