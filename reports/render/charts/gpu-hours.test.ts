import { describe, expect, it } from 'vitest';
import type { TableRow } from '../../record/read-run.js';
import { drawSvg } from '../svg.js';
import { gpuHours } from './gpu-hours.js';

const worker = (role: string, serving_gpu_s: number, more: TableRow = {}): TableRow => ({
  role,
  serving_gpu_s,
  idle_gpu_s: 3600,
  starting_gpu_s: 0,
  draining_gpu_s: 1800,
  ...more,
});

describe('GPU-hours by state', () => {
  it('are sums over the workers of a kind', () => {
    const { rows } = gpuHours([worker('decode', 3600), worker('decode', 7200)]);
    expect(rows).toEqual([
      { kind: 'decode', state: 'serving', 'GPU-hours': 3 },
      { kind: 'decode', state: 'idle', 'GPU-hours': 2 },
      { kind: 'decode', state: 'starting', 'GPU-hours': 0 },
      { kind: 'decode', state: 'draining', 'GPU-hours': 1 },
    ]);
  });

  it('have prefill before decode, and kinds in their order', () => {
    const kinds = (workers: readonly TableRow[]) => [...new Set(gpuHours(workers).rows.map(({ kind }) => kind))];
    expect(kinds([worker('decode', 1), worker('prefill', 1)])).toEqual(['prefill', 'decode']);
    expect(
      kinds([
        worker('decode', 1, { kind: 'decode/1' }),
        worker('decode', 1, { kind: 'decode/0' }),
        worker('prefill', 1, { kind: 'prefill/0' }),
      ]),
    ).toEqual(['prefill/0', 'decode/0', 'decode/1']);
    expect(kinds([worker('aggregated', 1)])).toEqual(['aggregated']);
  });

  it('sum to what all workers took', () => {
    const workers = [worker('prefill', 100), worker('decode', 200), worker('decode', 300, { idle_gpu_s: undefined })];
    const total = gpuHours(workers).rows.reduce((sum, row) => sum + Number(row['GPU-hours']), 0);
    expect(total * 3600).toBeCloseTo(600 + 2 * 3600 + 3 * 1800, 6);
  });

  it('are drawn, a bar a kind', async () => {
    const svg = await drawSvg(gpuHours([worker('prefill', 1), worker('decode', 1)]).spec);
    for (const text of ['prefill', 'decode', 'serving', 'idle', 'starting', 'draining'])
      expect(svg).toContain(`>${text}<`);
  });
});
