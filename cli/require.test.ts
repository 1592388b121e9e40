import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../reports/index.js';
import { meetsRequirement, parseRequirement } from './require.js';

const summary = { attainment: { overall: 0.9 }, ttft_ms: { p99: 800 } } as unknown as Summary;

it.each([
  ['attainment>=0.9', true],
  ['attainment>0.9', false],
  ['attainment.overall >= 0.95', false],
  ['ttft_ms.p99<1000', true],
  ['ttft_ms.p99<=799.5', false],
])('%s is %s', (text, expected) => {
  expect(meetsRequirement(parseRequirement(text), summary)).toBe(expected);
});

it.each(['attainment', 'attainment=0.9', '>=0.9', 'attainment>=high', 'attainment>=1.2.3'])("refuses '%s'", (text) => {
  expect(() => parseRequirement(text)).toThrow(expect.objectContaining({ code: 'HR_USAGE' }));
});

it('refuses a figure that the summary does not hold', () => {
  expect(() => meetsRequirement(parseRequirement('cost.usd<5'), summary)).toThrow(
    expect.objectContaining({ code: 'HR_USAGE' }),
  );
});

describe('a condition', () => {
  it.each([
    ['attainment>=0.95', 'attainment', '>=', 0.95],
    ['  ttft_ms.p99  <  1e3 ', 'ttft_ms.p99', '<', 1000],
    ['gpu_hours.total<=.5', 'gpu_hours.total', '<=', 0.5],
    ['a.b>-1', 'a.b', '>', -1],
    ['tokens.output>1E-3', 'tokens.output', '>', 0.001],
  ])('%j', (text, path, operator, bound) => {
    expect(parseRequirement(text)).toEqual({ text, path, operator, bound });
  });

  it.each([
    '',
    '>=',
    'a>=',
    'a>=b',
    'a==1',
    'a=>1',
    'a>=1 b',
    'a-b>=1',
    'a>=1e',
    'a>=.',
    'a>=--1',
    'a > = 1',
    'a>=Infinity',
  ])('%j is none, and the refusal shows it', (text) =>
    expect(() => parseRequirement(text)).toThrow(`--require '${text}' is not a condition`),
  );

  it('holds as the numbers do, at the bound too', () => {
    const operators = fc.constantFrom('>=', '<=', '>', '<');
    fc.assert(
      fc.property(
        fc.integer({ min: -5, max: 5 }),
        operators,
        fc.integer({ min: -5, max: 5 }),
        (value, operator, bound) => {
          const asked = parseRequirement(`x${operator}${bound}`);
          const expected = { '>=': value >= bound, '<=': value <= bound, '>': value > bound, '<': value < bound }[
            operator
          ];
          expect(meetsRequirement(asked, { x: value } as unknown as Summary)).toBe(expected);
        },
      ),
    );
  });
});

describe('a figure', () => {
  const held = { a: { b: { c: 1 }, text: 'x', nothing: null }, attainment: { overall: 0.5 }, nan: Number.NaN };
  const meets = (text: string) => meetsRequirement(parseRequirement(text), held as unknown as Summary);

  it('may lie deep, and of one with parts the whole counts', () => {
    expect([meets('a.b.c>=1'), meets('attainment>=0.5'), meets('attainment.overall>=0.5')]).toEqual([true, true, true]);
  });

  it('that is no number meets nothing', () => {
    expect(['>=', '<=', '>', '<'].map((operator) => meets(`nan${operator}0`))).toEqual([false, false, false, false]);
  });

  it.each(['a>=1', 'a.text>=1', 'a.nothing>=1', 'a.b.c.d>=1', 'gone.deep.er>=1', '.>=1', 'a..b>=1'])(
    'is not what %s names',
    (text) => {
      const path = text.slice(0, text.indexOf('>'));
      expect(() => meets(text)).toThrow(
        `--require names '${path}', which this run's summary.json does not hold as a number`,
      );
    },
  );
});
