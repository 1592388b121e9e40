import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../paths.js';
import { refusal } from '../testing/refusals.js';
import { resolvePrices } from './price.js';

interface Row {
  readonly id: string;
  readonly gpu_system: string;
  readonly provider: string;
  readonly sku: string;
  readonly kind: 'on_demand' | 'reserved' | 'spot';
  readonly usd_per_gpu_hour: number;
  readonly as_of: string;
  readonly source: string;
}
const { rows } = JSON.parse(readFileSync(shippedPath('scenarios', 'prices.json'), 'utf8')) as { rows: Row[] };
const rowOf = (id: string) => rows.find((row) => row.id === id)!;

const own = { usd_per_gpu_hour: 2.5, as_of: '2026-11-01', source: 'our contract' };

describe('prices of GPU systems', () => {
  it('are the default rows of the table, and nothing for a system without one', () => {
    const prices = resolvePrices({}, ['h100_sxm', 'a100_sxm', 'h100_sxm', 'abacus']);
    expect(Object.keys(prices)).toEqual(['h100_sxm', 'a100_sxm']);
    const first = rows.find(({ gpu_system }) => gpu_system === 'h100_sxm')!;
    expect(prices['h100_sxm']).toEqual({
      usd_per_gpu_hour: first.usd_per_gpu_hour,
      as_of: first.as_of,
      source: `${first.provider} ${first.sku}, on demand (${first.source})`,
    });
  });

  it('are one price of the user for all, named or not', () => {
    expect(resolvePrices(own, ['h100_sxm', undefined])).toEqual({ h100_sxm: own, unknown: own });
  });

  it('of workers without a name are unknown unless the user says', () => {
    expect(resolvePrices({}, [undefined])).toEqual({});
    expect(resolvePrices({}, [])).toEqual({});
  });

  it('are a row that is named, whatever its system', () => {
    const prices = resolvePrices({ entry: 'lambda-h100' }, ['a100_sxm', undefined]);
    expect(prices['a100_sxm']!.usd_per_gpu_hour).toBe(rowOf('lambda-h100').usd_per_gpu_hour);
    expect(prices['unknown']).toEqual(prices['a100_sxm']);
  });

  it('are its own for a system that has one, and the general one for the others', () => {
    const by_system = { a100_sxm: own, h100_sxm: { entry: 'lambda-h100' } };
    const prices = resolvePrices({ by_system, ...own, usd_per_gpu_hour: 9 }, ['h100_sxm', 'a100_sxm', 'l4']);
    expect(prices['a100_sxm']).toEqual(own);
    expect(prices['h100_sxm']!.usd_per_gpu_hour).toBe(3.99);
    expect(prices['l4']!.usd_per_gpu_hour).toBe(9);
  });
});

describe('a mix', () => {
  it('is the mean of its parts by their shares, and as old as its oldest part', () => {
    const mix = [
      { share: 0.75, entry: 'gcp-h100' },
      { share: 0.25, entry: 'gcp-h100-spot' },
    ];
    const { h100_sxm } = resolvePrices({ mix }, ['h100_sxm']);
    expect(h100_sxm!.usd_per_gpu_hour).toBeCloseTo(0.75 * 10.98 + 0.25 * 6.57, 12);
    expect(h100_sxm!.as_of).toBe([rowOf('gcp-h100').as_of, rowOf('gcp-h100-spot').as_of].sort()[0]);
    expect(h100_sxm!.source).toMatch(/^75 % GCP a3-highgpu-1g, on demand .* \+ 25 % GCP a3-highgpu-1g, spot/);
  });

  it('may have a price of your own in it, and the default row', () => {
    const blended = resolvePrices({ mix: [{ share: 0.5, ...own }, { share: 0.5 }] }, ['h100_sxm']);
    const listed = rows.find(({ gpu_system }) => gpu_system === 'h100_sxm')!.usd_per_gpu_hour;
    expect(blended['h100_sxm']!.usd_per_gpu_hour).toBeCloseTo((2.5 + listed) / 2, 12);
    expect(blended['h100_sxm']!.source).toMatch(/^50 % our contract \+ 50 % /);
  });

  it('tells shares without the noise of decimals', () => {
    const mix = [
      { share: 0.1 + 0.2, ...own },
      { share: 0.7, ...own },
    ];
    expect(resolvePrices({ mix }, ['l4'])['l4']!.source).toBe('30 % our contract + 70 % our contract');
  });

  it('may be that of one system', () => {
    const by_system = { l4: { mix: [{ share: 1, ...own }] } };
    expect(resolvePrices({ by_system }, ['l4'])['l4']).toMatchObject({
      usd_per_gpu_hour: 2.5,
      source: '100 % our contract',
    });
  });
});

