/** Every chart of a report, from a run record. */

import type { RunRecord, TableRow } from '../../record/read-run.js';
import { duration } from '../format.js';
import { causesIn } from '../worst-moments.js';
import { causesOverTime } from './causes-over-time.js';
import type { Chart } from './chart.js';
import { distribution } from './distribution.js';
import { gpuHours } from './gpu-hours.js';
import { observedCharts } from './observed.js';
import { alongTime, type Line, ROLE_COLOUR } from './over-time.js';
import { COLOUR, MS_FORMAT } from './theme.js';

const ROLES = ['prefill', 'decode', 'aggregated'];
const DASHED = [4, 3];
/** Above this ratio of largest to smallest a latency is drawn on a logarithmic axis. */
const WIDE_RATIO = 40;

/** The charts that the record has data for, in reading order. */
export function chartsOf({ summary, timeline, decisions, workers }: RunRecord): Chart[] {
  const roles = rolesOf(timeline);
  const charts: Chart[] = [];
  if (summary.requests.offered === 0 && decisions.length > 0) {
    charts.push(...plannerCharts(timeline, decisions, summary.sla));
  } else if (timeline.length > 0) {
    charts.push(
      loadChart(timeline),
      ...roles.flatMap((role) => [workersChart(timeline, role), ...kindsChart(timeline, role)]),
    );
    if (timeline.some((row) => roles.some((role) => row[`${role}_queued`] !== undefined))) {
      charts.push(queueChart(timeline, roles));
    }
    if (timeline.some((row) => row['server_running'] !== undefined)) charts.push(serverChart(timeline));
    charts.push(...latencyOverTime(timeline, 'ttft', 'Time to first token', summary.sla.ttft_ms));
    charts.push(...latencyOverTime(timeline, 'tpot', 'Time per output token', summary.sla.tpot_ms));
    if (timeline.some((row) => row['attainment'] !== undefined)) charts.push(attainmentChart(timeline));
    charts.push(...causesChart(timeline));
  }
  for (const [latency, name] of [
    ['ttft_ms', 'TTFT'],
    ['tpot_ms', 'TPOT'],
  ] as const) {
    const curve = summary.distributions[latency];
    if (!curve) continue;
    const bound_ms = summary.sla[latency];
    charts.push({
      id: `distribution-${name.toLowerCase()}`,
      title: `Distribution of ${name}`,
      caption: 'Where the curve crosses the dashed promise is the share of requests that kept it.',
      narrow: true,
      ...distribution({
        description: `Cumulative distribution of ${name}`,
        axis: `${name} (ms)`,
        lines: [{ label: name, colour: COLOUR.blue, curve }],
        ...(bound_ms !== undefined && { bound_ms }),
      }),
    });
  }
  if (workers.length > 0) {
    charts.push({
      id: 'gpu-hours',
      title: 'GPU-hours by state',
      caption:
        'Serving is what the traffic needed; idle, starting and draining are the price of being ready and of changing.',
      ...gpuHours(workers),
    });
  }
  return charts;
}

/** What a planner without a load of its own saw and did. */
export function plannerCharts(
  timeline: readonly TableRow[],
  decisions: readonly TableRow[],
  sla: RunRecord['summary']['sla'],
): Chart[] {
  return [...rolesOf(timeline).map((role) => workersChart(timeline, role)), ...observedCharts(decisions, sla)];
}

function rolesOf(timeline: readonly TableRow[]): string[] {
  return ROLES.filter((role) => timeline.some((row) => row[`${role}_ready`] !== undefined));
}

function loadChart(timeline: readonly TableRow[]): Chart {
  return {
    id: 'load',
    title: 'Offered and completed requests',
    caption: 'Completed below offered means that requests pile up inside; above, that a backlog drains.',
    ...alongTime(timeline, {
      description: 'Offered and completed requests per second over time',
      axis: 'requests/s',
      lines: [
        { column: 'offered_rps', label: 'offered', colour: COLOUR.blue },
        { column: 'completed_rps', label: 'completed', colour: COLOUR.green, dash: DASHED },
        ...(timeline.some((row) => Number(row['failed_rps'] ?? 0) > 0)
          ? [{ column: 'failed_rps', label: 'failed', colour: COLOUR.orange, dash: [1, 2] }]
          : []),
      ],
    }),
  };
}

function workersChart(timeline: readonly TableRow[], role: string): Chart {
  const colour = ROLE_COLOUR[role]!;
  return {
    id: `workers-${role}`,
    title: `${role[0]!.toUpperCase()}${role.slice(1)} workers`,
    caption: 'The gap between ordered and ready is capacity that is paid for and cannot serve yet.',
    ...alongTime(timeline, {
      description: `${role} workers ordered, starting, ready and draining over time`,
      axis: 'workers',
      format: 'd',
      height: 130,
      lines: [
        { column: `${role}_ready`, label: 'ready', colour, steps: true },
        { column: `${role}_desired`, label: 'ordered', colour: COLOUR.orange, dash: DASHED, steps: true },
        { column: `${role}_starting`, label: 'starting', colour: COLOUR.amber, dash: [3, 3], steps: true },
        { column: `${role}_draining`, label: 'draining', colour: COLOUR.purple, dash: [8, 3], steps: true },
        ...seldom(timeline, `${role}_pending`, { label: 'without GPUs yet', colour: COLOUR.sky, dash: [2, 4] }),
        ...seldom(timeline, `${role}_warm`, { label: 'in the warm pool', colour: COLOUR.green, dash: [10, 2] }),
      ],
    }),
  };
}

