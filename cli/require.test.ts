import { expect, it } from 'vitest';
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
