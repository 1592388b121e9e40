/** How the lines of a line-up are told apart, and on which axes they are drawn. */
import { describe, expect, it } from 'vitest';
import { SLA_COLOUR } from '../render/charts/theme.js';
import { layersOf } from '../testing/chart-layers.js';
import { attaining, lineUpOf, runAt, twentyRuns, withTimeline } from '../testing/lined-up.js';
import { lineUpCharts } from './charts.js';
import { type LineUp, lineUp, type NamedRun } from './line-up.js';

const lowest = (line: LineUp, id: string) => layersOf(lineUpCharts(line).find((chart) => chart.id === id)!.spec)[0]!;
const domainOf = (line: LineUp, id: string) => lowest(line, id).encoding.color!.scale!.domain;

describe('the lines of a line-up', () => {
  it('have a colour and a dash of their own, none of them the promise’s', () => {
    const { color, strokeDash } = lowest(lineUp(twentyRuns(), []), 'attainment-over-time').encoding;
    expect(new Set(color!.scale!.range).size).toBe(8);
    expect(new Set(strokeDash!.scale!.range!.map(String)).size).toBe(8);
    expect(color!.scale!.range).not.toContain(SLA_COLOUR);
  });

  it('look the same in every chart, also where a run is missing in one', () => {
    const runs = ['a', 'b', 'c'].map((path) => runAt(path));
    const line = lineUp([withTimeline(runs[0]!, [{ time_s: 0, decode_ready: 1 }]), ...runs.slice(1)], []);
    const colourOf = (id: string, name: string) => {
      const { domain, range } = lowest(line, id).encoding.color!.scale!;
      return range![domain!.indexOf(name)];
    };
    expect(domainOf(line, 'attainment-over-time')).toEqual(['b', 'c']);
    for (const name of ['b', 'c']) {
      expect(colourOf('attainment-over-time', name)).toBe(colourOf('distribution-ttft', name));
      expect(colourOf('workers-decode', name)).toBe(colourOf('distribution-ttft', name));
    }
  });

  it('stand in the order in which the runs were given, not by what they attained', () => {
    const runs = [
      runAt('low', { attainment: 0.1 }),
      runAt('high', { attainment: 0.9 }),
      runAt('mid', { attainment: 0.5 }),
    ];
    expect(domainOf(lineUp(runs, []), 'attainment-over-time')).toEqual(['low', 'high', 'mid']);
  });

  it('of a run whose attainment nobody knows count as the worst', () => {
    const runs = twentyRuns().map((run, i): NamedRun => {
      if (i !== 10) return run;
      const { overall: _, ...attainment } = run.record.summary.attainment;
      return { path: 'unknown', record: { ...run.record, summary: { ...run.record.summary, attainment } } };
    });
    expect(domainOf(lineUp(runs, []), 'distribution-ttft')).toContain('unknown');
  });

  it('are eight at most, the one to take among them', () => {
    for (const least of [0, 0.85, 0.9, 0.95]) {
      const line = lineUp(twentyRuns(), attaining(least));
      const drawn = domainOf(line, 'distribution-ttft')!;
      expect(drawn).toHaveLength(8);
      expect(drawn).toContain(line.runs.find(({ isBest }) => isBest)!.name);
    }
  });

  it('are named in full where they share no long beginning', () => {
    expect(domainOf(lineUpOf('eu-west-1', 'eu-west-2'), 'distribution-ttft')).toEqual(['eu-west-1', 'eu-west-2']);
    const alone = 'a-name-of-more-than-twenty-letters-for-one-run';
    expect(domainOf(lineUpOf(alone), 'distribution-ttft')).toEqual([alone]);
  });
});

describe('the axes of a line-up', () => {
  const line = lineUpOf('a', 'b');

  it('are shares up to all for attainment', () => {
    expect(lowest(line, 'attainment-over-time').encoding.y).toMatchObject({
      title: 'attainment over time',
      axis: { format: '%' },
      scale: { zero: true, domainMax: 1 },
    });
  });

  it('are whole workers that hold until the next row', () => {
    const { mark, encoding } = lowest(line, 'workers-decode');
    expect(mark['interpolate']).toBe('step-after');
    expect(encoding.y).toMatchObject({ title: 'ready decode workers', axis: { format: 'd', tickMinStep: 1 } });
  });

  it('are milliseconds for TTFT, over the whole width of the page', () => {
    const chart = lineUpCharts(line).find(({ id }) => id === 'distribution-ttft')!;
    expect(chart.narrow).toBeUndefined();
    expect(layersOf(chart.spec)[0]!.encoding.x!.title).toBe('TTFT (ms)');
    expect(chart.rows[0]).toMatchObject({ run: 'a', share_at_or_below: 0.1, 'TTFT (ms)': 100 });
  });

  it('are of each role that any run had', () => {
    const mixed = lineUp(
      [
        withTimeline(runAt('a'), [{ time_s: 0, prefill_ready: 1 }]),
        withTimeline(runAt('b'), [{ time_s: 0, aggregated_ready: 1 }]),
      ],
      [],
    );
    expect(lineUpCharts(mixed).map(({ id }) => id)).toEqual([
      'distribution-ttft',
      'workers-prefill',
      'workers-aggregated',
    ]);
  });
});