describe('a price is refused', () => {
  it.each<[string, Parameters<typeof resolvePrices>[0], (string | undefined)[], string, string]>([
    [
      'of a row that there is not',
      { entry: 'lambda-h10' },
      ['l4'],
      "prices.entry: no row 'lambda-h10' in the price table",
      "Did you mean 'lambda-h100'?",
    ],
    [
      'of a row like none',
      { entry: 'zzz' },
      ['l4'],
      "prices.entry: no row 'zzz' in the price table",
      `Rows: ${rows.map(({ id }) => id).join(', ')}.`,
    ],
    [
      'of a row for one system',
      { by_system: { l4: { entry: 'zzz' } } },
      ['l4'],
      "prices.by_system.l4.entry: no row 'zzz' in the price table",
      `Rows: ${rows.map(({ id }) => id).join(', ')}.`,
    ],
    [
      'of a row in a mix',
      { mix: [{ share: 1, entry: 'lambda-h10' }] },
      ['l4'],
      "prices.mix.0.entry: no row 'lambda-h10' in the price table",
      "Did you mean 'lambda-h100'?",
    ],
    [
      'of a system that no worker has',
      { by_system: { abacus: own } },
      ['h100_sxm'],
      "prices.by_system: no worker of this scenario has GPUs of the system 'abacus'",
      'Systems of its profiles: h100_sxm.',
    ],
    [
      'of a system misspelt',
      { by_system: { h100_sx: own } },
      ['h100_sxm'],
      "prices.by_system: no worker of this scenario has GPUs of the system 'h100_sx'",
      "Did you mean 'h100_sxm'?",
    ],
    [
      'of a system where none is named',
      { by_system: { h100_sxm: own } },
      [undefined],
      "prices.by_system: no worker of this scenario has GPUs of the system 'h100_sxm'",
      'Systems of its profiles: none is named.',
    ],
    [
      'of a mix for a system without a row',
      { mix: [{ share: 1 }] },
      ['abacus'],
      'prices.mix.0: the price table has no row for abacus',
      'Give it an entry, or usd_per_gpu_hour with as_of and source.',
    ],
    [
      'of a mix for a worker without a name',
      { mix: [{ share: 1 }] },
      [undefined],
      'prices.mix.0: the price table has no row for a GPU without a name',
      'Give it an entry, or usd_per_gpu_hour with as_of and source.',
    ],
  ])('%s', (_name, spec, systems, message, hint) => {
    expect(refusal(() => resolvePrices(spec, systems))).toEqual({ code: 'HR_PRICE_INVALID', message, hint });
  });
});

describe('the table', () => {
  it('has rows with ids of their own, dated, sourced and above 0', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const { usd_per_gpu_hour, as_of, source, provider, sku } of rows) {
      expect(usd_per_gpu_hour).toBeGreaterThan(0);
      expect(as_of).toMatch(/^2026-\d\d-\d\d$/);
      expect([source, provider, sku]).not.toContain('');
    }
  });

  it('has an on-demand price first for each system: that is the default', () => {
    const first = new Map([...rows].reverse().map((row) => [row.gpu_system, row]));
    for (const { kind } of first.values()) expect(kind).toBe('on_demand');
  });
});

it('the price of a mix lies between those of its parts, and does not mind their order', () => {
  const part = fc.record({
    weight: fc.integer({ min: 1, max: 20 }),
    usd_per_gpu_hour: fc.double({ min: 0.1, max: 20, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (drawn) => {
      const total = drawn.reduce((sum, { weight }) => sum + weight, 0);
      const mix = drawn.map(({ weight, usd_per_gpu_hour }, i) => ({
        share: weight / total,
        ...own,
        usd_per_gpu_hour,
        as_of: `2026-11-0${i + 1}`,
      }));
      const one = (parts: typeof mix) => resolvePrices({ mix: parts }, ['l4'])['l4']!;
      const { usd_per_gpu_hour, as_of } = one(mix);
      const prices = drawn.map((each) => each.usd_per_gpu_hour);
      expect(usd_per_gpu_hour).toBeGreaterThanOrEqual(Math.min(...prices) - 1e-9);
      expect(usd_per_gpu_hour).toBeLessThanOrEqual(Math.max(...prices) + 1e-9);
      expect(one([...mix].reverse()).usd_per_gpu_hour).toBeCloseTo(usd_per_gpu_hour, 9);
      expect(as_of).toBe('2026-11-01');
    }),
    { numRuns: 40 },
  );
});
