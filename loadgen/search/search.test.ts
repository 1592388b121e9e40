import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findKnee } from './knee.js';
import { findLimit } from './limit.js';

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
