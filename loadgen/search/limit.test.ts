/** The order in which loads are tried, and when the limit is known well enough. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLimit, type LimitOptions } from './limit.js';

const OPTIONS: LimitOptions = { from: 1, most: 100, resolution: 0.1, whole: false };
const upTo = (limit: number) => (load: number) => Promise.resolve({ ok: load <= limit, result: `at ${load}` });
const search = async (limit: number, options: Partial<LimitOptions> = {}) => {
  const { best, trials } = await findLimit(upTo(limit), { ...OPTIONS, ...options });
  return { best: best?.load, tried: trials.map(({ load }) => load) };
};

describe('the loads that are tried', () => {
  it.each([
    ['doubled, then halved', 10, {}, [1, 2, 4, 8, 16, 12, 10, 11], 10],
    ['doubled up to the most', 500, {}, [1, 2, 4, 8, 16, 32, 64, 100], 100],
    ['the most at once', 500, { from: 100 }, [100], 100],
    ['downwards where the first fails', 0.3, {}, [1, 0.5, 0.25, 0.375, 0.3125, 0.2813, 0.2969], 0.2969],
    ['to a sixteenth where all fail', 0, {}, [1, 0.5, 0.25, 0.125, 0.0625], undefined],
    ['whole ones', 10, { whole: true, resolution: 0 }, [1, 2, 4, 8, 16, 12, 10, 11], 10],
    ['a part of one is one', 10, { whole: true, from: 0.4, most: 1 }, [1], 1],
    ['whole ones that all fail', 0, { whole: true, from: 4 }, [4, 2, 1], undefined],
    ['to four digits', 7, { from: 1 / 3, most: 1 }, [0.3333, 0.6666, 1], 1],
    ['not at all beyond a coarse resolution', 5, { resolution: 1 }, [1, 2, 4, 8], 4],
  ])('%s', async (_name, limit, options, tried, best) => {
    expect(await search(limit, options)).toEqual({ tried, best });
  });
});

it('keeps what each trial gave, in order', async () => {
  const { trials, best } = await findLimit(upTo(2), { ...OPTIONS, resolution: 1 });
  expect(trials).toEqual([
    { load: 1, ok: true, result: 'at 1' },
    { load: 2, ok: true, result: 'at 2' },
    { load: 4, ok: false, result: 'at 4' },
  ]);
  expect(best).toEqual({ load: 2, ok: true, result: 'at 2' });
});

it('broken off at the first has nothing', async () => {
  expect(await findLimit(() => Promise.resolve(undefined), OPTIONS)).toEqual({ best: undefined, trials: [] });
});

it('whole loads: none is tried twice, and the best is exact at resolution 0', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 300 }), async (limit, from) => {
      const most = 300;
      const { best, tried } = await search(limit, { from, most, whole: true, resolution: 0 });
      expect(new Set(tried).size).toBe(tried.length);
      expect(tried.every((load) => Number.isInteger(load) && load >= 1 && load <= most)).toBe(true);
      if (best !== undefined) expect(best).toBe(Math.min(limit, most));
      else expect(limit).toBeLessThan(Math.max(1, from / 8));
    }),
  );
});
