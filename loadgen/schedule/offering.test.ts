import fc from 'fast-check';
import { expect, it } from 'vitest';
import { portion } from './offering.js';

it.each([
  [10, 3, [4, 3, 3]],
  [9, 3, [3, 3, 3]],
  [2, 3, [1, 1, 0]],
  [0, 2, [0, 0]],
  [7, 1, [7]],
])('%d requests among %d', (requests, of, expected) => {
  expect(Array.from({ length: of }, (_, index) => portion(requests, { index, of }))).toEqual(expected);
});

it('without a limit every share has none', () => {
  expect(portion(Number.POSITIVE_INFINITY, { index: 2, of: 3 })).toBe(Number.POSITIVE_INFINITY);
});

it('is how many positions index, index + of, … lie below the count', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 1, max: 9 }), fc.nat(), (requests, of, any) => {
      const index = any % of;
      const positions = Array.from({ length: requests }, (_, i) => i).filter((i) => i % of === index);
      expect(portion(requests, { index, of })).toBe(positions.length);
    }),
  );
});
