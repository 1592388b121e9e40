import { expect, it, onTestFinished, vi } from 'vitest';
import { clockSince } from './clock.js';

/** A signal that is never aborted. */
const going = () => new AbortController().signal;

it('never goes back', () => {
  const clock = clockSince(performance.now());
  const times_s = Array.from({ length: 100 }, () => clock.now_s());
  expect(times_s[0]).toBeGreaterThanOrEqual(0);
  expect(times_s).toEqual([...times_s].sort((a, b) => a - b));
});

it('a second is a thousand milliseconds of the process', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(12_500);
  onTestFinished(() => now.mockRestore());
  expect(clockSince(0).now_s()).toBe(12.5);
  expect(clockSince(5000).now_s()).toBe(7.5);
  expect(clockSince(20_000).now_s()).toBe(-7.5);
});

it('has the wall clock of the process beside it', () => {
  const before_ms = Date.now();
  const wall_ms = clockSince(0).wall_ms();
  expect(wall_ms).toBeGreaterThanOrEqual(before_ms);
  expect(wall_ms).toBeLessThanOrEqual(Date.now());
});

it('does not return before its time', async () => {
  const clock = clockSince(performance.now());
  await clock.until(0.01, going());
  expect(clock.now_s()).toBeGreaterThanOrEqual(0.01);
});

it('returns at once for a time that is over', async () => {
  const clock = clockSince(performance.now() - 60_000);
  await clock.until(59, going());
  await clock.until(Number.NEGATIVE_INFINITY, going());
  expect(clock.now_s()).toBeGreaterThanOrEqual(60);
});

it('an abort ends the wait without an error', async () => {
  const clock = clockSince(performance.now());
  const stop = new AbortController();
  const waiting = clock.until(3600, stop.signal);
  stop.abort();
  await expect(waiting).resolves.toBeUndefined();
  await expect(clock.until(3600, stop.signal)).resolves.toBeUndefined();
  expect(clock.now_s()).toBeLessThan(3600);
});
