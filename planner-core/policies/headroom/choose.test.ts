import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Choice, cheapest, fewest } from './choose.js';
import { missing } from './testing/engines.js';

/** Misses by count, the last for all beyond. */
const table = (...shares: number[]) => missing((count) => shares[Math.min(count, shares.length - 1)]!);
const STEEP = table(1, 0.04, 0);

describe('the fewest', () => {
  it('is what a scan finds, from wherever the search begins', () => {
    const number = fc.integer({ min: 0, max: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), number, (needed, from) => {
        const found = fewest({ misses: missing((count) => (count >= needed ? 0 : 1)), from }, 0.05, 64);
        expect(found).toBe(Math.max(1, Math.min(64, needed)));
      }),
    );
  });

  it.each([
    [0.04, 1],
    [0.039, 2],
    [0, 2],
    [1, 1],
  ])('with %d allowed is %d', (allowed, count) => {
    expect(fewest({ misses: STEEP, from: 5 }, allowed, 10)).toBe(count);
  });

  it('is one at least, and the most where none is enough', () => {
    expect(fewest({ misses: table(0), from: 7 }, 0, 10)).toBe(1);
    expect(fewest({ misses: table(1), from: 7 }, 0.5, 10)).toBe(10);
    expect(fewest({ misses: table(1), from: 0 }, 0.5, 1)).toBe(1);
  });

  it('asks about few counts: it gallops', () => {
    let asked = 0;
    const misses = missing((count) => {
      asked++;
      return count >= 700 ? 0 : 1;
    });
    expect(fewest({ misses, from: 1 }, 0, 1000)).toBe(700);
    expect(asked).toBeLessThan(25);
    asked = 0;
    expect(fewest({ misses, from: 702 }, 0, 1000)).toBe(700);
    expect(asked).toBeLessThan(8);
  });
});

describe('the cheapest counts', () => {
  const role = (name: 'prefill' | 'decode', misses: Choice['misses'], gpus: number, from = 1): Choice => ({
    role: name,
    misses,
    gpus,
    from,
  });

  it('of one role are its fewest', () => {
    expect(cheapest([role('decode', STEEP, 1)], 0.05, 8)).toEqual({ decode: 1 });
    expect(cheapest([role('decode', STEEP, 1)], 0.01, 8)).toEqual({ decode: 2 });
  });

  it('spend the allowance where it spares the dearer worker', () => {
    const dearDecode = [role('prefill', STEEP, 1), role('decode', STEEP, 4)];
    expect(cheapest(dearDecode, 0.05, 8)).toEqual({ prefill: 2, decode: 1 });
    const dearPrefill = [role('prefill', STEEP, 4), role('decode', STEEP, 1)];
    expect(cheapest(dearPrefill, 0.05, 8)).toEqual({ prefill: 1, decode: 2 });
  });

  it('spare both where both together stay within it', () => {
    const both = [role('prefill', STEEP, 1), role('decode', STEEP, 4)];
    // 1 − 0.96² = 0.0784
    expect(cheapest(both, 0.08, 8)).toEqual({ prefill: 1, decode: 1 });
    expect(cheapest(both, 0.078, 8)).toEqual({ prefill: 2, decode: 1 });
  });

  it('are one of each at least, and the most where none is enough', () => {
    expect(cheapest([role('prefill', table(0), 1), role('decode', table(1), 1)], 0.05, 6)).toEqual({
      prefill: 1,
      decode: 6,
    });
  });

  it('of no roles are none', () => {
    expect(cheapest([], 0.05, 6)).toEqual({});
  });

  const rate = fc.double({ min: 0.2, max: 6, noNaN: true });
  const falling = (scale: number) => missing((count) => Math.exp(-count / scale));

  it('keep the allowance, and no worker could be spared', () => {
    fc.assert(
      fc.property(rate, rate, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (a, b, allowed) => {
        const choices = [role('prefill', falling(a), 1), role('decode', falling(b), 2)];
        const { prefill, decode } = cheapest(choices, allowed, 64) as { prefill: number; decode: number };
        const together = (p: number, d: number) => 1 - (1 - Math.exp(-p / a)) * (1 - Math.exp(-d / b));
        expect(together(prefill, decode)).toBeLessThanOrEqual(allowed + 1e-12);
        if (prefill > 1) expect(together(prefill - 1, decode)).toBeGreaterThan(allowed);
        if (decode > 1) expect(together(prefill, decode - 1)).toBeGreaterThan(allowed);
      }),
    );
  });

  it('are no more for a larger allowance', () => {
    const share = fc.double({ min: 0.01, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(rate, share, share, (scale, a, b) => {
        const count = (allowed: number) => cheapest([role('decode', falling(scale), 1)], allowed, 64).decode!;
        expect(count(Math.max(a, b))).toBeLessThanOrEqual(count(Math.min(a, b)));
      }),
    );
  });
});
