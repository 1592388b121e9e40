import { describe, expect, it } from 'vitest';
import { daily, foretold, frozen, line, noisyDays } from '../../testing/index.js';
import { type ProphetOptions, type ProphetState, prophet } from './index.js';

const MINUTES: ProphetOptions = { window: 50, step_s: 60, asksAt: 'next' };

describe('prophet', () => {
  it.each([
    [[], 0],
    [[7], 7],
    [[7, 9, 1, 4], 4],
  ])('gives the last of %j: fewer than five values tell nothing', (values, last) => {
    expect(foretold(prophet(MINUTES), values, 3)).toBe(last);
  });

  it('continues a line from the fifth value on', () => {
    for (const steps of [1, 3]) {
      expect(foretold(prophet(MINUTES), line(5, 10, 2), steps)).toBeCloseTo(18 + 2 * steps, 0);
    }
  });

  it('keeps its window, and counts what it has forgotten', () => {
    const one = prophet({ ...MINUTES, window: 6 });
    const state = line(9, 1, 1).reduce(one.observe, one.initialState);
    expect(state).toEqual({ values: [4, 5, 6, 7, 8, 9], count: 9 });
    expect(one.predict(state).prediction.point).toBeCloseTo(10, 0);
  });

  it('keeps the phase of a day over a window that moves', () => {
    const step_s = 10_800;
    const one = prophet({ window: 17, step_s, asksAt: 'next' });
    expect(Math.abs(foretold(one, noisyDays(22, step_s), 2) - daily(23 * step_s))).toBeLessThan(15);
  });

  it('can be asked for so many seconds after the start as there were values: inside its history', () => {
    const odd = prophet({ ...MINUTES, asksAt: 'step-count-seconds' });
    const rising = line(12, 60, 60);
    // 12 s after the start, a fifth of a step
    expect(foretold(odd, rising)).toBeCloseTo(72, 0);
    expect(foretold(odd, rising, 49)).toBeCloseTo(120, 0);
  });

  it('is pure over plain data', () => {
    const one = prophet(MINUTES);
    const before = frozen([3, 8, 5, 9, 6, 10].reduce(one.observe, one.initialState));
    const copy = JSON.parse(JSON.stringify(before)) as ProphetState;
    expect(one.predict(copy)).toEqual(one.predict(before));
    expect(one.observe(copy, 4)).toEqual(one.observe(before, 4));
    expect(one.predict(before).state).toBe(before);
  });
});
