import { expect, it } from 'vitest';
import { madeSummary } from '../../testing/index.js';
import { figuresOf } from './figures.js';

const textOf = (name: string, summary: Parameters<typeof figuresOf>[0]) =>
  figuresOf(summary).find((figure) => figure.name === name)?.text;

it.each([
  ['Attainment', '97.3 %'],
  ['Completed requests', '12,000 of 12,000'],
  ['GPU-hours', '1,234.50'],
  ['Scaling', '3 up, 2 down'],
])('%s: %s', (name, text) => {
  const summary = madeSummary({
    attainment: 0.973,
    offered: 12_000,
    gpu_hours: 1234.5,
    scale_ups: 3,
    scale_downs: 2,
  });
  expect(textOf(name, summary)).toBe(text);
});

it('latencies are told in the unit that suits them', () => {
  const quantiles = { p50: 12.34, p90: 100, p95: 200, p99: 15_000, mean: 50, max: 20_000 };
  const summary = { ...madeSummary(), ttft_ms: quantiles, tpot_ms: quantiles } as ReturnType<typeof madeSummary>;
  expect(textOf('TTFT, median and p99', summary)).toBe('12.3 ms · 15.0 s');
  expect(textOf('TPOT, median and p99', summary)).toBe('12.3 ms · 15.0 s');
});

it('what a run does not know is a dash, never a 0', () => {
  const { cost, ttft_ms, tpot_ms, ...summary } = madeSummary();
  expect(textOf('Cost', summary)).toBe('–');
  expect(textOf('Per good request', summary)).toBe('–');
  expect(textOf('TTFT, median and p99', summary)).toBe('– · –');
});

it('every figure has a name of its own: the page sets before and after side by side', () => {
  const names = figuresOf(madeSummary()).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
