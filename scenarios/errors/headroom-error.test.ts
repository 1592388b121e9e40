import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from './codes.js';
import { type ErrorDetail, HeadroomError } from './headroom-error.js';

const message = (detail: ErrorDetail | ErrorDetail[]) => new HeadroomError('HR_USAGE', detail).message;

describe('an error for a user', () => {
  it.each<[ErrorDetail, string]>([
    [{ message: 'wrong' }, 'wrong'],
    [{ at: { file: 'a.yaml' }, message: 'wrong' }, 'a.yaml: wrong'],
    [{ at: { file: 'a.yaml', line: 3 }, message: 'wrong' }, 'a.yaml:3: wrong'],
    [{ at: { file: 'a.yaml', line: 3, column: 7 }, message: 'wrong' }, 'a.yaml:3:7: wrong'],
    [{ at: { file: 'a.yaml', line: 3, column: 7 }, message: 'wrong', hint: 'Do so.' }, 'a.yaml:3:7: wrong\n  Do so.'],
    [{ message: 'wrong', hint: 'Do so.' }, 'wrong\n  Do so.'],
  ])('%j reads as %j', (detail, text) => expect(message(detail)).toBe(text));

  it('may have several parts, a line each', () => {
    expect(message([{ message: 'one', hint: 'Hint.' }, { message: 'two' }])).toBe('one\n  Hint.\ntwo');
  });

  it('keeps its parts, and is an Error with a name and a cause', () => {
    const cause = new Error('below');
    const detail = { message: 'wrong' };
    const error = new HeadroomError('HR_TRACE_INVALID', detail, { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'HeadroomError', code: 'HR_TRACE_INVALID', details: [detail], cause });
    expect(String(error)).toBe('HeadroomError: wrong');
  });

  it.each([
    ['HR_SCENARIO_INVALID', 2],
    ['HR_OUTPUT_FAILED', 1],
    ['HR_INTERNAL', 1],
  ] as const)('of code %s ends the program with %d', (code, exitCode) => {
    expect(new HeadroomError(code, { message: 'wrong' }).exitCode).toBe(exitCode);
    expect(ERROR_CODES[code].exitCode).toBe(exitCode);
  });
});

describe('what an error holds', () => {
  it('is its details, in the order in which they were given, unchanged', () => {
    const details: ErrorDetail[] = [
      { at: { file: 'a.yaml', line: 1, column: 1 }, message: 'one' },
      { message: 'two', hint: 'Do so.' },
    ];
    expect(new HeadroomError('HR_SCENARIO_INVALID', details).details).toEqual(details);
  });

  it('is a line for each detail, and one more for each hint', () => {
    const detail = fc.record({
      message: fc.stringMatching(/^[a-z ]{1,9}$/),
      hint: fc.option(fc.constant('Do so.'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(detail, { minLength: 1, maxLength: 6 }), (drawn) => {
        const details = drawn.map(({ message: text, hint }): ErrorDetail => ({ message: text, ...(hint && { hint }) }));
        const lines = new HeadroomError('HR_USAGE', details).message.split('\n');
        expect(lines).toHaveLength(drawn.length + drawn.filter(({ hint }) => hint).length);
      }),
      { numRuns: 30 },
    );
  });
});
