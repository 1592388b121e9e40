/** Leave-one-out on tables whose times are straight lines, bent at one point. */
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { smallProfile } from '../../sim/testing/index.js';
import { decodeErrors, prefillErrors, tableErrors } from './step-tables.js';

function withPrefill(newTokens: readonly number[], stepMs: readonly number[], more: Partial<EngineProfile> = {}) {
  const ones = newTokens.map(() => 1);
  const prefillTable = { batch: ones, newTokens, cachedTokens: ones.map(() => 0), stepMs };
  return { ...smallProfile(), prefillTable, ...more };
}

function withDecode(...rows: readonly (readonly number[])[]): EngineProfile {
  const decodeSteps = rows.map((stepMs, i) => ({
    contextTokens: 1000 * (i + 1),
    batch: stepMs.map((_, k) => k + 1),
    stepMs: [...stepMs],
  }));
  return { ...smallProfile(), decodeSteps };
}

describe('prefill', () => {
  it('asks for points inside alone', () => {
    expect(prefillErrors(withPrefill([100, 200], [10, 20]))).toEqual([]);
    expect(prefillErrors(withPrefill([100, 200, 300, 400], [10, 20, 30, 40]))).toHaveLength(2);
  });

  it('of a straight line has no error', () => {
    for (const error of prefillErrors(withPrefill([100, 200, 300, 400], [10, 20, 30, 40])))
      expect(error).toBeLessThan(0.01);
  });

  it('of a point off the line has the error of the line', () => {
    const [error] = prefillErrors(withPrefill([100, 200, 300], [10, 40, 30]));
    expect(error).toBeCloseTo(50, 1); // 20 for 40
  });

  it('is asked of one rank: more ranks change nothing', () => {
    const [points, times] = [
      [100, 200, 300],
      [10, 25, 30],
    ] as const;
    expect(prefillErrors(withPrefill(points, times, { attentionDp: 4 }))).toEqual(
      prefillErrors(withPrefill(points, times)),
    );
  });
});

describe('decode', () => {
  it('asks for neither the smallest nor the largest batch of a row', () => {
    expect(decodeErrors(withDecode([10, 11], [12, 13]))).toEqual([]);
    expect(decodeErrors(withDecode([10, 11, 12], [12, 13, 14, 15]))).toHaveLength(1 + 2);
  });

  it('of a point off the line has the error of the line', () => {
    const errors = decodeErrors(withDecode([10, 22, 12, 13], [10, 11, 12, 13]));
    expect(errors[0]).toBeCloseTo(50, 6); // 11 for 22
    expect(errors.slice(2)).toEqual([expect.closeTo(0, 6), expect.closeTo(0, 6)]);
  });
});

describe('errors told', () => {
  it('are rounded to a hundredth of a percent', () => {
    expect(tableErrors([1.234, 2.345, 9.999])).toEqual({ points: 3, median_pct: 2.35, p95_pct: 9.23 });
  });

  it('of no point are no figures', () => {
    expect(tableErrors([])).toEqual({ points: 0 });
  });
});
