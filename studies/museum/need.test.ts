import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Need, needAt, needSchema, needWithin } from './need.js';

const NEED: Need = [
  { from_s: 0, prefill: 1, decode: 2 },
  { from_s: 60, prefill: 4, decode: 1 },
  { from_s: 90, prefill: 2, decode: 1 },
];

describe('a need', () => {
  it('is a step function of time', () => {
    expect([0, 59, 60, 89.9, 90, 200].map((time_s) => needAt(NEED, 'prefill', time_s))).toEqual([1, 1, 4, 4, 2, 2]);
    expect([0, 60].map((time_s) => needAt(NEED, 'decode', time_s))).toEqual([2, 1]);
  });

  it('before its first step is that step', () => {
    expect(needAt(NEED, 'prefill', -10)).toBe(1);
  });
});

describe('the most of a time', () => {
  it.each([
    [-10, 59, 1],
    [30, 60, 4],
    [70, 300, 4],
    [90, 300, 2],
    [60, 60, 4],
  ])('from %d to %d s is %d: the step that it begins in counts, and one at its end', (from_s, to_s, most) => {
    expect(needWithin(NEED, 'prefill', from_s, to_s)).toBe(most);
  });

  it('is what holds at some instant of it, and never less than at any', () => {
    const time = fc.integer({ min: 0, max: 150 });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [from_s, to_s] = [Math.min(a, b), Math.max(a, b)];
        const instants = Array.from({ length: to_s - from_s + 1 }, (_, i) => needAt(NEED, 'prefill', from_s + i));
        expect(needWithin(NEED, 'prefill', from_s, to_s)).toBe(Math.max(...instants));
      }),
      { numRuns: 60 },
    );
  });
});

it.each([
  ['no step', []],
  ['half a worker', [{ from_s: 0, prefill: 0.5, decode: 1 }]],
  ['a time before the run', [{ from_s: -1, prefill: 1, decode: 1 }]],
  ['one role alone', [{ from_s: 0, prefill: 1 }]],
])('a need with %s is none', (_what, need) => {
  expect(needSchema.safeParse(need).success).toBe(false);
});
