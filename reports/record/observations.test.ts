import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactJson, parseExactJson } from './observations.js';

const back = (value: unknown) => parseExactJson(exactJson(value));

describe('exact JSON', () => {
  it.each([
    [Number.NaN, '"NaN"'],
    [Number.POSITIVE_INFINITY, '"Infinity"'],
    [Number.NEGATIVE_INFINITY, '"-Infinity"'],
    [0.1, '0.1'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [null, 'null'],
    ['text', '"text"'],
  ])('writes %s as %s', (value, text) => {
    expect(exactJson(value)).toBe(text);
    expect(parseExactJson(text)).toEqual(value);
  });

  it('keeps every number, at any depth', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const told = back({ a: [{ b: value }], c: value }) as { a: [{ b: number }]; c: number };
        expect(told.c === value || (Number.isNaN(told.c) && Number.isNaN(value))).toBe(true);
        expect(Object.is(told.a[0].b, told.c)).toBe(true);
      }),
    );
  });

  it('keeps an absent field absent', () => {
    expect(back({ a: undefined, b: 1 })).toEqual({ b: 1 });
    expect(Object.keys(back({ a: undefined, b: 1 }) as object)).toEqual(['b']);
  });

  it('keeps texts and names that only look like a number without end', () => {
    const value = { NaN: 1, reasons: ['Infinity seen', 'NaN in the window', 'toString', 'constructor'] };
    expect(back(value)).toEqual(value);
  });

  it('is one line, whatever the texts hold', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\r', '\t', '\0', '語') });
    fc.assert(fc.property(text, (told) => !/[\n\r]/.test(exactJson({ told }))));
  });

  it('refuses what is not JSON', () => expect(() => parseExactJson('{"a":NaN}')).toThrow(SyntaxError));
});
