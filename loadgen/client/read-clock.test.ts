import { expect, it } from 'vitest';
import { ReadClock } from './read-clock.js';

/** Lets the clock of the process move. */
function spin(): void {
  const start_ms = performance.now();
  while (performance.now() - start_ms < 0.5);
}

it('what one read brings has one time; the next read has a later one', async () => {
  const clock = new ReadClock();
  const first = clock.now_ms();
  spin();
  expect(clock.now_ms()).toBe(first);
  await Promise.resolve();
  spin();
  expect(clock.now_ms()).toBeGreaterThan(first);
});

it('two clocks are not one', () => {
  const [a, b] = [new ReadClock(), new ReadClock()];
  const first = a.now_ms();
  spin();
  expect(b.now_ms()).toBeGreaterThan(first);
  expect(a.now_ms()).toBe(first);
});
