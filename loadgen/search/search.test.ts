import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findKnee } from './knee.js';
import { findLimit } from './limit.js';
import { ratesBetween, type SweepStep, sweep } from './sweep.js';

const options = { from: 1, most: 1000, resolution: 0.05, whole: false };
const upTo = (limit: number) => (load: number) => Promise.resolve({ ok: load <= limit, result: load });

describe('limit', () => {
  it('is found within its resolution, wherever it lies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.2, max: 900, noNaN: true }), async (limit) => {
        const { best, trials } = await findLimit(upTo(limit), options);
        expect(best!.load).toBeLessThanOrEqual(limit);
        expect(best!.load * 1.0501).toBeGreaterThan(limit);
        expect(trials.length).toBeLessThan(20);
      }),
    );
  });

  it('of whole numbers is exact where the resolution asks for it', async () => {
    const { best } = await findLimit(upTo(37), { ...options, whole: true, resolution: 0.001 });
    expect(best!.load).toBe(37);
  });

  it('stops at the most, and at nothing', async () => {
    expect((await findLimit(upTo(5000), options)).best!.load).toBe(1000);
    const none = await findLimit(upTo(0), options);
    expect(none.best).toBeUndefined();
    expect(none.trials.length).toBeLessThan(8);
  });

  it('ends with what it knows when a trial is broken off', async () => {
    let left = 3;
    const attempt = (load: number) => (left-- > 0 ? upTo(100)(load) : Promise.resolve(undefined));
    expect((await findLimit(attempt, options)).best!.load).toBe(4);
  });
});

it('the knee of a server of 8 slots is at 8 clients', async () => {
  const service_s = 0.1;
  const attempt = (clients: number) => {
    const requests_per_s = Math.min(clients, 8) / service_s;
    return Promise.resolve({ requests_per_s, mean_s: clients / requests_per_s, result: clients });
  };
  const { knee, points } = await findKnee(attempt, { from: 1, most: 4096 });
  expect(knee!.load).toBe(8);
  expect(points.map(({ load }) => load)).toEqual([1, 2, 4, 8, 16, 32]);
});

describe('a sweep', () => {
  const against = async (alone: number, full: number, trials = Number.POSITIVE_INFINITY) => {
    const steps: SweepStep[] = [];
    await sweep(
      (step) => {
        if (steps.length >= trials) return Promise.resolve(undefined);
        steps.push(step);
        return Promise.resolve({ requests_per_s: step.kind === 'synchronous' ? alone : full });
      },
      { rates: 4 },
    );
    return steps;
  };
  const rates = (steps: readonly SweepStep[]) => steps.flatMap((step) => (step.kind === 'rate' ? [step.rps] : []));

  it('goes from one client over a full target to even rates between the two', async () => {
    const steps = await against(2, 10);
    expect(steps.slice(0, 2).map(({ kind }) => kind)).toEqual(['synchronous', 'saturated']);
    expect(rates(steps)).toEqual([4, 6, 8, 10]);
  });

  it('has no rates where one client saturates, and ends where it is broken off', async () => {
    expect(rates(await against(5, 5))).toEqual([]);
    expect(await against(2, 10, 1)).toHaveLength(1);
    expect(rates(await against(2, 10, 3))).toEqual([4]);
  });

  it('rates ascend, above the lowest and up to the highest', () => {
    const bounds = fc.tuple(
      fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      fc.double({ min: 1.1, max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(bounds, fc.integer({ min: 1, max: 20 }), ([low, times], count) => {
        const found = ratesBetween(low, low * times, count);
        expect(found).toHaveLength(count);
        expect(found[0]).toBeGreaterThan(low);
        expect(found.at(-1)! / (low * times)).toBeCloseTo(1, 3);
        expect(found).toEqual([...found].sort((a, b) => a - b));
      }),
    );
  });
});
