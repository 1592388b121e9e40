/** Bad input is an error for a user, whatever it is: held by input drawn at random. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type ErrorCode, HeadroomError } from '../errors/index.js';

/** An edit of a text: something cut out at a place, and something put there instead. */
export function textEdits(put: readonly string[]): fc.Arbitrary<(text: string) => string> {
  return fc
    .record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.integer({ min: 0, max: 12 }),
      put: fc.constantFrom(...put),
    })
    .map(({ at, cut, put: inserted }) => (text) => {
      const start = Math.floor(at * text.length);
      return text.slice(0, start) + inserted + text.slice(start + cut);
    });
}

/** Runs an action on drawn input: it succeeds, or throws a HeadroomError of one of these codes. */
export function expectNoCrash<T>(
  input: fc.Arbitrary<T>,
  codes: readonly ErrorCode[],
  action: (drawn: T) => unknown,
  numRuns = 60,
): void {
  fc.assert(
    fc.property(input, (drawn) => {
      try {
        action(drawn);
      } catch (error) {
        if (!(error instanceof HeadroomError)) throw error;
        expect(codes).toContain(error.code);
      }
    }),
    { numRuns },
  );
}
