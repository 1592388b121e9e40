import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefillCurves } from './prefill-curves.js';

const ISL = [100, 1000, 4000, 8000];
const CURVES = prefillCurves({
  isl: ISL,
  ttftMs: [20, 100, 400, 900],
  tokensPerSecondPerGpu: [5000, 10_000, 10_000, 9000],
});

describe('the prefill curves', () => {
  it.each([
    [100, 20, 5000],
    [1000, 100, 10_000],
    [4000, 400, 10_000],
    [8000, 900, 9000],
  ])('at %d tokens are what was measured', (isl, ttftMs, throughput) => {
    expect(CURVES.ttftMs(isl)).toBeCloseTo(ttftMs, 9);
    expect(CURVES.tokensPerSecondPerGpu(isl)).toBeCloseTo(throughput, 6);
  });

  it.each([99, 0, -5, Number.NEGATIVE_INFINITY])('at %d tokens are those of the shortest prompt', (isl) => {
    expect(CURVES.ttftMs(isl)).toBe(CURVES.ttftMs(100));
    expect(CURVES.tokensPerSecondPerGpu(isl)).toBe(CURVES.tokensPerSecondPerGpu(100));
  });

  it.each([8001, 1e9, Number.POSITIVE_INFINITY])('at %d tokens are those of the longest', (isl) => {
    expect(CURVES.ttftMs(isl)).toBe(CURVES.ttftMs(8000));
    expect(CURVES.tokensPerSecondPerGpu(isl)).toBe(CURVES.tokensPerSecondPerGpu(8000));
  });

  it('have no value for what is no number', () => {
    expect(CURVES.ttftMs(Number.NaN)).toBeNaN();
  });

  it('between samples of a straight line lie on it', () => {
    const straight = prefillCurves({ isl: ISL, ttftMs: ISL.map((x) => 5 + x / 20), tokensPerSecondPerGpu: ISL });
    fc.assert(
      fc.property(fc.double({ min: 100, max: 8000, noNaN: true }), (isl) => {
        expect(straight.ttftMs(isl)).toBeCloseTo(5 + isl / 20, 8);
        expect(straight.tokensPerSecondPerGpu(isl)).toBeCloseTo(isl, 6);
      }),
    );
  });

  it('are continuous', () => {
    for (let isl = 150; isl < 8000; isl += 50) {
      expect(Math.abs(CURVES.ttftMs(isl) - CURVES.ttftMs(isl - 1e-6))).toBeLessThan(1e-5);
    }
  });

  it('need four samples', () => {
    const short = { isl: [1, 2, 3], ttftMs: [1, 2, 3], tokensPerSecondPerGpu: [1, 2, 3] };
    expect(() => prefillCurves(short)).toThrow(RangeError);
  });
});
