import { expect, it } from 'vitest';
import type { Calibrated } from './calibrate.js';
import { calibrationText } from './tell.js';

const error = (measured_ms: number, before: number, after: number) => ({
  measured_ms,
  before_ms: measured_ms * (1 + before),
  after_ms: measured_ms * (1 + after),
  before,
  after,
});
const of = (measured_ms: number) => ({
  mean: error(measured_ms, -0.2, 0.01),
  p50: error(measured_ms, -0.1, 0),
  p90: error(measured_ms, 0.5, -0.002),
  p99: error(measured_ms, 1, 0),
});

function calibrated(fields: Partial<Calibrated> = {}): Calibrated {
  return {
    profiles: [],
    fitted: {
      prefillFactor: 1.2,
      decodeFactors: { batch: [1], factor: [1.3] },
      stepOverheadMs: 0.5,
      clientOverheadMs: 6,
    },
    unknown: [],
    requests: { replayed: 100, fitted: 48, held_out: 45 },
    errors: { ttft_ms: of(100), e2e_ms: of(1000) },
    warnings: [],
    ...fields,
  };
}
const linesOf = (fields?: Partial<Calibrated>) =>
  calibrationText(calibrated(fields))
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));

it('tells what was fitted, with units', () => {
  const lines = linesOf();
  expect(lines).toContainEqual(['prefill factor', '1.2']);
  expect(lines).toContainEqual(['decode factors', '1.3']);
  expect(lines).toContainEqual(['step overhead', '0.5 ms']);
  expect(lines).toContainEqual(['client overhead', '6 ms']);
});

it('names the batch of every decode factor where there are several', () => {
  const { fitted } = calibrated();
  const several = { ...fitted, decodeFactors: { batch: [1, 16], factor: [1, 1.4] } };
  expect(linesOf({ fitted: several })).toContainEqual(['decode factors', '1 at 1, 1.4 at 16']);
});

it('says by how many requests it is judged, and that they are others', () => {
  expect(calibrationText(calibrated())).toContain('Fitted to 48 requests; judged by 45 others:');
});

it('has a line a figure of every latency that the run has, with signs', () => {
  const lines = linesOf();
  expect(lines).toContainEqual(['TTFT mean', '100.0', '80.0', '101.0', '−20.0 %', '+1.0 %']);
  expect(lines).toContainEqual(['E2E p90', '1,000.0', '1,500.0', '998.0', '+50.0 %', '−0.2 %']);
  expect(lines.some(([name]) => name?.startsWith('TPOT'))).toBe(false);
});

it('ends with its warnings, marked', () => {
  expect(calibrationText(calibrated({ warnings: ['one', 'two'] }))).toMatch(/! one\n! two\n$/);
});
