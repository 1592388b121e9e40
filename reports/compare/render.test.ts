import { describe, expect, it } from 'vitest';
import type { Comparison, FigureComparison, LatencyComparison } from './compare.js';
import { comparisonText } from './render.js';

const figure = (a: number, b: number, more: Partial<FigureComparison> = {}): FigureComparison => ({
  a,
  b,
  error: (b - a) / a,
  ...more,
});
const latency = (figures: FigureComparison): LatencyComparison => ({
  count: { a: 1234, b: 1200 },
  mean: figures,
  p50: figures,
  p90: figures,
  p99: figure(400, 380),
  ks: 0.051,
});

const comparison: Comparison = {
  latencies: { ttft_ms: latency(figure(100, 110, { ci95: [5, 15], beyondNoise: true })) },
  requests_per_s: figure(2, 2),
  output_tokens_per_s: figure(5000, 4500),
  attainment: figure(0.9, 0.91, { ci95: [-0.02, 0.04], beyondNoise: false }),
  matched: { requests: 1100, median_abs_error: { ttft_ms: 0.083, e2e_ms: 0.02 } },
  warnings: ['A is interrupted.'],
};

const lines = (change: Partial<Comparison> = {}) =>
  comparisonText({ ...comparison, ...change }, { a: 'runs/one', b: 'runs/other' }).split('\n');
const cellsOf = (name: string, change: Partial<Comparison> = {}) =>
  lines(change)
    .find((line) => line.startsWith(name))
    ?.slice(name.length)
    .trim()
    .split(/ {2,}/);

describe('a comparison for a terminal', () => {
  it('names the two runs before its table', () => {
    expect(lines().slice(0, 4)).toEqual(['', 'A  runs/one', 'B  runs/other', '']);
    expect(lines()[4]!.trim().split(/ {2,}/)).toEqual(['A', 'B', 'B − A', '95 % interval', 'more than noise']);
  });

  it('has a row for each statistic of a latency', () => {
    expect(cellsOf('TTFT mean, ms')).toEqual(['100.0', '110.0', '+10.0 %', '5.0 … 15.0', 'yes']);
    for (const statistic of ['p50', 'p90', 'p99']) expect(cellsOf(`TTFT ${statistic}, ms`)).toHaveLength(5);
    expect(lines().some((line) => line.startsWith('TPOT'))).toBe(false);
  });

  it('has a dash for what cannot be told, and a sign of its own for less', () => {
    expect(cellsOf('TTFT p99, ms')).toEqual(['400.0', '380.0', '−5.0 %', '–', '–']);
    const nothing: FigureComparison = { a: 0, b: 3 };
    expect(cellsOf('requests/s', { requests_per_s: nothing })).toEqual(['0.00', '3.00', '–', '–', '–']);
  });

  it('has rates, and the attainment where there is one', () => {
    expect(cellsOf('requests/s')).toEqual(['2.00', '2.00', '+0.0 %', '–', '–']);
    expect(cellsOf('output tokens/s')).toEqual(['5,000', '4,500', '−10.0 %', '–', '–']);
    expect(cellsOf('attainment')).toEqual(['0.9000', '0.9100', '+1.1 %', '-0.0200 … 0.0400', 'no']);
    const { attainment: _, ...without } = comparison;
    expect(comparisonText(without, { a: 'a', b: 'b' })).not.toContain('attainment');
  });

  it('says how far distributions and requests lie apart, and what to know, after its table', () => {
    expect(lines().slice(-5)).toEqual([
      '',
      'TTFT: distributions at most 5.1 % apart (1,234 and 1,200 values)',
      '1,100 requests matched one by one; median error of a request: TTFT 8.3 %, E2E 2.0 %',
      '! A is interrupted.',
      '',
    ]);
    const { matched: _, ...without } = comparison;
    expect(comparisonText(without, { a: 'a', b: 'b' })).not.toContain('matched');
  });
});
