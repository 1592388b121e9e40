/** What a planner saw, tick by tick: the only traffic that the record of a planner alone tells of. */
import type { TableRow } from '../../record/read-run.js';
import { duration } from '../format.js';
import type { Chart } from './chart.js';
import { alongTime } from './over-time.js';
import { COLOUR, MS_FORMAT } from './theme.js';

const DASHED = [4, 3];

/** Charts from the rows of decisions; `sla`: the promises to draw across. */
export function observedCharts(
  decisions: readonly TableRow[],
  sla: { readonly ttft_ms?: number | undefined; readonly tpot_ms?: number | undefined },
): Chart[] {
  const has = (column: string) => decisions.some((row) => Number.isFinite(row[column]));
  return [
    ...(has('observed_requests') ? [requestsChart(decisions)] : []),
    ...(has('observed_ttft_ms')
      ? [latencyChart(decisions, 'ttft', 'time to first token', COLOUR.blue, sla.ttft_ms)]
      : []),
    ...(has('observed_itl_ms')
      ? [latencyChart(decisions, 'itl', 'time between tokens', COLOUR.purple, sla.tpot_ms)]
      : []),
  ];
}

function requestsChart(decisions: readonly TableRow[]): Chart {
  return {
    id: 'observed-requests',
    title: 'Requests of each window',
    caption: 'What the metrics told of the window before each tick, and the forecast of the next.',
    ...alongTime(decisions, {
      description: 'Requests observed and forecast at each tick',
      axis: 'requests a window',
      lines: [
        { column: 'observed_requests', label: 'observed', colour: COLOUR.blue },
        { column: 'forecast_requests', label: 'forecast', colour: COLOUR.orange, dash: DASHED },
      ],
    }),
  };
}

function latencyChart(
  decisions: readonly TableRow[],
  name: 'ttft' | 'itl',
  words: string,
  colour: string,
  bound_ms: number | undefined,
): Chart {
  return {
    id: `observed-${name}`,
    title: `Mean ${words} of each window`,
    caption: 'The mean that the planner decides by; the promise is of single requests.',
    ...alongTime(decisions, {
      description: `Mean ${words} at each tick`,
      axis: `${name.toUpperCase()} (ms)`,
      format: MS_FORMAT,
      height: 130,
      lines: [{ column: `observed_${name}_ms`, label: 'observed mean', colour }],
      ...(bound_ms !== undefined && { bound: { value: bound_ms, label: `promise ${duration(bound_ms)}` } }),
    }),
  };
}
