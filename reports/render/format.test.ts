import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, count, dollars, duration, fixed, gpuHoursInWords, percent, perGoodRequest, wrap } from './format.js';

it.each([
  [0, '0.0 %'],
  [0.00001, '<0.01 %'],
  [0.0007, '0.07 %'],
  [0.0123, '1.2 %'],
  [0.912, '91.2 %'],
  [0.9996, '99.96 %'],
  [0.99997, '>99.99 %'],
  [1, '100.0 %'],
])('the share %d is neither none nor all unless it is: %s', (share, text) => expect(percent(share)).toBe(text));

it.each([
  [duration(9.94), '9.9 ms'],
  [duration(940), '940 ms'],
  [duration(61_000), '61.0 s'],
  [duration(600_000), '10.0 min'],
  [duration(undefined), '–'],
  [dollars(0), '$0.00'],
  [dollars(0.0012), '$0.00120'],
  [dollars(52.017), '$52.02'],
  [dollars(37826.21), '$37,826'],
  [dollars(undefined), '–'],
  [fixed(1234567.891, 1), '1,234,567.9'],
  [cell(0.000123456), '0.00012346'],
  [cell(undefined), ''],
])('formats as %s', (got, expected) => expect(got).toBe(expected));

describe('counts and fixed digits', () => {
  it.each([
    [count(0), '0'],
    [count(999.5), '1,000'],
    [count(1234567), '1,234,567'],
    [count(-1234), '-1,234'],
    [fixed(0, 0), '0'],
    [fixed(1234.5, 0), '1,235'],
    [fixed(-1234.56, 1), '-1,234.6'],
    [fixed(Number.NaN, 2), '–'],
    [fixed(Number.POSITIVE_INFINITY, 2), '–'],
  ])('read as %s', (got, expected) => expect(got).toBe(expected));

  it('read back are what they were, to their digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.integer({ min: 0, max: 4 }), (value, digits) => {
        const back = Number(fixed(value, digits).replaceAll(',', ''));
        expect(Math.abs(back - value)).toBeLessThanOrEqual(0.5000001 * 10 ** -digits);
      }),
    );
  });
});

describe('a share in percent', () => {
  it('says none and all of nothing else', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(percent(share) === '0.0 %').toBe(share === 0);
        expect(percent(share) === '100.0 %').toBe(share === 1);
      }),
    );
    for (const near of [0.00004, 0.0051, 0.9949, 0.99989, 0.999901]) expect(percent(near)).not.toMatch(/^(0|100)\.0 %/);
  });

  it('of what is not known is a dash', () => expect(percent(undefined)).toBe('–'));
});

describe('a duration', () => {
  it.each([
    [0, '0.0 ms'],
    [99.9, '99.9 ms'],
    [100, '100 ms'],
    [9999, '9,999 ms'],
    [10_000, '10.0 s'],
    [119_999, '120.0 s'],
    [120_000, '2.0 min'],
    [3 * 3_600_000 - 1, '180.0 min'],
    [3 * 3_600_000, '3.0 h'],
    [48 * 3_600_000 - 1, '48.0 h'],
    [48 * 3_600_000, '2.0 days'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('of %d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('money, GPU-hours and cells', () => {
  it.each([
    [dollars(0.0999), '$0.09990'],
    [dollars(0.1), '$0.10'],
    [dollars(999.99), '$999.99'],
    [dollars(1000), '$1,000'],
    [gpuHoursInWords(0), '0.00 GPU-hours'],
    [gpuHoursInWords(0.004), '0.00 GPU-hours'],
    [gpuHoursInWords(0.99), '0.99 GPU-hours'],
    [gpuHoursInWords(1), '1.0 GPU-hours'],
    [gpuHoursInWords(12_345.67), '12,345.7 GPU-hours'],
    [perGoodRequest(undefined), 'no good request'],
    [perGoodRequest(0.0123), '$0.01230 per good request'],
    [cell('text'), 'text'],
    [cell(123_456_789), '123456789'],
    [cell(1234.5678), '1234.6'],
    [cell(0.1 + 0.2), '0.3'],
    [cell(Number.NaN), 'NaN'],
    [cell(Number.NEGATIVE_INFINITY), '-Infinity'],
  ])('read as %s', (got, expected) => expect(got).toBe(expected));
});

describe('a line that is broken', () => {
  const word = fc.constantFrom('a', 'word', '12.5 %', '90 ms', '≤ 5', 'attainment', '(95 % interval', '–', '2.0 days');
  const text = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));

  it('keeps its words in their order, no figure from its unit, and fits', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 30, max: 80 }), (line, width) => {
        const lines = wrap(line, width);
        expect(lines.map((one) => one.trim()).join(' ')).toBe(line);
        for (const one of lines) {
          expect(one.length).toBeLessThanOrEqual(width);
          expect(one).not.toMatch(/^\s*(%|ms|days)( |$)|≤$/);
        }
      }),
    );
  });

  it('stays whole where it fits', () => expect(wrap('a b c', 5)).toEqual(['a b c']));

  it('hangs under what it is about', () => {
    expect(wrap('scaling     one two three', 20)).toEqual(['scaling     one two', '            three']);
    expect(wrap('! one two three', 10)).toEqual(['! one two', '  three']);
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  });

  it('keeps a word whole that is wider than the terminal', () => {
    expect(wrap('a xxxxxxxxxxxx b', 6)).toEqual(['a', 'xxxxxxxxxxxx', 'b']);
  });
});
