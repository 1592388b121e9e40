/** A calibration on one screen. */
import { columns, fixed } from '../../reports/index.js';
import type { Calibrated } from './calibrate.js';
import type { LatencyErrors } from './errors.js';

const NAMES = { ttft_ms: 'TTFT', tpot_ms: 'TPOT', e2e_ms: 'E2E' } as const;

/** What was fitted, how far it is off, and what to beware of. */
export function calibrationText({ fitted, errors, requests, warnings }: Calibrated): string {
  const { prefillFactor, decodeFactors, stepOverheadMs, clientOverheadMs } = fitted;
  const decode = decodeFactors.batch.map((batch, i) => `${decodeFactors.factor[i]} at ${batch}`).join(', ');
  const rows = Object.entries(errors).flatMap(([name, figures]) => rowsOf(NAMES[name as keyof typeof NAMES], figures));
  return [
    '',
    ...columns([
      ['prefill factor', `${prefillFactor}`],
      ['decode factors', decodeFactors.batch.length === 1 ? `${decodeFactors.factor[0]}` : decode],
      ['step overhead', `${stepOverheadMs} ms`],
      ['client overhead', `${clientOverheadMs} ms`],
    ]),
    '',
    `Fitted to ${requests.fitted} requests; judged by ${requests.held_out} others:`,
    '',
    ...columns([['', 'measured ms', 'before ms', 'after ms', 'error before', 'after'], ...rows]),
    '',
    ...warnings.map((warning) => `! ${warning}`),
    '',
  ].join('\n');
}

function rowsOf(name: string, figures: LatencyErrors): string[][] {
  return Object.entries(figures).map(([statistic, { measured_ms, before_ms, after_ms, before, after }]) => [
    `${name} ${statistic}`,
    fixed(measured_ms, 1),
    fixed(before_ms, 1),
    fixed(after_ms, 1),
    signed(before),
    signed(after),
  ]);
}

function signed(error: number): string {
  return `${error < 0 ? '−' : '+'}${(Math.abs(error) * 100).toFixed(1)} %`;
}
