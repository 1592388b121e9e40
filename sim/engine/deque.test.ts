import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Deque } from './deque.js';

it('gives back what was pushed, in order, those put before all others first', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer()), { maxLength: 3000, size: 'max' }), (script) => {
      const deque = new Deque<number>();
      const model: number[] = [];
      for (const item of script) {
        if (item === null) {
          expect(deque.shift()).toBe(model.shift());
        } else if (item % 3 === 0) {
          deque.unshift(item);
          model.unshift(item);
        } else {
          deque.push(item);
          model.push(item);
        }
        expect(deque.length).toBe(model.length);
        expect(deque.peek()).toBe(model[0]);
      }
    }),
    { numRuns: 8 },
  );
});
