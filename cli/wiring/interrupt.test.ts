/** Ctrl-C and SIGTERM as a signal; the process's own listeners stand as they were afterwards. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { interruptSignal } from './interrupt.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
let before: Map<(typeof SIGNALS)[number], NodeJS.SignalsListener[]>;
beforeEach(() => {
  before = new Map(SIGNALS.map((name) => [name, process.listeners(name)]));
  for (const name of SIGNALS) process.removeAllListeners(name);
});
afterEach(() => {
  for (const [name, listeners] of before) {
    process.removeAllListeners(name);
    for (const listener of listeners) process.on(name, listener);
  }
});

const listening = () => SIGNALS.map((name) => process.listenerCount(name));

it.each(SIGNALS)('%s aborts', (name) => {
  const { signal, stop } = interruptSignal();
  expect(signal.aborted).toBe(false);
  process.emit(name);
  expect(signal.aborted).toBe(true);
  stop();
});

it.each(SIGNALS)('after %s nobody listens: a second one, of either kind, ends the process', (name) => {
  interruptSignal();
  expect(listening()).toEqual([1, 1]);
  process.emit(name);
  expect(listening()).toEqual([0, 0]);
});

it('stopped it listens no more, and does not abort', () => {
  const { signal, stop } = interruptSignal();
  stop();
  expect(listening()).toEqual([0, 0]);
  expect(signal.aborted).toBe(false);
  expect(stop).not.toThrow();
});

it('leaves the listeners of others', () => {
  const other = () => undefined;
  process.on('SIGINT', other);
  const { stop } = interruptSignal();
  stop();
  expect(process.listeners('SIGINT')).toEqual([other]);
});
