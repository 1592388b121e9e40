import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Kernel } from './kernel.js';
import { PRIORITY } from './priority.js';
import { repeat } from './repeat.js';

describe('something regular', () => {
  it('happens at its first time and every interval after it, counted so that no rounding adds up', () => {
    const interval = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        interval,
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (interval_s, first_s, count) => {
          const kernel = new Kernel();
          const times: number[] = [];
          repeat(kernel, PRIORITY.sample, first_s, interval_s, () => times.push(kernel.now));
          while (times.length < count) kernel.step();
          expect(times).toEqual(Array.from({ length: count }, (_, round) => first_s + round * interval_s));
        },
      ),
    );
  });

  it('goes on where it shares an instant with another, by its priority', () => {
    const kernel = new Kernel();
    const seen: string[] = [];
    repeat(kernel, PRIORITY.tick, 10, 10, () => seen.push(`tick ${kernel.now}`));
    repeat(kernel, PRIORITY.scrape, 0, 5, () => seen.push(`scrape ${kernel.now}`));
    kernel.runUntil(10);
    expect(seen).toEqual(['scrape 0', 'scrape 5', 'scrape 10', 'tick 10']);
  });
});
