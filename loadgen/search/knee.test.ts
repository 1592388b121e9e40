/** The knee: which concurrency has most power, and when the search ends. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findKnee } from './knee.js';

/** Tries loads whose power is as given, in order; beyond them nothing is measured. */
async function tried(powers: readonly number[], bounds = { from: 1, most: 1024 }) {
  const loads: number[] = [];
  const { knee, points } = await findKnee((load) => {
    const power = powers[loads.length];
    loads.push(load);
    return Promise.resolve(
      power === undefined ? undefined : { requests_per_s: power, mean_s: 1, result: `at ${load}` },
    );
  }, bounds);
  return { knee, points, loads };
}

it.each([
  ['two falls end it', [1, 2, 3, 2, 1, 9], [1, 2, 4, 8, 16], 4],
  ['one fall does not', [1, 3, 2, 4, 1, 1], [1, 2, 4, 8, 16, 32], 8],
  ['it falls from the start', [5, 4, 3, 9], [1, 2, 4], 1],
  ['of equals the least load', [2, 2, 2], [1, 2, 4], 1],
  ['it rises for ever', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024], 1024],
])('%s', async (_name, powers, loads, best) => {
  const found = await tried(powers);
  expect(found.loads).toEqual(loads);
  expect(found.knee).toMatchObject({ load: best, result: `at ${best}` });
});

it('begins where it is told, and never goes beyond the most', async () => {
  expect((await tried([1, 2, 3, 4], { from: 3, most: 13 })).loads).toEqual([3, 6, 12]);
  const none = await tried([1], { from: 8, most: 4 });
  expect([none.knee, none.points]).toEqual([undefined, []]);
});

it('broken off tells what it knows', async () => {
  const found = await tried([1, 2]);
  expect([found.points.length, found.knee!.load]).toEqual([2, 2]);
  expect((await tried([])).knee).toBeUndefined();
});

it('a load that got nothing done has no power', async () => {
  const attempt = (load: number) => Promise.resolve({ requests_per_s: load, mean_s: load === 1 ? 1 : 0, result: load });
  expect((await findKnee(attempt, { from: 1, most: 64 })).knee!.load).toBe(1);
});

it('has the most power of all that was tried', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 11 }), async (powers) => {
      const { knee, points } = await tried(powers);
      expect(knee!.requests_per_s).toBe(Math.max(...points.map(({ requests_per_s }) => requests_per_s)));
    }),
  );
});
