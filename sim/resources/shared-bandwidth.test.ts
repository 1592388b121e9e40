import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel } from '../core/kernel.js';
import { PRIORITY } from '../core/priority.js';
import { defineBandwidthWake, type Flow, SharedBandwidth } from './index.js';

interface Plan {
  readonly at_s: number;
  readonly bytes: number;
  readonly cancel_s?: number | undefined;
}

/** Plays flows on one link and tells when each ended; cancelled ones have no end. */
function play(plans: readonly Plan[], bytes_per_s: number, flow_bytes_per_s?: number) {
  const kernel = new Kernel();
  const link = new SharedBandwidth(kernel, defineBandwidthWake(kernel, PRIORITY.workEnd), {
    bytes_per_s,
    ...(flow_bytes_per_s !== undefined && { flow_bytes_per_s }),
  });
  const ends: (number | undefined)[] = plans.map(() => undefined);
  const flows: Flow[] = [];
  const action = kernel.define<() => void>(PRIORITY.arrival, (act) => act());
  plans.forEach(({ at_s, bytes, cancel_s }, i) => {
    kernel.at(at_s, action, () => {
      flows[i] = link.start(bytes, (now_s) => {
        ends[i] = now_s;
      });
    });
    if (cancel_s !== undefined) kernel.at(cancel_s, action, () => flows[i] && link.cancel(flows[i]!));
  });
  kernel.runUntil(Number.POSITIVE_INFINITY);
  return { ends, books: link.books(), events: kernel.processed };
}

/** The same by the fluid's own law, going from one change to the next and looking at every flow each time. */
function playFluid(plans: readonly Plan[], bytes_per_s: number, cap = Number.POSITIVE_INFINITY) {
  const left = plans.map(({ bytes }) => bytes);
  const ends: (number | undefined)[] = plans.map(() => undefined);
  const over = plans.map(() => false);
  const changes = [...new Set(plans.flatMap(({ at_s, cancel_s }) => [at_s, cancel_s ?? at_s]))].sort((a, b) => a - b);
  let now_s = 0;
  for (const until_s of [...changes, Number.POSITIVE_INFINITY]) {
    for (;;) {
      const running = plans.flatMap(({ at_s }, i) => (at_s <= now_s && !over[i] ? [i] : []));
      const rate = Math.min(cap, bytes_per_s / running.length);
      const next_s = Math.min(until_s, ...running.map((i) => now_s + left[i]! / rate));
      if (next_s === Number.POSITIVE_INFINITY) return ends;
      for (const i of running) {
        left[i]! -= (next_s - now_s) * rate;
        if (left[i]! > 1e-9 * plans[i]!.bytes) continue;
        over[i] = true;
        ends[i] = next_s;
      }
      now_s = next_s;
      if (next_s === until_s) break;
    }
    plans.forEach(({ cancel_s }, i) => {
      if (cancel_s === until_s) over[i] = true;
    });
  }
  return ends;
}

describe('a shared bandwidth', () => {
  it('moves one flow at the whole bandwidth, or at the cap of a flow', () => {
    expect(play([{ at_s: 3, bytes: 100 }], 20).ends).toEqual([8]);
    expect(play([{ at_s: 3, bytes: 100 }], 20, 5).ends).toEqual([23]);
  });

  it('lets a herd of equal flows end together, n times later than one alone', () => {
    const herd = Array.from({ length: 50 }, () => ({ at_s: 1, bytes: 140e9 }));
    const { ends, events } = play(herd, 7e9);
    expect(new Set(ends)).toEqual(new Set([1 + (50 * 140) / 7]));
    expect(events).toBe(52); // 50 starts, the early end that the first alone had before it, and one end
  });

  it('slows whom it must while others are there', () => {
    // alone for 5 s (50 bytes), then two share: 0 needs 50 more at 5/s, 1 then has 100 left for itself
    expect(
      play(
        [
          { at_s: 0, bytes: 100 },
          { at_s: 5, bytes: 150 },
        ],
        10,
      ).ends,
    ).toEqual([15, 25]);
  });

  it('slows nobody while every flow has its cap', () => {
    const { ends } = play(
      Array.from({ length: 4 }, (_, i) => ({ at_s: i, bytes: 10 })),
      8,
      2,
    );
    expect(ends).toEqual([5, 6, 7, 8]);
  });

  it('gives the others what a cancelled flow leaves, and books what it had not moved', () => {
    const { ends, books } = play(
      [
        { at_s: 0, bytes: 100, cancel_s: 4 },
        { at_s: 0, bytes: 60 },
      ],
      10,
    );
    expect(ends).toEqual([undefined, 8]); // 20 bytes in 4 s, then 40 at the whole 10/s
    expect(books).toEqual({ asked: 160, moved: 80, abandoned: 80, running: 0 });
  });

  it('tells nobody who is cancelled at its very end by one that ended before it', () => {
    const kernel = new Kernel();
    const link = new SharedBandwidth(kernel, defineBandwidthWake(kernel, PRIORITY.workEnd), { bytes_per_s: 2 });
    const told: string[] = [];
    link.start(5, () => {
      told.push('first');
      link.cancel(second);
    });
    const second = link.start(5, () => told.push('second'));
    kernel.runUntil(Number.POSITIVE_INFINITY);
    expect(told).toEqual(['first']);
    expect(link.books()).toEqual({ asked: 10, moved: 10, abandoned: 0, running: 0 });
  });

  it('ends a flow of no bytes at once, but not before it has begun', () => {
    expect(play([{ at_s: 2, bytes: 0 }], 1).ends).toEqual([2]);
  });

  it.each([0, -1, Number.NaN])('refuses a bandwidth of %d', (bytes_per_s) => {
    expect(() => play([], bytes_per_s)).toThrow(RangeError);
    expect(() => play([], 10, bytes_per_s)).toThrow(RangeError);
  });
});

const plan = fc.record({
  at_s: fc.integer({ min: 0, max: 200 }).map((tenths) => tenths / 10),
  bytes: fc.integer({ min: 1, max: 1000 }),
  patience_s: fc.option(fc.integer({ min: 1, max: 300 }).map((tenths) => tenths / 10 + 0.013)),
});

it('agrees with the fluid integrated change by change, and loses no byte', () => {
  const plans = fc.array(plan, { minLength: 1, maxLength: 25 });
  const cap = fc.option(fc.integer({ min: 1, max: 80 }), { nil: undefined });
  fc.assert(
    fc.property(plans, fc.integer({ min: 1, max: 200 }), cap, (drawn, bytes_per_s, flowCap) => {
      const flows: Plan[] = drawn.map(({ at_s, bytes, patience_s }) => ({
        at_s,
        bytes,
        cancel_s: patience_s === null ? undefined : at_s + patience_s,
      }));
      const { ends, books, events } = play(flows, bytes_per_s, flowCap);
      const fluid = playFluid(flows, bytes_per_s, flowCap);
      ends.forEach((end_s, i) => {
        if (end_s === undefined || fluid[i] === undefined) expect(end_s).toBe(fluid[i]);
        else expect(end_s).toBeCloseTo(fluid[i], 6);
      });
      expect(books.running).toBe(0);
      expect(books.asked).toBe(flows.reduce((sum, { bytes }) => sum + bytes, 0));
      expect(books.moved + books.abandoned).toBeCloseTo(books.asked, 6);
      // besides its start and its cancel a flow costs three wakes: that of its start, one that its start made too early,
      // and that of its end or, if it was cancelled, of the one that its leaving brought forward
      expect(events).toBeLessThanOrEqual(5 * flows.length);
    }),
    { numRuns: 300 },
  );
});
