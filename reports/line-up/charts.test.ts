import { describe, expect, it } from 'vitest';
import { drawSvg } from '../render/svg.js';
import { attaining, lineUpOf, runAt, twentyRuns, withTimeline } from '../testing/lined-up.js';
import { lineUpCharts } from './charts.js';
import { type LineUp, lineUp } from './line-up.js';

const chartOf = (line: LineUp, id: string) => lineUpCharts(line).find((chart) => chart.id === id);
const linesOf = (line: LineUp) =>
  Object.keys(chartOf(line, 'attainment-over-time')!.rows[0]!).filter((name) => name !== 'time_s');

describe('the charts of a line-up', () => {
  it('are those for which a run has data', () => {
    expect(lineUpCharts(lineUpOf('a', 'b')).map(({ id }) => id)).toEqual([
      'distribution-ttft',
      'attainment-over-time',
      'workers-decode',
    ]);
    const bare = runAt('a');
    const summary = { ...bare.record.summary, distributions: {} };
    const line = lineUp([{ path: 'a', record: { ...bare.record, summary, timeline: [] } }], []);
    expect(lineUpCharts(line)).toEqual([]);
  });

  it('have a line for each of eight runs', () => {
    const line = lineUp(twentyRuns().slice(0, 8), []);
    expect(linesOf(line)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7']);
    expect(chartOf(line, 'attainment-over-time')!.caption).toBe('By the interval of arrival.');
  });

  it('draw of more the marked run, the best and the worst', async () => {
    const line = lineUp(twentyRuns(), attaining(0.85));
    expect(linesOf(line)).toEqual(['r0', 'r1', 'r2', 'r15', 'r16', 'r17', 'r18', 'r19']);
    expect(chartOf(line, 'attainment-over-time')!.caption).toMatch(/Of 20 runs the best and the worst by attainment/);
    expect(await drawSvg(chartOf(line, 'distribution-ttft')!.spec)).toContain('r19');
  });

  it('draw the marked run also where it is neither', () => {
    const runs = twentyRuns().map((run, i) => (i === 10 ? runAt(run.path, { attainment: 0.9, usd: 0.5 }) : run));
    expect(linesOf(lineUp(runs, attaining(0.85)))).toEqual(['r0', 'r1', 'r2', 'r10', 'r16', 'r17', 'r18', 'r19']);
  });

  it('leave out of a legend the long beginning that all names share', () => {
    const line = lineUpOf('eu-west-1_llama-70b_2026-11-30_decode-3', 'eu-west-1_llama-70b_2026-11-30_decode-12');
    expect(linesOf(line)).toEqual(['…-3', '…-12']);
  });

  it('lay runs of unlike intervals over each other', () => {
    const line = lineUp([runAt('a'), withTimeline(runAt('b'), [{ time_s: 30, attainment: 0.5 }])], []);
    expect(chartOf(line, 'attainment-over-time')!.rows).toEqual([
      { time_s: 0, a: 0.9, b: undefined },
      { time_s: 30, a: undefined, b: 0.5 },
      { time_s: 60, a: 0.9, b: undefined },
    ]);
  });

  it('have the promise across them where it is the same of all', async () => {
    const same = lineUpOf('a', 'b');
    expect(await drawSvg(chartOf(same, 'distribution-ttft')!.spec)).toContain('promise');
    const other = runAt('b');
    const summary = { ...other.record.summary, sla: { ttft_ms: 77 } };
    const unlike = lineUp([runAt('a'), { path: 'b', record: { ...other.record, summary } }], []);
    expect(await drawSvg(chartOf(unlike, 'distribution-ttft')!.spec)).not.toContain('promise');
  });
});
