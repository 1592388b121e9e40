import { expect, it } from 'vitest';
import type { WorkerEvent } from '../../record/events.js';
import { CapacityHistory } from './capacity-history.js';

function history(
  ...events: (readonly [time_s: number, worker: number, state: WorkerEvent['state'], cause?: 'crash'])[]
) {
  const all = new CapacityHistory();
  for (const [time_s, worker, state, cause] of events) {
    all.add({ time_s, worker, state, role: 'decode', gpus: 1, ...(cause && { cause }) });
  }
  return all;
}

it('divides the time before and after an order, and while its worker starts', () => {
  const all = history([0, 0, 'ready'], [20, 1, 'starting'], [25, 1, 'starting'], [50, 1, 'ready']);
  expect(all.window(10, 100)).toEqual({ short_s: 0, starting_s: 30, beforeOrder_s: 10, afterOrder_s: 50, orders: 1 });
  expect(all.window(30, 40)).toEqual({ short_s: 0, starting_s: 10, beforeOrder_s: 0, afterOrder_s: 0, orders: 0 });
  expect(all.window(60, 90)).toEqual({ short_s: 0, starting_s: 0, beforeOrder_s: 30, afterOrder_s: 0, orders: 0 });
});

it('is short from a crash until another worker is ready, however it starts', () => {
  const all = history([0, 0, 'ready'], [10, 0, 'gone', 'crash'], [10, 1, 'starting'], [40, 1, 'ready']);
  expect(all.window(0, 100)).toMatchObject({ short_s: 30, starting_s: 0 });
  expect(all.givenAwayIn(0, 100)).toBe(0);
});

it('counts what was given away once, drained or not', () => {
  const all = history([0, 0, 'ready'], [0, 1, 'ready'], [30, 0, 'draining'], [60, 0, 'gone'], [70, 1, 'gone']);
  expect(all.givenAwayIn(0, 100)).toBe(2);
  expect(all.givenAwayIn(30, 60)).toBe(0);
});

it('does not take for an order what is prepared for a warm pool, but what is woken', () => {
  const woken = history([0, 0, 'paused'], [30, 0, 'starting'], [32, 0, 'ready']);
  expect(woken.window(0, 100)).toMatchObject({ orders: 1, starting_s: 2 });
  expect(history([0, 0, 'ready']).window(0, 10)).toMatchObject({ orders: 0, beforeOrder_s: 10 });
});
