/** The pacer before its second thread is up: a timer stands in, on a clock that the test moves. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pacer } from './pacer.js';

vi.mock('./alarm.js', () => ({
  Alarm: class {
    readonly isReady = false;
    close(): void {}
  },
}));

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function pacer() {
  const start_ms = performance.now();
  const woken_ms: number[] = [];
  const made = new Pacer(() => woken_ms.push(performance.now() - start_ms));
  return { woken_ms, at: (after_ms: number) => made.at(start_ms + after_ms), close: () => made.close() };
}

it('wakes at its time, once', () => {
  const { woken_ms, at } = pacer();
  at(50);
  vi.advanceTimersByTime(49);
  expect(woken_ms).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(woken_ms).toEqual([50]);
});

it('never wakes early: a part of a millisecond is waited for', () => {
  const { woken_ms, at } = pacer();
  at(10.2);
  vi.advanceTimersByTime(100);
  expect(woken_ms).toEqual([11]);
});

it('an earlier time takes the place of a later one, and a later one changes nothing', () => {
  const { woken_ms, at } = pacer();
  at(50);
  at(20);
  at(80);
  at(20);
  vi.advanceTimersByTime(1000);
  expect(woken_ms).toEqual([20]);
});

it('may be set again once it woke, to any time', () => {
  const { woken_ms, at } = pacer();
  at(20);
  vi.advanceTimersByTime(20);
  at(90);
  vi.advanceTimersByTime(70);
  at(100);
  vi.advanceTimersByTime(10);
  expect(woken_ms).toEqual([20, 90, 100]);
});

it('a time that has passed is now', () => {
  const { woken_ms, at } = pacer();
  vi.advanceTimersByTime(30);
  at(10);
  vi.advanceTimersByTime(1);
  expect(woken_ms).toHaveLength(1);
});

it('a closed one wakes no more, set or set again', () => {
  const { woken_ms, at, close } = pacer();
  at(10);
  close();
  at(5);
  vi.advanceTimersByTime(100);
  expect(woken_ms).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
