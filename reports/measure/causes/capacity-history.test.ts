import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkerEvent } from '../../record/events.js';
import { CapacityHistory } from './capacity-history.js';

type Told = readonly [time_s: number, worker: number, state: WorkerEvent['state'], cause?: 'crash' | 'start_failed'];

function history(...events: readonly Told[]): CapacityHistory {
  const all = new CapacityHistory();
  for (const [time_s, worker, state, cause] of events) {
    all.add({ time_s, worker, state, role: 'decode', gpus: 1, ...(cause && { cause }) });
  }
  return all;
}

describe('a window over what a pool had', () => {
  const ordered = history([0, 0, 'ready'], [20, 1, 'starting'], [25, 1, 'starting'], [50, 1, 'ready']);

  it.each([
    ['around a start', 10, 100, { short_s: 0, starting_s: 30, beforeOrder_s: 10, afterOrder_s: 50, orders: 1 }],
    ['within a start', 30, 40, { short_s: 0, starting_s: 10, beforeOrder_s: 0, afterOrder_s: 0, orders: 0 }],
    ['after it', 60, 90, { short_s: 0, starting_s: 0, beforeOrder_s: 30, afterOrder_s: 0, orders: 0 }],
    ['before it', 0, 20, { short_s: 0, starting_s: 0, beforeOrder_s: 20, afterOrder_s: 0, orders: 1 }],
    ['from the order on', 20, 30, { short_s: 0, starting_s: 10, beforeOrder_s: 0, afterOrder_s: 0, orders: 0 }],
    ['of no length', 30, 30, { short_s: 0, starting_s: 0, beforeOrder_s: 0, afterOrder_s: 0, orders: 0 }],
  ])('%s', (_, from_s, to_s, window) => expect(ordered.window(from_s, to_s)).toEqual(window));

  it('of a pool of which nothing was ever told is all before an order', () => {
    expect(history().window(10, 30)).toEqual({
      short_s: 0,
      starting_s: 0,
      beforeOrder_s: 20,
      afterOrder_s: 0,
      orders: 0,
    });
  });

  it('counts two that start at a time once', () => {
    const two = history(
      [10, 1, 'starting'],
      [15, 2, 'pending'],
      [20, 1, 'ready'],
      [30, 2, 'starting'],
      [40, 2, 'ready'],
    );
    expect(two.window(0, 50)).toEqual({ short_s: 0, starting_s: 30, beforeOrder_s: 10, afterOrder_s: 10, orders: 2 });
  });

  it('counts one that never came until it went', () => {
    const failed = history([10, 1, 'starting'], [25, 1, 'gone', 'start_failed']);
    expect(failed.window(0, 50)).toMatchObject({ starting_s: 15, short_s: 0, orders: 1 });
    expect(failed.givenAwayIn(0, 50)).toBe(0);
  });
});

describe('an order', () => {
  it('is none of what there was at the start', () => {
    expect(history([0, 0, 'ready'], [0, 1, 'starting'], [30, 1, 'ready']).window(0, 60)).toMatchObject({
      orders: 0,
      starting_s: 30,
    });
  });

  it('is what is woken, not what is prepared for a warm pool', () => {
    const woken = history([0, 0, 'paused'], [30, 0, 'starting'], [32, 0, 'ready']);
    expect(woken.window(0, 100)).toMatchObject({ orders: 1, starting_s: 2 });
    expect(history([10, 0, 'paused']).window(0, 100)).toMatchObject({ orders: 0, beforeOrder_s: 100 });
  });

  it('is also a worker that is ready at once', () => {
    expect(history([30, 1, 'ready']).window(0, 100)).toMatchObject({ orders: 1, beforeOrder_s: 30, afterOrder_s: 70 });
  });

  it('of a number that went comes again', () => {
    const again = history(
      [10, 1, 'starting'],
      [20, 1, 'ready'],
      [30, 1, 'gone'],
      [40, 1, 'starting'],
      [50, 1, 'ready'],
    );
    expect(again.window(0, 100)).toMatchObject({ orders: 2, starting_s: 20 });
  });
});

