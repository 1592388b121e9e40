/** What a recorder is told of a run that tests record. */
import { CSV_ROWS } from '../record/row-format.js';
import type { RunMeta } from '../record/run-directory.js';
import type { RunFile } from '../record/run-file.js';

/** A simulated run without a price or a promise, its requests as CSV. */
export function runMeta(change: Partial<RunMeta> = {}): RunMeta {
  return {
    name: 'by hand',
    toolVersion: '0.0.0',
    command: ['simulate', 'hand.yaml'],
    scenario: { seed: 1 },
    seed: 1,
    inputs: [{ name: 'hand.yaml', sha256: 'abc' }],
    profiles: {},
    sla: {},
    prices: {},
    requests: CSV_ROWS,
    timelineInterval_s: 5,
    timelineMayCoarsen: false,
    startedAt: new Date('2026-11-24T00:00:00Z'),
    ...change,
  };
}

/** Where its traffic came from. */
export const TRAFFIC: RunFile['traffic'] = {
  format: 'generated',
  rows_read: 5,
  rows_kept: 5,
  copies: 0,
  dropped: {},
  requests: 5,
  input_tokens: 1500,
  output_tokens: 79,
  span_s: 4,
  transforms: [],
  warnings: [],
};
