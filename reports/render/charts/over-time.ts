/** Charts along the run's time: lines over the timeline's rows, with the promise as a rule where there is one. */
import type { TopLevelSpec } from 'vega-lite';
import type { TableRow } from '../../record/read-run.js';
import { logTicks } from './log-axis.js';
import { COLOUR, CONFIG, HEIGHT, haloed, MS_FORMAT, SLA_COLOUR, WIDTH } from './theme.js';

/** A column of the timeline as a line. */
export interface Line {
  readonly column: string;
  readonly label: string;
  readonly colour: string;
  readonly dash?: readonly number[];
  /** Hold each value until the next row, as counts do. */
  readonly steps?: boolean;
}

/** Lines along the time of a run, all on one axis. */
export interface OverTime {
  readonly description: string;
  readonly axis: string;
  readonly lines: readonly Line[];
  /** A bound to draw across, with its name. */
  readonly bound?: { readonly value: number; readonly label: string };
  readonly format?: string;
  readonly logarithmic?: boolean;
  readonly maximum?: number;
  readonly height?: number;
}

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** The chart of a timeline; a row that has no number for a line is left out of that line. */
export function overTime(timeline: readonly TableRow[], chart: OverTime): TopLevelSpec {
  const values = chart.lines.flatMap((line) =>
    timeline
      .filter((row) => typeof row[line.column] === 'number')
      .map((row) => ({ t: timeUnit(timeline).scale * Number(row['time_s']), series: line.label, v: row[line.column] })),
  );
  const bounds = chart.bound ? [chart.bound.value] : [];
  const drawable = chart.logarithmic ? values.filter(({ v }) => Number(v) > 0) : values;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: chart.description,
    width: WIDTH,
    height: chart.height ?? HEIGHT,
    config: CONFIG,
    layer: [
      {
        data: { values: drawable },
        mark: {
          type: 'line',
          strokeWidth: 1.8,
          interpolate: chart.lines.some(({ steps }) => steps) ? 'step-after' : 'linear',
        },
        encoding: {
          x: {
            field: 't',
            type: 'quantitative',
            title: timeUnit(timeline).title,
            axis: { grid: false, tickCount: 12 },
            scale: { nice: false },
          },
          y: {
            field: 'v',
            type: 'quantitative',
            title: chart.axis,
            ...(chart.logarithmic
              ? logarithmicAxis([...drawable.map(({ v }) => Number(v)), ...bounds])
              : linearAxis(chart)),
          },
          color: {
            field: 'series',
            type: 'nominal',
            scale: { domain: chart.lines.map(({ label }) => label), range: chart.lines.map(({ colour }) => colour) },
          },
          strokeDash: {
            field: 'series',
            type: 'nominal',
            scale: {
              domain: chart.lines.map(({ label }) => label),
              range: chart.lines.map(({ dash }) => [...(dash ?? [1, 0])]),
            },
          },
        },
      },
      ...(chart.bound ? boundLayers(chart.bound) : []),
    ],
  };
}

function linearAxis({ format = '~s', maximum }: OverTime) {
  return {
    axis: { format, tickCount: 6, ...(format.endsWith('d') && { tickMinStep: 1 }) },
    scale: {
      type: 'linear' as const,
      zero: true,
      ...(maximum !== undefined && { domainMax: maximum }),
      nice: maximum === undefined,
    },
  };
}

function logarithmicAxis(values: readonly number[]) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return {
    axis: { format: MS_FORMAT, values: logTicks(least, most) },
    scale: { type: 'log' as const, nice: false, domain: [least, most] },
  };
}

/** The chart, and the rows of what it draws: seconds since the start, and each line under its label. */
export function alongTime(timeline: readonly TableRow[], chart: OverTime): { spec: TopLevelSpec; rows: TableRow[] } {
  const rows = timeline.map((row) => ({
    time_s: row['time_s'],
    ...Object.fromEntries(chart.lines.map(({ label, column }) => [label, row[column]])),
  }));
  return { spec: overTime(timeline, chart), rows };
}

/** Minutes for runs of a few hours, hours beyond, days from the fourth on. */
export function timeUnit(timeline: readonly TableRow[]): { scale: number; title: string } {
  const end_s = Number(timeline.at(-1)?.['time_s'] ?? 0);
  if (end_s > 3 * DAY_S) return { scale: 1 / DAY_S, title: 'days since the start' };
  return end_s > 6 * HOUR_S
    ? { scale: 1 / HOUR_S, title: 'hours since the start' }
    : { scale: 1 / 60, title: 'minutes since the start' };
}

function boundLayers({ value, label }: { value: number; label: string }) {
  const data = { values: [{ v: value, label }] };
  return [
    {
      data,
      mark: { type: 'rule' as const, color: SLA_COLOUR, strokeDash: [6, 3], strokeWidth: 1.5 },
      encoding: { y: { field: 'v', type: 'quantitative' as const } },
    },
    ...haloed({ align: 'right', dy: -7, x: WIDTH }).map((mark) => ({
      data,
      mark,
      encoding: { y: { field: 'v', type: 'quantitative' as const }, text: { field: 'label' } },
    })),
  ];
}

/** The pools' colours, the same in every chart. */
export const ROLE_COLOUR: Readonly<Record<string, string>> = {
  prefill: COLOUR.blue,
  decode: COLOUR.green,
  aggregated: COLOUR.blue,
};
