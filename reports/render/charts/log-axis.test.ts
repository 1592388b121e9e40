import { expect, it } from 'vitest';
import { logTicks } from './log-axis.js';

it.each([
  [100, 13_000, [100, 200, 500, 1000, 2000, 5000, 10_000]],
  [3, 40, [5, 10, 20]],
  [0.5, 90_000, [1, 10, 100, 1000, 10_000]],
])('from %d to %d a logarithmic axis has ticks where people look for them', (least, most, ticks) => {
  expect(logTicks(least, most)).toEqual(ticks);
});
