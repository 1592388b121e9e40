/** What each worker has been given, as pool and router count it. A request needs 1 KV token a prompt token and 1 a token out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel } from '../core/kernel.js';
import { deafRouter, inFlightOf, workerOf } from './testing/workers.js';
import { WorkerBooks } from './worker-books.js';

function books() {
  const kernel = new Kernel();
  const router = deafRouter();
  const kept = new WorkerBooks(kernel, router, ({ inputTokens, outputTokens }) => inputTokens + outputTokens);
  return { kernel, router, books: kept };
}

describe("a worker's books", () => {
  it('hold what it was given: requests, prompt tokens still to compute, KV tokens at most', () => {
    const { books: kept, router } = books();
    const worker = workerOf(4);
    kept.assign(worker, inFlightOf(0, 0, 100, 10));
    kept.assign(worker, inFlightOf(1, 0, 50, 5));
    expect([worker.assigned, worker.promptTokens, worker.promisedTokens]).toEqual([2, 150, 165]);
    expect(router.heard).toEqual(['load 4', 'placed 4 0', 'load 4', 'placed 4 1']);
  });

  it('lose the prompt when it is computed and the rest when it leaves', () => {
    const { books: kept, router } = books();
    const worker = workerOf(4);
    const inFlight = inFlightOf(0, 0, 100, 10);
    kept.assign(worker, inFlight);
    kept.promptDone(worker, inFlight);
    expect([worker.assigned, worker.promptTokens, worker.promisedTokens]).toEqual([1, 0, 110]);
    kept.unassign(worker, inFlight, false);
    expect([worker.assigned, worker.promptTokens, worker.promisedTokens]).toEqual([0, 0, 0]);
    expect(router.heard.slice(2)).toEqual(['prefilled 4 0', 'load 4', 'ended 4 0', 'load 4']);
  });

  it('lose the prompt of one that leaves before it is computed', () => {
    const { books: kept } = books();
    const worker = workerOf();
    kept.assign(worker, inFlightOf(0, 0, 100, 10));
    kept.unassign(worker, inFlightOf(0, 0, 100, 10), true);
    expect([worker.assigned, worker.promptTokens, worker.promisedTokens]).toEqual([0, 0, 0]);
  });

  it('say whether it is busy: from its first request to its last', () => {
    const { books: kept } = books();
    const worker = workerOf();
    const [first, second] = [inFlightOf(0), inFlightOf(1)];
    kept.assign(worker, first);
    kept.assign(worker, second);
    kept.unassign(worker, first, true);
    expect(worker.isBusy()).toBe(true);
    kept.unassign(worker, second, true);
    expect(worker.isBusy()).toBe(false);
  });
});

describe('the seconds with somebody idle', () => {
  it('count workers that serve and have nothing', () => {
    const { books: kept, kernel } = books();
    const [one, other] = [workerOf(0), workerOf(1)];
    const request = inFlightOf();
    const told: number[] = [];
    const act = kernel.define<() => void>(0, (action) => {
      action();
      told.push(kept.idle_s);
    });
    const at = (time_s: number, action: () => void) => kernel.at(time_s, act, action);
    at(1, () => kept.serve(one, true)); // idle from 1 s
    at(3, () => kept.assign(one, request)); // … to 3 s
    at(5, () => kept.serve(other, true)); // idle from 5 s
    at(6, () => kept.serve(other, false)); // … to 6 s: it drains
    at(8, () => kept.unassign(one, request, false)); // idle from 8 s
    at(10, () => kept.serve(one, true)); // said again: nothing new
    at(12, () => kept.serve(one, false)); // … to 12 s
    at(20, () => undefined);
    kernel.runUntil(20);
    expect(told).toEqual([0, 2, 2, 3, 3, 5, 7, 7]);
  });
});

it('come back to nothing when all have left, whatever the order', () => {
  const step = fc.record({
    leave: fc.boolean(),
    done: fc.boolean(),
    place: fc.nat({ max: 20 }),
    input: fc.nat({ max: 99 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { books: kept } = books();
      const worker = workerOf();
      const inside: { inFlight: ReturnType<typeof inFlightOf>; hadPrompt: boolean }[] = [];
      const leave = (place: number) => {
        const [{ inFlight, hadPrompt }] = inside.splice(place, 1) as [(typeof inside)[number]];
        kept.unassign(worker, inFlight, hadPrompt);
      };
      steps.forEach(({ leave: leaves, done, place, input }, id) => {
        const other = inside[place % Math.max(1, inside.length)];
        if (leaves && other) leave(place % inside.length);
        else if (done && other?.hadPrompt) {
          other.hadPrompt = false;
          kept.promptDone(worker, other.inFlight);
        } else {
          const inFlight = inFlightOf(id, 0, input + 1, 7);
          inside.push({ inFlight, hadPrompt: true });
          kept.assign(worker, inFlight);
        }
        const waiting = inside.filter(({ hadPrompt }) => hadPrompt);
        expect(worker.assigned).toBe(inside.length);
        expect(worker.promptTokens).toBe(waiting.reduce((sum, { inFlight }) => sum + inFlight.request.inputTokens, 0));
        expect(worker.isBusy()).toBe(inside.length > 0);
      });
      while (inside.length > 0) leave(0);
      expect([worker.assigned, worker.promptTokens, worker.promisedTokens]).toEqual([0, 0, 0]);
    }),
    { numRuns: 50 },
  );
});
