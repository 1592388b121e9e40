import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratesBetween, type SweepStep, sweep } from './sweep.js';

/** A target that gives `alone` to one client and `full` to many, and stops answering after so many steps. */
async function swept(
  alone: number,
  full: number,
  rates: number,
  most = Number.POSITIVE_INFINITY,
): Promise<SweepStep[]> {
  const steps: SweepStep[] = [];
  await sweep(
    async (step) => {
      if (steps.length === most) return undefined;
      steps.push(step);
      const requests_per_s = step.kind === 'rate' ? step.rps : step.kind === 'synchronous' ? alone : full;
      return { requests_per_s };
    },
    { rates },
  );
  return steps;
}

describe('a sweep', () => {
  it('goes from one client over many to rates between what both reached', async () => {
    expect(await swept(2, 10, 4)).toEqual([
      { kind: 'synchronous' },
      { kind: 'saturated' },
      { kind: 'rate', rps: 4 },
      { kind: 'rate', rps: 6 },
      { kind: 'rate', rps: 8 },
      { kind: 'rate', rps: 10 },
    ]);
  });

  it('ends after two steps where many clients get no more than one', async () => {
    expect(await swept(5, 5, 3)).toEqual([{ kind: 'synchronous' }, { kind: 'saturated' }]);
    expect(await swept(5, 4, 3)).toHaveLength(2);
  });

  it.each([0, 1, 2, 3, 4])('that is stopped after %d steps asks for no more', async (most) => {
    expect(await swept(1, 9, 5, most)).toHaveLength(most);
  });
});

describe('rates between two throughputs', () => {
  it('leave out the lower one, which is known, and end at the higher', () => {
    expect(ratesBetween(1, 3, 2)).toEqual([2, 3]);
    expect(ratesBetween(0, 1, 1)).toEqual([1]);
  });

  it('have four digits, large or small', () => {
    expect(ratesBetween(0, 1, 3)).toEqual([0.3333, 0.6667, 1]);
    expect(ratesBetween(0, 20_000, 3)).toEqual([6667, 13_330, 20_000]);
  });

  it.each([
    [3, 3],
    [4, 3],
    [Number.NaN, 3],
    [3, Number.NaN],
  ])('are none from %d to %d', (low, high) => {
    expect(ratesBetween(low, high, 5)).toEqual([]);
  });

  it('ascend, in even steps, as many as asked', () => {
    const throughput = fc.double({ min: 0.01, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(throughput, throughput, fc.integer({ min: 1, max: 30 }), (a, b, count) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        fc.pre(high > low * 1.5);
        const rates = ratesBetween(low, high, count);
        expect(rates).toHaveLength(count);
        expect(rates.at(-1)! / high).toBeCloseTo(1, 3);
        rates.forEach((rate, i) => {
          const even = low + ((high - low) * (i + 1)) / count;
          expect(Math.abs(rate / even - 1)).toBeLessThan(6e-4);
        });
      }),
    );
  });
});
