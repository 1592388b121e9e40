/** A try and the worker that holds it: where it is, who has something of it, and what a worker's slowness takes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stage } from './in-flight.js';
import { inFlightOf, workerOf } from './testing/workers.js';

describe('a try', () => {
  it('stands in the queue from when it is made, wanted and without any progress', () => {
    const inFlight = inFlightOf(3, 7);
    expect(inFlight).toMatchObject({ stage: 'queued', stageSince_s: 7, attempt: 0, isWanted: true, delivered: 0 });
    expect([inFlight.firstToken_s, inFlight.prefillWorker, inFlight.successor]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is in no stage and wanted by nobody once it is over', () => {
    const inFlight = inFlightOf();
    inFlight.end();
    expect([inFlight.stage, inFlight.isWanted]).toEqual(['ended', false]);
  });
});

describe('who holds its work or its KV', () => {
  const [prefill, decode, other] = [workerOf(0), workerOf(1), workerOf(2)];

  it.each<[Stage, boolean, boolean]>([
    ['queued', true, false],
    ['prefill', true, false],
    ['decode_queued', true, true],
    ['transfer', true, true],
    ['decode', false, true],
    ['ended', false, false],
  ])('in stage %s: prefill worker %s, decode worker %s', (stage, atPrefill, atDecode) => {
    const inFlight = Object.assign(inFlightOf(), { stage, prefillWorker: prefill, decodeWorker: decode });
    expect([inFlight.isHeldBy(prefill), inFlight.isHeldBy(decode), inFlight.isHeldBy(other)]).toEqual([
      atPrefill,
      atDecode,
      false,
    ]);
  });

  it('is its one worker all along, where that does both', () => {
    const inFlight = Object.assign(inFlightOf(), { prefillWorker: prefill, decodeWorker: prefill });
    for (const stage of ['queued', 'prefill', 'decode'] as const) {
      expect(Object.assign(inFlight, { stage }).isHeldBy(prefill)).toBe(true);
    }
  });

  it('is nobody while it waits at the pool', () => {
    expect(inFlightOf().isHeldBy(prefill)).toBe(false);
  });
});

describe("a worker's pace", () => {
  it('is its own until something slows it, and its engine is told of each change', () => {
    const worker = workerOf();
    expect([worker.pace, worker.paces, worker.told]).toEqual([1, undefined, []]);
    worker.slowDown(4, 10);
    worker.slowDown(2, 12);
    worker.slowDown(1 / 4, 15);
    expect(worker.told).toEqual([4, 8, 2]);
    expect(worker.paces).toEqual([
      { from_s: 10, pace: 4 },
      { from_s: 12, pace: 8 },
      { from_s: 15, pace: 2 },
    ]);
  });

  it('is that of its GPUs, its kind and its group', () => {
    const worker = workerOf(5);
    expect([worker.id, worker.gpus, worker.role, worker.state]).toEqual([5, 1, 'decode', 'starting']);
  });
});

describe('the seconds that slowness took', () => {
  const slow = () => {
    const worker = workerOf();
    worker.slowDown(4, 10); // 3/4 of each second until 20 s
    worker.slowDown(1 / 2, 20); // 1/2 of each second until 30 s
    worker.slowDown(1 / 4, 30); // twice as fast as usual from then on
    return worker;
  };

  it.each([
    [0, 10, 0],
    [0, 20, 7.5],
    [10, 20, 7.5],
    [12, 14, 1.5],
    [10, 30, 12.5],
    [15, 25, 3.75 + 2.5],
    [0, 100, 12.5],
    [30, 100, 0],
    [14, 14, 0],
  ])('between %d and %d s are %d', (from_s, to_s, seconds) => {
    expect(slow().slowSeconds(from_s, to_s)).toBeCloseTo(seconds, 12);
  });

  it('are none for one that was never slow', () => {
    expect(workerOf().slowSeconds(0, 100)).toBe(0);
  });

  it('add up over any cut of the time, and are never more than the time', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 50 }), fc.constantFrom(0.25, 0.5, 2, 3));
    const cut = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), cut, cut, cut, (changes, a, b, c) => {
        const worker = workerOf();
        for (const [at_s, factor] of [...changes].sort(([x], [y]) => x - y)) worker.slowDown(factor, at_s);
        const [from_s, middle_s, to_s] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        const whole = worker.slowSeconds(from_s, to_s);
        expect(worker.slowSeconds(from_s, middle_s) + worker.slowSeconds(middle_s, to_s)).toBeCloseTo(whole, 9);
        expect(whole).toBeGreaterThanOrEqual(0);
        expect(whole).toBeLessThanOrEqual(to_s - from_s);
      }),
    );
  });
});