/** A line where there is anything to draw. */
function seldom(timeline: readonly TableRow[], column: string, look: Omit<Line, 'column' | 'steps'>): Line[] {
  return timeline.some((row) => Number(row[column] ?? 0) > 0) ? [{ column, steps: true, ...look }] : [];
}

/** The kinds of workers of a pool that has several. */
function kindsChart(timeline: readonly TableRow[], role: string): Chart[] {
  const columns = Object.keys(timeline[0]!).filter(
    (column) => column.startsWith(`${role}/`) && column.endsWith('_ready'),
  );
  if (columns.length === 0) return [];
  const colours = [ROLE_COLOUR[role]!, COLOUR.orange, COLOUR.sky, COLOUR.amber];
  return [
    {
      id: `kinds-${role}`,
      title: `Ready ${role} workers by kind`,
      caption: 'Kinds in the order of the scenario; an order fills the first before it asks for the next.',
      ...alongTime(timeline, {
        description: `${role} workers ready over time, by kind`,
        axis: 'workers',
        format: 'd',
        height: 130,
        lines: columns.map((column, i) => ({
          column,
          label: column.slice(0, -'_ready'.length),
          colour: colours[i % colours.length]!,
          ...(i > 0 && { dash: [4 + i, 2 + i] }),
          steps: true,
        })),
      }),
    },
  ];
}

function queueChart(timeline: readonly TableRow[], roles: readonly string[]): Chart {
  return {
    id: 'queues',
    title: 'Requests waiting',
    caption: 'A queue that grows while workers start is the price of the startup delay.',
    ...alongTime(timeline, {
      description: 'Requests waiting for a worker, by role, over time',
      axis: 'requests waiting',
      format: ',d',
      height: 130,
      lines: roles.map((role, i) => ({
        column: `${role}_queued`,
        label: `${role} queue`,
        colour: ROLE_COLOUR[role]!,
        ...(i > 0 && { dash: DASHED }),
      })),
    }),
  };
}

function serverChart(timeline: readonly TableRow[]): Chart {
  return {
    id: 'servers',
    title: "The servers' own view",
    caption: 'From their metrics pages: requests in the engines, and those that wait for one.',
    ...alongTime(timeline, {
      description: 'Requests running and waiting at the servers, over time',
      axis: 'requests',
      height: 130,
      lines: [
        { column: 'server_running', label: 'running', colour: COLOUR.blue, steps: true },
        { column: 'server_waiting', label: 'waiting', colour: COLOUR.orange, dash: DASHED, steps: true },
      ],
    }),
  };
}

function latencyOverTime(
  timeline: readonly TableRow[],
  name: 'ttft' | 'tpot',
  title: string,
  bound_ms: number | undefined,
): Chart[] {
  const values = timeline
    .flatMap((row) => [row[`${name}_p50_ms`], row[`${name}_p99_ms`]])
    .filter((v) => typeof v === 'number');
  if (values.length === 0) return [];
  const logarithmic = Math.max(...values) / Math.max(Math.min(...values), 1e-9) > WIDE_RATIO;
  return [
    {
      id: `${name}-over-time`,
      title: `${title} over time`,
      caption: `By the interval of a request's arrival${logarithmic ? '; logarithmic' : ''}. The median shows the usual, the 99th percentile the unlucky.`,
      ...alongTime(timeline, {
        description: `${title}, median and 99th percentile, over time`,
        axis: `${name.toUpperCase()} (ms)`,
        format: MS_FORMAT,
        logarithmic,
        lines: [
          { column: `${name}_p50_ms`, label: 'median', colour: COLOUR.blue },
          { column: `${name}_p99_ms`, label: '99th percentile', colour: COLOUR.purple, dash: DASHED },
        ],
        ...(bound_ms !== undefined && { bound: { value: bound_ms, label: `promise ${duration(bound_ms)}` } }),
      }),
    },
  ];
}

function attainmentChart(timeline: readonly TableRow[]): Chart {
  return {
    id: 'attainment-over-time',
    title: 'Attainment over time',
    caption: 'Share of the requests that arrived in each interval and met every bound.',
    ...alongTime(timeline, {
      description: 'Share of requests that met the SLA, by interval of arrival',
      axis: 'met the SLA',
      format: '%',
      maximum: 1,
      height: 130,
      lines: [{ column: 'attainment', label: 'attainment', colour: COLOUR.green }],
    }),
  };
}

function causesChart(timeline: readonly TableRow[]): Chart[] {
  const causes = causesIn(timeline);
  if (causes.length === 0) return [];
  return [
    {
      id: 'causes-over-time',
      title: 'Missed requests by cause',
      caption: 'By the interval of arrival. A spell of one colour is one thing to mend.',
      ...causesOverTime(timeline, causes),
    },
  ];
}
