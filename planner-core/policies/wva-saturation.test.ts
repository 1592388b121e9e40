import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCounts, type Moment, played } from './testing/index.js';
import { WVA_SATURATION_DEFAULTS, type WvaSaturationOptions, wvaSaturation } from './wva-saturation.js';

const OPTIONS: WvaSaturationOptions = { ...WVA_SATURATION_DEFAULTS, bounds: { min: 1, max: 100 } };
const POLICY = wvaSaturation(OPTIONS);
const workers = (...usage: number[]) => usage.map((kvUsage, i) => ({ id: String(i), kvUsage, queuedRequests: 0 }));
const queues = (...lengths: number[]) =>
  lengths.map((queuedRequests, i) => ({ id: String(i), kvUsage: 0, queuedRequests }));
const one = (detail: Moment['detail'], moment: Moment = {}) =>
  decodeCounts(POLICY, [{ ready: detail!.length, detail: detail!, ...moment }])[0];

it('has the recommended thresholds', () => {
  expect(WVA_SATURATION_DEFAULTS).toEqual({ kvThreshold: 0.8, queueThreshold: 5, kvSpare: 0.1, queueSpare: 3 });
});

describe('one more', () => {
  it.each([
    ['the mean KV spare is below 0.1', workers(0.75, 0.76), 3],
    ['all are saturated', workers(0.95, 0.9), 3],
    ['all are exactly at the threshold', workers(0.8, 0.8), 3],
    ['the mean queue spare is below 3', queues(3, 2), 3],
    ['all queues are full', queues(5, 9), 3],
    ['a single worker is short', workers(0.71), 2],
  ])('where %s', (_what, detail, wanted) => {
    expect(one(detail)).toBe(wanted);
  });

  it('is judged by those that are not saturated', () => {
    // the third is saturated; the others have 0.5 to spare
    expect(one(workers(0.3, 0.3, 0.95))).toBe(2);
    // the third is saturated; the others have 0.05 to spare
    expect(one(workers(0.75, 0.75, 0.95))).toBe(4);
  });

  it('says why', () => {
    const [decision] = played(POLICY, [{ ready: 2, detail: workers(0.75, 0.76) }]);
    expect(decision?.reasons).toContain('saturated');
    expect(decision?.explanation['decode_spare_kv_share']).toBeCloseTo(0.045, 12);
    expect(decision?.explanation['decode_spare_queue_requests']).toBe(5);
  });
});

describe('one fewer', () => {
  it.each([
    ['the other could take the load of two: 0.35 × 2 ≤ 0.7', workers(0.35, 0.35), 1],
    ['not if it could not', workers(0.36, 0.36), 2],
    ['three: 0.46 × 1.5 ≤ 0.7', workers(0.46, 0.46, 0.46), 2],
    ['three: 0.47 × 1.5 > 0.7', workers(0.47, 0.47, 0.47), 3],
    ['queues: 1 × 2 ≤ 2', queues(1, 1), 1],
    ['queues: 1.5 × 2 > 2', queues(1, 2), 2],
    ['never the last', workers(0), 1],
    ['never the last that is free', workers(0, 0.95), 2],
  ])('%s', (_what, detail, wanted) => {
    expect(one(detail)).toBe(wanted);
  });

  it('says so', () => {
    expect(played(POLICY, [{ ready: 2, detail: workers(0.2, 0.2) }])[0]?.reasons).toContain('scale_down');
    expect(played(POLICY, [{ ready: 2, detail: workers(0.5, 0.5) }])[0]?.reasons).toContain('no_change');
  });

  it('is possible among many almost to the trigger', () => {
    expect(one(workers(...new Array<number>(20).fill(0.66)))).toBe(19);
    expect(one(workers(...new Array<number>(20).fill(0.67)))).toBe(20);
  });
});

describe('while counts and reports differ', () => {
  it.each([
    ['workers start', { ready: 2, starting: 1 }],
    ['fewer report than are ready', { ready: 3 }],
    ['more report than are ready', { ready: 1 }],
  ])('%s: nothing moves, up or down', (_what, moment) => {
    const desired = moment.ready + ('starting' in moment ? moment.starting! : 0);
    for (const detail of [workers(0.9, 0.9), workers(0.1, 0.1)]) {
      const [decision] = played(POLICY, [{ ...moment, detail }]);
      expect(decision?.decode).toBe(desired);
      expect(decision?.reasons).toContain('scaling_in_progress');
    }
  });

  it('what is well stays well', () => {
    const [decision] = played(POLICY, [{ ready: 3, detail: workers(0.5, 0.5) }]);
    expect(decision?.reasons).toContain('no_change');
  });
});

describe('reports', () => {
  it.each([
    ['none', {}],
    ['without KV usage', { detail: [{ id: 'a', queuedRequests: 9 }] }],
    ['of NaN', { detail: [{ id: 'a', kvUsage: Number.NaN }] }],
  ])('%s: what is ordered stays', (_what, moment) => {
    const [decision] = played(POLICY, [{ ready: 4, ...moment }]);
    expect(decision?.decode).toBe(4);
    expect(decision?.reasons).toContain('no_data');
  });

  it('have both kinds of queues', () => {
    const detail = [{ id: 'a', kvUsage: 0.1, queuedRequests: 2, queuedDecodeRequests: 2 }];
    expect(one(detail)).toBe(2);
    expect(one([{ id: 'a', kvUsage: 0.1, queuedDecodeRequests: 1 }])).toBe(1);
  });
});

it('moves by one at most, and does not go down on what it then would have to undo', () => {
  const usage = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(usage, (shares) => {
      const count = one(workers(...shares))!;
      expect(Math.abs(count - shares.length)).toBeLessThanOrEqual(1);
      if (count < shares.length) {
        const free = shares.filter((share) => share < 0.8);
        const grown = free.reduce((sum, share) => sum + share, 0) / (free.length - 1);
        expect(grown).toBeLessThanOrEqual(0.7 + 1e-9);
      }
    }),
  );
});
