import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { pricesSchema } from '../schema/scenario.js';
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

  it('are the mean of a mix, and as old as its oldest part', () => {
    const mix = [
      { share: 0.75, entry: 'gcp-h100' },
      { share: 0.25, entry: 'gcp-h100-spot' },
    ];
    const { h100_sxm } = resolvePrices({ mix }, ['h100_sxm']);
    expect(h100_sxm!.usd_per_gpu_hour).toBeCloseTo(0.75 * 10.98 + 0.25 * 6.57, 12);
    expect(h100_sxm!.as_of).toBe('2026-09-26');
    expect(h100_sxm!.source).toMatch(/^75 % GCP a3-highgpu-1g, on demand .* \+ 25 % GCP a3-highgpu-1g, spot/);
    const blended = resolvePrices({ mix: [{ share: 0.5, ...own }, { share: 0.5 }] }, ['h100_sxm']);
    expect(blended['h100_sxm']!.usd_per_gpu_hour).toBeCloseTo((2.5 + 6.88) / 2, 12);
    expect(() => resolvePrices({ mix: [{ share: 1 }] }, ['abacus'])).toThrow(/prices.mix.0/);
  });

  it('of a mix whose shares do not add up, or of nothing, are refused', () => {
    expect(pricesSchema.safeParse({ mix: [{ share: 0.5 }, { share: 0.4 }] }).error?.message).toMatch(/add up to 1/);
    expect(pricesSchema.safeParse({ usd_per_gpu_hour: 0, as_of: '2026-11-01', source: 'a gift' }).success).toBe(false);
    expect(pricesSchema.safeParse({ mix: [{ share: 0.1 }, { share: 0.2 }, { share: 0.7 }] }).success).toBe(true);
  });
});

it('the table: every row dated, sourced and above 0, ids unique, the default of a system on demand', () => {
  const { rows } = JSON.parse(readFileSync(shippedPath('scenarios', 'prices.json'), 'utf8')) as {
    rows: { id: string; gpu_system: string; kind: string; usd_per_gpu_hour: number; as_of: string; source: string }[];
  };
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  const first = new Map([...rows].reverse().map((row) => [row.gpu_system, row]));
  for (const { kind } of first.values()) expect(kind).toBe('on_demand');
  for (const { usd_per_gpu_hour, as_of, source } of rows) {
    expect(usd_per_gpu_hour).toBeGreaterThan(0);
    expect(as_of).toMatch(/^2026-\d\d-\d\d$/);
    expect(source).not.toBe('');
  }
});
