import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fifo } from './fifo.js';

it('gives back what was pushed, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer()), { maxLength: 3000, size: 'max' }), (script) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      for (const item of script) {
        if (item === null) {
          expect(fifo.shift()).toBe(model.shift());
        } else {
          fifo.push(item);
          model.push(item);
        }
        expect(fifo.length).toBe(model.length);
        expect(fifo.peek()).toBe(model[0]);
      }
    }),
    { numRuns: 8 },
  );
});