describe('a pool is short', () => {
  it('from a crash until another worker is ready, however it starts', () => {
    const all = history([0, 0, 'ready'], [10, 0, 'gone', 'crash'], [10, 1, 'starting'], [40, 1, 'ready']);
    expect(all.window(0, 100)).toMatchObject({ short_s: 30, starting_s: 0 });
    expect(all.givenAwayIn(0, 100)).toBe(0);
  });

  it('until as many are ready as were lost', () => {
    const all = history(
      [0, 0, 'ready'],
      [0, 1, 'ready'],
      [10, 0, 'gone', 'crash'],
      [20, 1, 'gone', 'crash'],
      [30, 2, 'ready'],
      [50, 3, 'ready'],
    );
    expect(all.window(0, 100).short_s).toBe(40);
  });

  it('for ever where nobody comes', () => {
    expect(history([0, 0, 'ready'], [10, 0, 'gone', 'crash']).window(0, 100).short_s).toBe(90);
  });

  it('not by the crash of one that was not ready', () => {
    const drained = history([0, 0, 'ready'], [5, 0, 'draining'], [10, 0, 'gone', 'crash']);
    expect(drained.window(0, 100).short_s).toBe(0);
    expect(history([0, 0, 'starting'], [10, 0, 'gone', 'crash']).window(0, 100).short_s).toBe(0);
  });
});

describe('what was given away', () => {
  const all = history([0, 0, 'ready'], [0, 1, 'ready'], [30, 0, 'draining'], [60, 0, 'gone'], [70, 1, 'gone']);

  it.each([
    [0, 100, 2],
    [30, 60, 0],
    [29, 30, 1],
    [60, 70, 1],
    [70, 100, 0],
  ])('in (%i, %i] is %i: each once, drained or not', (from_s, to_s, count) => {
    expect(all.givenAwayIn(from_s, to_s)).toBe(count);
  });

  it('is none of what crashed, or had not come', () => {
    expect(history([0, 0, 'ready'], [9, 0, 'gone', 'crash']).givenAwayIn(0, 10)).toBe(0);
    expect(history([1, 0, 'starting'], [9, 0, 'gone']).givenAwayIn(0, 10)).toBe(0);
  });
});

describe('whatever happened', () => {
  const STATES = ['pending', 'starting', 'paused', 'ready', 'draining', 'gone'] as const;
  const event = fc.tuple(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max: 4 }),
    fc.constantFrom(...STATES),
    fc.constantFrom(undefined, 'crash' as const),
  );
  const events = fc.array(event, { maxLength: 25 }).map((all) => all.toSorted(([a], [b]) => a - b));
  const moment = fc.integer({ min: 0, max: 120 });

  it('the parts of a window sum to it', () => {
    fc.assert(
      fc.property(events, moment, moment, (told, a, b) => {
        const [from_s, to_s] = [Math.min(a, b), Math.max(a, b)];
        const { short_s, starting_s, beforeOrder_s, afterOrder_s } = history(...(told as Told[])).window(from_s, to_s);
        for (const part_s of [short_s, starting_s, beforeOrder_s, afterOrder_s])
          expect(part_s).toBeGreaterThanOrEqual(0);
        expect(short_s + starting_s + beforeOrder_s + afterOrder_s).toBeCloseTo(to_s - from_s, 9);
      }),
    );
  });

  it('two windows beside each other have what the whole one has', () => {
    fc.assert(
      fc.property(events, fc.tuple(moment, moment, moment), (told, moments) => {
        const [from_s, middle_s, to_s] = moments.toSorted((a, b) => a - b) as [number, number, number];
        const all = history(...(told as Told[]));
        const [whole, first, second] = [
          all.window(from_s, to_s),
          all.window(from_s, middle_s),
          all.window(middle_s, to_s),
        ];
        for (const name of ['short_s', 'starting_s', 'orders'] as const) {
          expect(first[name] + second[name]).toBeCloseTo(whole[name], 9);
        }
        expect(all.givenAwayIn(from_s, middle_s) + all.givenAwayIn(middle_s, to_s)).toBe(all.givenAwayIn(from_s, to_s));
      }),
    );
  });
});
