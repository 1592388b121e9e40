/** Which gaps of a batch count. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SteadyWindow } from './steady-window.js';

function begun(streams: number) {
  const window = new SteadyWindow(streams);
  for (let stream = 0; stream < streams; stream++) window.firstToken();
  return window;
}

it('of one stream the first gap does not count: its own prompt ended in it', () => {
  const window = begun(1);
  window.gap(0.9);
  window.gap(0.1);
  window.gap(0.3);
  // the first token and one gap before, and half of the two in the window
  expect(window.gaps()).toEqual({ mean_s: 0.2, count: 2, outputBefore: 3 });
});

it('is nothing before a gap counts', () => {
  const window = begun(2);
  expect(window.gaps()).toBeUndefined();
  window.gap(1);
  window.gap(1);
  expect(window.gaps()).toBeUndefined();
  window.gap(0.5);
  expect(window.gaps()).toMatchObject({ mean_s: 0.5, count: 1 });
});

it('is over at the first end, whatever comes then', () => {
  const window = begun(2);
  for (const gap_s of [1, 1, 0.25]) window.gap(gap_s);
  window.end();
  const before = window.gaps();
  window.gap(5);
  window.firstToken();
  window.end();
  expect(window.gaps()).toEqual(before);
  expect(window.together).toBe(2);
});

it('counts who began before the first end', () => {
  const window = new SteadyWindow(4);
  window.firstToken();
  window.firstToken();
  expect(window.together).toBe(2);
  window.end();
  window.firstToken();
  expect(window.together).toBe(2);
});

it('a batch in step has the mean of its steps, and a window that begins where all had one gap', () => {
  const batch = fc.tuple(
    fc.integer({ min: 1, max: 8 }),
    fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 2, maxLength: 20 }),
  );
  fc.assert(
    fc.property(batch, ([streams, steps]) => {
      const window = begun(streams);
      for (const step of steps) for (let stream = 0; stream < streams; stream++) window.gap(step);
      const counted = steps.slice(1);
      const { mean_s, count, outputBefore } = window.gaps()!;
      expect(count).toBe(streams * counted.length);
      expect(mean_s).toBeCloseTo(counted.reduce((sum, step) => sum + step, 0) / counted.length, 9);
      expect(outputBefore).toBeCloseTo(2 + counted.length / 2, 9);
    }),
  );
});
