import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, refreshed } from './shown.js';

describe('matches', () => {
  it.each([
    ['the same', ['a', 'b'], ['a', 'b'], true],
    ['a line too many', ['a'], ['a', 'b'], false],
    ['a line too few', ['a', 'b'], ['a'], false],
    ['any lines', ['a', '...', 'd'], ['a', 'b', 'c', 'd'], true],
    ['any lines, none', ['a', '...', 'd'], ['a', 'd'], true],
    ['any lines at the end', ['a', '...'], ['a', 'b'], true],
    ['any lines at the beginning', ['...', 'b'], ['a', 'b'], true],
    ['any lines, and another after them', ['a', '...', 'd'], ['a', 'b', 'c'], false],
    ['any text', ['took […] s, ok'], ['took 1.25 s, ok'], true],
    ['any text, and other words after it', ['took […] s, ok'], ['took 1.25 s, late'], false],
    ['any text of one line only', ['took […] ok'], ['took', 'ok'], false],
    ['letters that mean something to an expression', ['a.b (c) [d] *'], ['a.b (c) [d] *'], true],
    ['a dot that is a dot', ['a.b'], ['a-b'], false],
  ])('%s', (_, shown, actual, expected) => {
    expect(matches(shown, actual)).toBe(expected);
  });
});

describe('refreshed', () => {
  it('leaves alone what holds', () => {
    expect(refreshed(['a', '...', '[…] s'], ['a', 'x', '2 s'])).toEqual(['a', '...', '[…] s']);
  });

  it('keeps the marks where only numbers have changed', () => {
    expect(refreshed(['(10) runs in […] s', 'same'], ['(12) runs in 0.3 s', 'same'])).toEqual([
      '(12) runs in […] s',
      'same',
    ]);
  });

  it('keeps as many lines around an elision as there were', () => {
    const shown = ['head', 'first', '...', 'last', 'tail'];
    const actual = ['head', 'one', 'two', 'three', 'four', 'tail'];
    expect(refreshed(shown, actual)).toEqual(['head', 'one', '...', 'four', 'tail']);
  });

  it.each([
    [
      'lines before and behind are new',
      ['a […]', 'b […]', 'c'],
      ['new', 'a 1', 'b 2', 'c', 'more'],
      ['new', 'a […]', 'b […]', 'c', 'more'],
    ],
    ['lines are gone', ['old', 'a […]', 'older', 'b […]'], ['a 1', 'b 2'], ['a […]', 'b […]']],
    ['a line is there twice', ['b […]', 'a […]', 'b […]'], ['a 1', 'b 2'], ['a […]', 'b […]']],
    ['another word takes the first place', ['x', 'a […]'], ['y', 'a 1'], ['y', 'a […]']],
    [
      'an elision has nothing left to stand for',
      ['a', 'x', '...', 'y', 'b'],
      ['a', 's', 't', 'b'],
      ['a', 's', '...', 't', 'b'],
    ],
    ['an elision has less than its neighbours', ['a', 'x', '...', 'y', 'b'], ['a', 's', 'b'], ['a', 's', 'b']],
  ])('keeps as many marks as it can: %s', (_, shown, actual, expected) => {
    expect(refreshed(shown, actual)).toEqual(expected);
  });

  it('fills an empty block', () => {
    expect(refreshed([], ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('always gives what holds', () => {
    const word = fc.constantFrom('a', 'b (1)', 'b (2)', 'c 1.5 s', 'd');
    const shownLine = fc.oneof(word, fc.constantFrom('...', 'c […] s', 'b ([…])', 'b (3)'));
    fc.assert(
      fc.property(fc.array(shownLine, { maxLength: 8 }), fc.array(word, { maxLength: 8 }), (shown, actual) => {
        expect(matches(refreshed(shown, actual), actual)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
