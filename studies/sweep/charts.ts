/** A sweep in pictures: a line over one axis, a heat map over two, a row of them over three; none over more, where the table speaks. */
import type { TopLevelSpec } from 'vega-lite';
import { CHART_CONFIG, COLOUR, SLA_COLOUR } from '../../reports/index.js';
import { axisNames } from './axis-names.js';
import type { SweepResult, SweepRow } from './result.js';

/** A picture of one figure. */
export interface SweepChart {
  readonly id: string;
  readonly title: string;
  readonly spec: TopLevelSpec;
}

const FIGURES = [
  { field: 'attainment', title: 'Attainment', format: '.1%', scheme: 'viridis' },
  { field: 'gpu_hours', title: 'GPU-hours', format: ',.2f', scheme: 'magma' },
  { field: 'ttft_p99_ms', title: 'TTFT p99 (ms)', format: '.3~s', scheme: 'magma' },
] as const;
const CHANGES = {
  field: 'scale_changes_per_h',
  title: 'Scale changes an hour',
  format: '.2~f',
  scheme: 'magma',
} as const;
type Figure = (typeof FIGURES)[number] | typeof CHANGES;

/** `sampled`: the points lie anywhere, not on a grid. */
export function chartsOfSweep(result: SweepResult, sampled: boolean): SweepChart[] {
  const [x, y, z, ...more] = result.axes;
  const rows = result.rows.filter(({ failure }) => !failure);
  if (more.length > 0 || rows.length === 0 || (z !== undefined && sampled)) return [];
  const at = result.stability?.at;
  return [...FIGURES, ...(at ? [CHANGES] : [])].map((figure) => ({
    id: figure.field,
    title: figure.title,
    spec:
      y === undefined
        ? line(rows, x!, figure)
        : sampled
          ? dots(rows, [x!, y], figure)
          : heatMap(rows, [x!, y, ...(z === undefined ? [] : [z])], figure, at),
  }));
}

function frame(figure: Figure, axes: string) {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `${figure.title} by ${axes}`,
    config: CHART_CONFIG,
    width: 400,
    height: 300,
  } as const;
}

function valuesOf(rows: readonly SweepRow[], axes: readonly string[], { field }: Figure) {
  return rows.map(({ values, [field]: figure }) => ({
    x: plain(values[axes[0]!]),
    y: plain(values[axes[1]!]),
    ...(axes[2] !== undefined && { z: plain(values[axes[2]]) }),
    figure,
  }));
}

/** Over a third axis a map each, side by side. `at`: the point to mark. */
function heatMap(
  rows: readonly SweepRow[],
  axes: readonly string[],
  figure: Figure,
  at: Readonly<Record<string, unknown>> | undefined,
): TopLevelSpec {
  const [xName, yName, zName] = axisNames(axes);
  const x = { field: 'x', type: 'ordinal' as const, title: xName!, axis: { labelAngle: 0 } };
  const y = { field: 'y', type: 'ordinal' as const, title: yName!, sort: 'descending' as const };
  const value = { field: 'figure', type: 'quantitative' as const };
  const values = valuesOf(rows, axes, figure).map((one, i) => ({
    ...one,
    isMarked: at !== undefined && axes.every((axis) => plain(rows[i]!.values[axis]) === plain(at[axis])),
  }));
  const all = values.map((row) => row.figure ?? 0);
  const middle = (Math.min(...all) + Math.max(...all)) / 2;
  const isDarkHigh = figure.scheme !== 'viridis';
  const color = { ...value, scale: { scheme: figure.scheme, reverse: isDarkHigh, zero: false }, legend: null };
  const textColor = {
    condition: { test: `datum.figure ${isDarkHigh ? '>' : '<'} ${middle}`, value: '#ffffff' },
    value: '#111111',
  };
  const layer = [
    { mark: 'rect' as const, encoding: { x, y, color } },
    {
      transform: [{ filter: 'datum.isMarked' }],
      mark: { type: 'rect' as const, fillOpacity: 0, stroke: SLA_COLOUR, strokeWidth: 4 },
      encoding: { x, y },
    },
    {
      mark: { type: 'text' as const, fontSize: 11 },
      encoding: { x, y, text: { ...value, format: figure.format }, color: textColor },
    },
  ];
  const { width, height, ...head } = frame(figure, axes.join(' and '));
  if (axes[2] === undefined) return { ...head, width, height, data: { values }, layer };
  const maps = new Set(values.map((row) => row.z)).size;
  return {
    ...head,
    data: { values },
    facet: { column: { field: 'z', type: 'ordinal', title: zName! } },
    spec: { width: Math.max(120, Math.floor(720 / maps)), height: 220, layer },
  };
}

function dots(rows: readonly SweepRow[], axes: readonly [string, string], figure: Figure): TopLevelSpec {
  const [xName, yName] = axisNames(axes);
  return {
    ...frame(figure, axes.join(' and ')),
    data: { values: valuesOf(rows, axes, figure) },
    mark: { type: 'point', filled: true, size: 90, opacity: 1 },
    encoding: {
      x: { field: 'x', title: xName!, ...placeOn(rows, axes[0]) },
      y: { field: 'y', title: yName!, ...placeOn(rows, axes[1]) },
      color: {
        field: 'figure',
        type: 'quantitative',
        title: null,
        scale: { scheme: figure.scheme, zero: false },
        legend: { type: 'gradient', format: figure.format, orient: 'right' },
      },
    },
  };
}

/** Numbers need no zero on their axis; words have none. */
function placeOn(rows: readonly SweepRow[], axis: string) {
  const type = axisType(rows, axis);
  return { type, ...(type === 'quantitative' && { scale: { zero: false } }) };
}

function line(rows: readonly SweepRow[], x: string, figure: Figure): TopLevelSpec {
  return {
    ...frame(figure, x),
    data: { values: valuesOf(rows, [x], figure) },
    mark: { type: 'line', point: true, color: COLOUR.blue },
    encoding: {
      x: { field: 'x', type: axisType(rows, x), title: axisNames([x])[0]!, sort: null },
      y: {
        field: 'figure',
        type: 'quantitative',
        title: figure.title,
        scale: { zero: false },
        axis: { format: figure.format },
      },
    },
  };
}

function axisType(rows: readonly SweepRow[], axis: string): 'quantitative' | 'ordinal' {
  return rows.every(({ values }) => typeof values[axis] === 'number') ? 'quantitative' : 'ordinal';
}

function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
