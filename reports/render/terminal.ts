/** A run on one screen of a terminal. Plain text: it reads the same in a log. */

import type { RunRecord, TableRow } from '../record/read-run.js';
import type { LatencyFigures, Summary } from '../record/summary.js';
import { causesInWords } from './causes-html.js';
import { clientFacts } from './client-lines.js';
import { columns } from './columns.js';
import { safetyOf } from './concerns.js';
import { count, dollars, duration, fixed, percent, perGoodRequest, UNKNOWN, wrap } from './format.js';
import { engineFacts, failuresInWords, priceInWords, stepsInWords } from './outcome.js';
import { regretInWords } from './regret-view.js';
import { sparkline } from './sparkline.js';
import { verdictLine } from './verdict-line.js';

/** Where it is shown, and when. */
export interface TerminalOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Path of the HTML report. */
  readonly report: string;
  /** For what ages, as prices do. */
  readonly today: Date;
}

const LATENCIES = [
  ['TTFT', 'ttft_ms'],
  ['TPOT', 'tpot_ms'],
  ['ITL', 'itl_ms'],
  ['E2E', 'e2e_ms'],
] as const;

/** The figures of a run as text for a terminal. */
export function terminalReport(record: RunRecord, { width, report, today }: TerminalOptions): string {
  const { run, summary } = record;
  const safety = safetyOf(record, today);
  const lines = [
    '',
    `${run.name} · ${verdictLine(record)}`,
    safety.line,
    '',
    ...latencyTable(summary),
    '',
    ...facts(summary),
    ...(record.regret ? [`${'regret'.padEnd(10)}  ${regretInWords(record.regret)}`] : []),
    '',
    ...sparklines(record.timeline, width),
    ...safety.others.map(({ text }) => `! ${text}`),
    `report: ${report}`,
    '',
  ];
  return lines.flatMap((line) => wrap(line, width)).join('\n');
}

function latencyTable(summary: Summary): string[] {
  const rows = LATENCIES.flatMap(([name, key]) => {
    const figures = summary[key];
    if (!figures) return [];
    const bound = key === 'itl_ms' ? undefined : summary.sla[key];
    const met = key === 'itl_ms' ? undefined : summary.attainment[key.replace('_ms', '') as 'ttft' | 'tpot' | 'e2e'];
    return [[name, ...cells(figures), duration(bound), percent(met)]];
  });
  if (rows.length === 0) return ['No request got a token.'];
  return columns([['', 'mean', 'p50', 'p90', 'p99', 'max', 'promise', 'met'], ...rows]);
}

function cells({ mean, p50, p90, p99, max }: LatencyFigures): string[] {
  return [mean, p50, p90, p99, max].map(duration);
}

function facts(summary: Summary): string[] {
  const { attainment, requests, goodput, throughput, simulation, client } = summary;
  const { ci95 } = attainment;
  const isJudged = attainment.overall !== undefined;
  const part = (good: number, all: number, digits: number) =>
    `${isJudged ? `${fixed(good, digits)} of ` : ''}${fixed(all, digits)}`;
  const rows: [string, string][] = [
    [
      'attainment',
      isJudged
        ? `${percent(attainment.overall)}${ci95 ? `  (95 % interval ${percent(ci95[0])} to ${percent(ci95[1])})` : ''}`
        : requests.offered > 0
          ? 'no promise to judge by'
          : UNKNOWN,
    ],
    [
      'requests',
      `${count(requests.offered)} offered, ${count(requests.completed)} completed, ${count(requests.failed)} failed${requests.failed > 0 ? ` (${failuresInWords(summary)})` : ''}, ${count(requests.unfinished)} unfinished`,
    ],
    [
      isJudged ? 'goodput' : 'throughput',
      `${part(goodput.requests_per_s, throughput.requests_per_s, 2)} requests/s, ${part(goodput.output_tokens_per_s, throughput.output_tokens_per_s, 0)} output tokens/s`,
    ],
    ...(hasCluster(summary) ? clusterFacts(summary) : []),
    ...(client ? clientFacts(client) : []),
  ];
  const why = causesInWords(summary.causes ?? {}, 3);
  if (why) rows.splice(1, 0, ['missed for', why]);
  const engines = engineFacts(summary);
  if (engines) rows.push(['engines', engines]);
  if (simulation) rows.push(['simulated', `${duration(simulation.simulated_s * 1000)}, ${stepsInWords(simulation)}`]);
  return rows.map(([name, text]) => `${name.padEnd(10)}  ${text}`);
}

/** A result of another tool tells of no worker. */
function hasCluster({ scaling }: Summary): boolean {
  return Object.keys(scaling.max_workers_by_role).length > 0;
}

function clusterFacts({ gpu_hours, cost, scaling }: Summary): [string, string][] {
  const workers = Object.entries(scaling.max_workers_by_role).map(([role, most]) => `${most} ${role}`);
  return [
    [
      'GPU-hours',
      `${fixed(gpu_hours.total, 2)}: ${fixed(gpu_hours.serving, 2)} serving, ${fixed(gpu_hours.idle, 2)} idle, ${fixed(gpu_hours.starting, 2)} starting, ${fixed(gpu_hours.draining, 2)} draining${gpu_hours.nodes_idle === undefined ? '' : `; nodes without a worker ${fixed(gpu_hours.nodes_idle, 2)}`}`,
    ],
    [
      'cost',
      cost
        ? `${dollars(cost.usd)} at ${dollars(cost.usd_per_gpu_hour)}/GPU-h (${priceInWords(cost)}); ${dollars(cost.usd_per_million_output_tokens)} per million output tokens, ${perGoodRequest(cost.usd_per_good_request)}; ${dollars(cost.usd_per_hour)}/h, ${dollars(cost.usd_per_month)} a month like this`
        : UNKNOWN,
    ],
    ...kindFacts(cost),
    [
      'scaling',
      `${count(scaling.decisions)} decisions, ${scaling.scale_ups} up, ${scaling.scale_downs} down; at most ${workers.join(' and ')} workers`,
    ],
  ];
}

/** The kinds of workers where a pool has several. */
function kindFacts(cost: Summary['cost']): [string, string][] {
  const kinds = Object.entries(cost?.by_kind ?? {});
  if (!kinds.some(([kind]) => kind.includes('/'))) return [];
  return kinds.map(([kind, { gpu_system, gpu_hours, usd_per_gpu_hour, usd }], i) => [
    i === 0 ? 'by kind' : '',
    `${kind}${gpu_system ? ` on ${gpu_system}` : ''}: ${fixed(gpu_hours, 2)} GPU-hours at ${dollars(usd_per_gpu_hour)}, ${dollars(usd)}`,
  ]);
}

function sparklines(timeline: readonly TableRow[], width: number): string[] {
  const columns = Math.min(100, width - 30);
  const series = [
    ['offered', 'offered_rps', 'requests/s'],
    ['prefill', 'prefill_ready', 'ready'],
    ['decode', 'decode_ready', 'ready'],
    ['aggregated', 'aggregated_ready', 'ready'],
  ] as const;
  return series.flatMap(([name, column, unit]) => {
    const values = timeline.map((row) => row[column]).filter((value) => typeof value === 'number');
    if (values.length < 2 || columns < 20) return [];
    return [
      `${name.padEnd(10)}  ${sparkline(values, columns)}  0–${fixed(Math.max(...values), Number.isInteger(Math.max(...values)) ? 0 : 1)} ${unit}`,
    ];
  });
}
