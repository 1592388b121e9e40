/** A latency's cumulative distribution, from the summary's quantile curve, with the promise across it. */
import type { TopLevelSpec } from 'vega-lite';
import type { QuantileCurve } from '../../record/summary.js';
import { duration } from '../format.js';
import type { Chart } from './chart.js';
import { logTicks } from './log-axis.js';
import { CONFIG, haloed, MS_FORMAT, WIDTH as PAGE_WIDTH, SLA_COLOUR } from './theme.js';

/** Curves of one latency, in milliseconds, and the promise across them. */
export interface Distribution {
  readonly description: string;
  readonly axis: string;
  readonly lines: readonly {
    readonly label: string;
    readonly colour: string;
    readonly dash?: readonly number[];
    readonly curve: QuantileCurve;
  }[];
  readonly bound_ms?: number;
  /** As wide as the page. */
  readonly isWhole?: boolean;
}

const WIDTH = 400;
const HEIGHT = 240;

/** The picture, and the rows of what it draws; a legend where there are several lines. */
export function distribution({
  description,
  axis,
  lines,
  bound_ms,
  isWhole = false,
}: Distribution): Pick<Chart, 'spec' | 'rows'> {
  const values = lines.flatMap(({ label, curve }) =>
    curve.filter(([, ms]) => ms > 0).map(([share, ms]) => ({ share, ms, series: label })),
  );
  const least = Math.min(...values.map(({ ms }) => ms));
  const most = Math.max(...values.map(({ ms }) => ms));
  const isWide = most / least > 30;
  const shown = [Math.min(least, bound_ms ?? least), Math.max(most, bound_ms ?? most)] as const;
  const domain = lines.map(({ label }) => label);
  const legend = lines.length === 1 ? null : {};
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description,
    width: isWhole ? PAGE_WIDTH : WIDTH,
    height: HEIGHT,
    config: CONFIG,
    layer: [
      {
        data: { values },
        mark: { type: 'line', strokeWidth: 2, interpolate: 'monotone' },
        encoding: {
          x: {
            field: 'ms',
            type: 'quantitative',
            title: axis,
            scale: isWide ? { type: 'log', nice: false } : { type: 'linear', zero: false, nice: false },
            axis: {
              grid: true,
              format: MS_FORMAT,
              ...(isWide ? { values: logTicks(shown[0], shown[1]) } : { tickCount: 6 }),
            },
          },
          y: {
            field: 'share',
            type: 'quantitative',
            title: 'share of requests at or below',
            scale: { domain: [0, 1] },
            axis: { format: '%', tickCount: 6 },
          },
          color: {
            field: 'series',
            type: 'nominal',
            legend,
            scale: { domain, range: lines.map(({ colour }) => colour) },
          },
          strokeDash: {
            field: 'series',
            type: 'nominal',
            legend,
            scale: { domain, range: lines.map(({ dash }) => [...(dash ?? [1, 0])]) },
          },
        },
      },
      ...(bound_ms === undefined ? [] : boundLayers(bound_ms, isRightOf(bound_ms, shown, isWide))),
    ],
  };
  const rows = values.map(({ series, share, ms }) => ({
    ...(lines.length > 1 && { run: series }),
    share_at_or_below: share,
    [axis]: ms,
  }));
  return { spec, rows };
}

/** Whether the promise stands in the right half of the picture, so that its label must be left of it. */
function isRightOf(bound_ms: number, shown: readonly [number, number], isWide: boolean): boolean {
  const scale = isWide ? Math.log : (ms: number) => ms;
  const [from, to] = [scale(shown[0]), scale(shown[1])];
  return scale(bound_ms) - from > (to - from) / 2;
}

function boundLayers(bound_ms: number, isRight: boolean) {
  const data = { values: [{ ms: bound_ms, label: `promise ${duration(bound_ms)}` }] };
  const x = { field: 'ms', type: 'quantitative' as const };
  return [
    { data, mark: { type: 'rule' as const, color: SLA_COLOUR, strokeDash: [6, 3], strokeWidth: 1.5 }, encoding: { x } },
    ...haloed({ align: isRight ? 'right' : 'left', dx: isRight ? -5 : 5, y: HEIGHT - 10 }).map((mark) => ({
      data,
      mark,
      encoding: { x, text: { field: 'label' } },
    })),
  ];
}
