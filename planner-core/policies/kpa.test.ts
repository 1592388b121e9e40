import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KPA_DEFAULTS, type KpaOptions, kpa } from './kpa.js';
import { decodeCounts, type Moment, played } from './testing/index.js';

const OPTIONS: KpaOptions = { ...KPA_DEFAULTS, targetConcurrency: 10, bounds: { min: 1, max: 100 } };
const busy = (running: number, queuedDecodeRequests = 0) => [{ id: 'a', running, queuedDecodeRequests }];
const at = (time: number, ready: number, running: number): Moment => ({ time, ready, detail: busy(running) });
const counts = (moments: readonly Moment[], options: Partial<KpaOptions> = {}) =>
  decodeCounts(kpa({ ...OPTIONS, ...options }), moments);

it('has the defaults of Knative', () => {
  expect(KPA_DEFAULTS).toEqual({
    stableWindow_s: 60,
    panicWindowPercentage: 10,
    panicThresholdPercentage: 200,
    maxScaleUpRate: 1000,
    maxScaleDownRate: 2,
  });
});

describe('the stable window', () => {
  it.each([
    [3, 30, 3],
    [3, 31, 4],
    [3, 45, 5],
    [3, 20, 2],
  ])('%d workers with %d requests: %d', (ready, running, wanted) => {
    expect(counts([at(60, ready, running)])).toEqual([wanted]);
  });

  it('is averaged over', () => {
    expect(counts([at(40, 3, 45), at(50, 3, 45), at(60, 3, 30)]).at(-1)).toBe(4);
  });

  it('ends after its seconds', () => {
    expect(counts([at(0, 3, 10), at(59, 3, 45)]).at(-1)).toBe(3);
    expect(counts([at(0, 3, 10), at(60, 3, 45)]).at(-1)).toBe(5);
  });

  it('counts those that wait', () => {
    expect(counts([{ time: 60, ready: 3, detail: busy(30, 15) }])).toEqual([5]);
    expect(counts([{ time: 60, ready: 3, detail: [{ id: 'a', running: 30 }], queue: 15 }])).toEqual([5]);
  });

  it("is Little's law where engines do not report", () => {
    expect(counts([{ time: 60, ready: 3, requests: 100, duration_s: 4.5 }])).toEqual([5]);
  });
});

describe('one decision', () => {
  it('divides the ready workers by two at most', () => {
    expect(counts([at(60, 9, 5)])).toEqual([4]);
    expect(counts([at(60, 9, 5)], { maxScaleDownRate: 1000 })).toEqual([1]);
  });

  it('multiplies them by its rate at most', () => {
    expect(counts([at(60, 4, 900)], { maxScaleUpRate: 1.5 })).toEqual([6]);
    expect(counts([at(60, 3, 900)], { maxScaleUpRate: 1.5 })).toEqual([5]);
  });

  it('takes one for none that is ready', () => {
    expect(counts([at(60, 0, 15)])).toEqual([2]);
  });
});

describe('panic', () => {
  const BURST = [at(0, 2, 20), at(10, 2, 90), at(20, 9, 5), at(69, 9, 5), at(70, 9, 5), at(75, 9, 5)];

  it('begins where the short window asks for twice the ready workers', () => {
    const quiet = played(kpa(OPTIONS), [at(0, 2, 20), at(10, 2, 29)]).at(-1);
    expect(quiet?.reasons).not.toContain('panic');
    const loud = played(kpa(OPTIONS), [at(0, 2, 20), at(10, 2, 31)]).at(-1);
    expect(loud?.reasons).toContain('panic');
    expect(loud?.decode).toBe(4);
  });

  it('looks at the short window alone', () => {
    // the mean of the stable window would be 55: six workers
    expect(counts(BURST.slice(0, 2)).at(-1)).toBe(9);
  });

  it('goes no lower until a stable window has passed without a reason', () => {
    expect(counts(BURST)).toEqual([2, 9, 9, 9, 4, 4]);
  });

  it('may go higher', () => {
    expect(counts([...BURST.slice(0, 3), at(30, 9, 200)]).at(-1)).toBe(20);
  });

  it('is prolonged by another burst', () => {
    const again = [at(0, 2, 90), at(50, 9, 5), at(59, 2, 90), at(65, 9, 5), at(118, 9, 5), at(120, 9, 5)];
    expect(counts(again)).toEqual([9, 9, 9, 9, 9, 4]);
  });

  it('forgets its count when it is over', () => {
    const policy = kpa(OPTIONS);
    const later = [...BURST, at(80, 4, 30)];
    expect(decodeCounts(policy, later).at(-1)).toBe(2);
  });

  it('has the threshold and the window that it is given', () => {
    const calm = { panicThresholdPercentage: 1000 };
    expect(counts(BURST.slice(0, 2), calm).at(-1)).toBe(6);
    const wide = { panicWindowPercentage: 100 };
    expect(counts([at(0, 2, 10), at(10, 2, 60)], wide).at(-1)).toBe(4);
  });
});

it('without a concurrency to see holds what is ordered', () => {
  const [decision] = played(kpa(OPTIONS), [{ ready: 3, starting: 2 }]);
  expect(decision?.decode).toBe(5);
  expect(decision?.reasons).toContain('no_data');
});

it('asks for no fewer when more run', () => {
  const running = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(running, running, fc.integer({ min: 1, max: 9 }), (a, b, ready) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)].map((all) => counts([at(60, ready, all)])[0]!);
      expect(many).toBeGreaterThanOrEqual(few!);
    }),
  );
});
