/** A sweep in pictures: a heat map over two axes, a line over one; none over more, where the table speaks. */
import type { TopLevelSpec } from 'vega-lite';
import { CHART_CONFIG, COLOUR } from '../../reports/index.js';
import type { SweepResult, SweepRow } from './run.js';

export interface SweepChart {
  readonly id: string;
  readonly title: string;
  readonly spec: TopLevelSpec;
}

const FIGURES = [
  { field: 'attainment', title: 'Attainment', format: '.1%', scheme: 'viridis' },
  { field: 'gpu_hours', title: 'GPU-hours', format: '.3~g', scheme: 'magma' },
  { field: 'ttft_p99_ms', title: 'TTFT p99 (ms)', format: '.3~s', scheme: 'magma' },
] as const;
type Figure = (typeof FIGURES)[number];

/** `sampled`: the points lie anywhere, not on a grid. */
export function chartsOfSweep(result: SweepResult, sampled: boolean): SweepChart[] {
  const [x, y, ...more] = result.axes;
  const rows = result.rows.filter(({ failure }) => !failure);
  if (more.length > 0 || rows.length === 0) return [];
  return FIGURES.map((figure) => ({
    id: figure.field,
    title: figure.title,
    spec:
      y === undefined ? line(rows, x!, figure) : sampled ? dots(rows, [x!, y], figure) : heatMap(rows, [x!, y], figure),
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
    figure,
  }));
}

function heatMap(rows: readonly SweepRow[], axes: readonly [string, string], figure: Figure): TopLevelSpec {
  const x = { field: 'x', type: 'ordinal' as const, title: titleOf(axes[0]), axis: { labelAngle: 0 } };
  const y = { field: 'y', type: 'ordinal' as const, title: titleOf(axes[1]), sort: 'descending' as const };
  const value = { field: 'figure', type: 'quantitative' as const };
  const values = valuesOf(rows, axes, figure);
  const middle =
    (Math.min(...values.map((row) => row.figure ?? 0)) + Math.max(...values.map((row) => row.figure ?? 0))) / 2;
  const isDarkHigh = figure.scheme !== 'viridis';
  return {
    ...frame(figure, axes.join(' and ')),
    data: { values },
    layer: [
      {
        mark: 'rect',
        encoding: {
          x,
          y,
          color: {
            ...value,
            scale: { scheme: figure.scheme, reverse: isDarkHigh, zero: false },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: {
          x,
          y,
          text: { ...value, format: figure.format },
          color: {
            condition: { test: `datum.figure ${isDarkHigh ? '>' : '<'} ${middle}`, value: '#ffffff' },
            value: '#111111',
          },
        },
      },
    ],
  };
}

function dots(rows: readonly SweepRow[], axes: readonly [string, string], figure: Figure): TopLevelSpec {
  return {
    ...frame(figure, axes.join(' and ')),
    data: { values: valuesOf(rows, axes, figure) },
    mark: { type: 'point', filled: true, size: 90, opacity: 1 },
    encoding: {
      x: { field: 'x', type: axisType(rows, axes[0]), title: titleOf(axes[0]), scale: { zero: false } },
      y: { field: 'y', type: axisType(rows, axes[1]), title: titleOf(axes[1]), scale: { zero: false } },
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

function line(rows: readonly SweepRow[], x: string, figure: Figure): TopLevelSpec {
  return {
    ...frame(figure, x),
    data: { values: valuesOf(rows, [x], figure) },
    mark: { type: 'line', point: true, color: COLOUR.blue },
    encoding: {
      x: { field: 'x', type: axisType(rows, x), title: titleOf(x), sort: null },
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

/** An axis that sets several fields is named by its first. */
function titleOf(axis: string): string {
  const [first, ...more] = axis.split(',');
  return more.length === 0 ? axis : `${first} and ${more.length} more`;
}

function plain(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
