import { describe, expect, it } from 'vitest';
import { attaining, lineUpOf, runAt } from '../testing/lined-up.js';
import { exactRows, lineUpVerdict, readableRows } from './figures.js';
import { type LineUp, lineUp, type NamedRun } from './line-up.js';

/** A run of a load generator against a server whose GPUs nobody knows. */
function live(path: string): NamedRun {
  const { record } = runAt(path, { gpuHours: 0 });
  const client = { valid: true, faults: [], confidence: {}, tokens: {} };
  return { path, record: { ...record, summary: { ...record.summary, client } as unknown as typeof record.summary } };
}

describe('the figures that people read', () => {
  const cells = (line: LineUp) => {
    const { titles, rows } = readableRows(line);
    return Object.fromEntries(titles.map((title, i) => [title, rows[0]![i]]));
  };

  it('are rounded, with their units', () => {
    expect(cells(lineUp([runAt('a', { attainment: 0.912, usd: 14, gpuHours: 2 })], []))).toMatchObject({
      run: 'a',
      requests: '1,000',
      attainment: '91.2 %',
      'TTFT p50': '150 ms',
      'TTFT p99': '1,200 ms',
      'GPU-hours': '2.00',
      cost: '$14.00',
      '$/good request': '$0.01400',
      'up/down': '1/2',
    });
  });

  it('are dashes where nobody knows', () => {
    expect(cells(lineUpOf('a'))).toMatchObject({ cost: '–', '$/good request': '–', 'GPU-hours': '1.00' });
    expect(cells(lineUp([live('a')], []))['GPU-hours']).toBe('–');
  });

  it('say whether a run keeps what was asked, where something was', () => {
    expect(readableRows(lineUpOf('a')).titles).not.toContain('keeps');
    const line = lineUp([runAt('a', { attainment: 0.99 }), runAt('b', { attainment: 0.5 })], attaining(0.9));
    const { titles, rows } = readableRows(line);
    expect(titles.slice(0, 4)).toEqual(['run', 'requests', 'attainment', 'keeps']);
    expect(rows.map((row) => row[3])).toEqual(['yes', 'no']);
    expect(rows.map((row) => row[0])).toEqual(['a ◀', 'b']);
  });
});

describe('the figures for programs', () => {
  it('are exact, and not there where nobody knows', () => {
    expect(exactRows(lineUpOf('a'))).toEqual([
      {
        run: 'a',
        status: 'complete',
        requests: 1000,
        attainment: 0.9,
        keeps: undefined,
        cheapest_that_keeps: undefined,
        ttft_p50_ms: 150,
        ttft_p99_ms: 1200,
        tpot_p50_ms: 150,
        tpot_p99_ms: 1200,
        gpu_hours: 1,
        usd: undefined,
        usd_per_good_request: undefined,
        scale_ups: 1,
        scale_downs: 2,
        safety: expect.any(String),
      },
    ]);
    expect(exactRows(lineUp([live('a')], []))[0]!['gpu_hours']).toBeUndefined();
  });

  it('have the fields that differ', () => {
    const line = lineUp([runAt('a', { replicas: 1 }), runAt('b', { replicas: 4 })], []);
    expect(exactRows(line).map((row) => row['cluster.decode.replicas'])).toEqual(['1', '4']);
  });
});

describe('the verdict', () => {
  const verdict = (runs: readonly NamedRun[], least?: number) =>
    lineUpVerdict(lineUp(runs, least === undefined ? [] : attaining(least)));

  it('is none where nothing was asked', () => {
    expect(verdict([runAt('a'), runAt('b')])).toBe('2 runs beside each other.');
  });

  it('names the cheapest of several, and what it cost', () => {
    const runs = [runAt('a', { attainment: 0.96, usd: 41.76 }), runAt('b', { attainment: 0.97, usd: 50 })];
    expect(verdict(runs, 0.95)).toBe(
      'a is the cheapest of the 2 runs that keep attainment>=0.95: $41.76, 96.0 % of the promises met.',
    );
  });

  it('names the only one', () => {
    const runs = [runAt('a', { attainment: 0.5, usd: 1 }), runAt('b', { attainment: 0.97, usd: 50 })];
    expect(verdict(runs, 0.95)).toMatch(/^b is the only run that keeps attainment>=0\.95: \$50\.00/);
  });

  it('tells GPU-hours where there is no price', () => {
    expect(verdict([runAt('a', { gpuHours: 3.25 })], 0.5)).toMatch(/: 3\.25 GPU-hours, 90\.0 % of the promises met\.$/);
  });

  it('says that none keeps it, or that none of those is safe', () => {
    expect(verdict([runAt('a'), runAt('b')], 0.99)).toBe('None of 2 runs keeps attainment>=0.99.');
    expect(verdict([runAt('a', { status: 'failed' })], 0.5)).toBe(
      'No run that keeps attainment>=0.5 is safe to decide on.',
    );
  });

  it('joins what was asked', () => {
    const both = [...attaining(0.5), ...attaining(0.6)];
    expect(lineUpVerdict(lineUp([runAt('a', { usd: 1 })], both))).toContain(
      'keeps attainment>=0.5 and attainment>=0.6: ',
    );
  });
});
