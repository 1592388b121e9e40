/** The report as one HTML file: no network, light and dark, no script but what an extra part brings. */
import type { RunRecord, TableRow } from '../record/read-run.js';
import { causesHtml } from './causes-html.js';
import { safetyOf } from './concerns.js';
import { count, duration, percent } from './format.js';
import { stepsInWords } from './outcome.js';
import {
  type DrawnChart,
  escapeHtml,
  figure,
  htmlPage,
  longTable,
  prose,
  scrolling,
  section,
  tableOf,
} from './page.js';
import { regretHtml } from './regret-view.js';
import { tilesHtml } from './tiles.js';
import { alarms, isMissed, promise, verdictLine } from './verdict-line.js';

/** The whole page; `extra`: HTML of a part that stands before the charts. */
export function reportHtml(record: RunRecord, charts: readonly DrawnChart[], extra = ''): string {
  const { run } = record;
  const description = (run.scenario as { description?: string } | undefined)?.description;
  const kicker = `Headroom · ${kindOf(record)}`;
  const head = { title: run.name, kicker, lead: description, verdict: verdictLine(record), isAlarm: alarms(record) };
  return htmlPage(head, [
    safety(record),
    tilesHtml(record),
    latencyTable(record),
    causesHtml(record),
    regretHtml(record),
    extra,
    ...charts.map(figure),
    kinds(record),
    decisions(record),
    table(
      'workers',
      'Every worker: when it was ordered, its startup stages, and its GPU seconds by state.',
      record.workers,
    ),
    table('timeline', 'The series behind the charts.', record.timeline),
    provenance(record),
  ]);
}

function kindOf({ run, summary }: RunRecord): string {
  if (run.command[0] === 'planner') return 'live planner';
  return summary.client ? 'live run' : 'simulated run';
}

function safety(record: RunRecord): string {
  const { verdict, line, others } = safetyOf(record);
  const look = isMissed(record) && verdict === 'safe' ? '' : verdict.replace(' ', '-');
  const list = others.map(({ text }) => `<li>${prose(text)}</li>`).join('');
  return `<p class="safety ${look}">${prose(line)}</p>${list && `<section class="doubts" aria-label="What to know before believing this"><ul>${list}</ul></section>`}`;
}

function latencyTable({ summary }: RunRecord): string {
  const rows = (
    [
      ['TTFT', summary.ttft_ms, summary.sla.ttft_ms, summary.attainment.ttft],
      ['TPOT', summary.tpot_ms, summary.sla.tpot_ms, summary.attainment.tpot],
      ['ITL, per gap', summary.itl_ms, undefined, undefined],
      ['End to end', summary.e2e_ms, summary.sla.e2e_ms, summary.attainment.e2e],
    ] as const
  ).flatMap(([name, figures, bound, met]) =>
    figures
      ? [
          `<tr><th scope="row">${name}</th>${[
            figures.mean,
            figures.p50,
            figures.p90,
            figures.p95,
            figures.p99,
            figures.max,
          ]
            .map((ms) => `<td>${duration(ms)}</td>`)
            .join('')}<td>${duration(bound)}</td><td>${percent(met)}</td></tr>`,
        ]
      : [],
  );
  if (rows.length === 0)
    return '<section><h2>Latency</h2><p>No request got a token, so there is no latency to show.</p></section>';
  const told =
    summary.attainment.overall === undefined
      ? 'Without a promise to hold them against.'
      : `Promise: ${promise(summary)}. A request that failed or did not finish counts as missed.`;
  return `<section><h2>Latency</h2><p class="caption">${escapeHtml(told)}</p>
${scrolling('Latency', `<table><thead><tr><td></td>${['mean', 'p50', 'p90', 'p95', 'p99', 'max', 'promise', 'met'].map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`)}</section>`;
}

function decisions({ decisions: rows }: RunRecord): string {
  if (rows.length === 0) return '';
  const caption =
    'What the planner ordered and why, what it saw, and what it computed before and after each bound. Marked rows changed an order.';
  const isOrder = (column: string) => column.endsWith('_ordered');
  const marked = rows.map((row, i) => {
    const before = rows[i - 1];
    return before !== undefined && Object.keys(row).some((column) => isOrder(column) && row[column] !== before[column]);
  });
  const orders = Object.keys(rows[0]!).filter(isOrder);
  const answerFirst = rows.map(({ time_s, reasons, warnings, ...row }) => ({
    time_s,
    ...Object.fromEntries(orders.map((column) => [column, row[column]])),
    reasons,
    warnings,
    ...row,
  }));
  return section('Decisions', caption, longTable(answerFirst, marked, 'decisions.csv'), false);
}

/** What each kind of worker cost, where a pool has several. */
function kinds({ summary: { cost } }: RunRecord): string {
  const rows = Object.entries(cost?.by_kind ?? {}).map(([kind, figures]) => ({ kind, ...figures }));
  if (!rows.some(({ kind }) => kind.includes('/'))) return '';
  const caption = 'GPU-hours of each kind of worker, at its own price.';
  return section('Cost by kind of worker', caption, tableOf(rows, []), false);
}

/** A table of the record, folded. */
function table(name: 'workers' | 'timeline', caption: string, rows: readonly TableRow[]): string {
  const title = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  return rows.length === 0 ? '' : section(title, caption, longTable(rows, [], `${name}.csv`), true);
}

function provenance({ run, summary }: RunRecord): string {
  const { traffic } = run;
  const facts: [string, string][] = [
    ['Command', `headroom ${run.command.join(' ')}`],
    ['Version and seed', `${run.tool.name} ${run.tool.version}, seed ${run.seed}`],
    [
      'Traffic',
      `${traffic.format}${traffic.file ? `, ${traffic.file.name}` : ''}: ${count(traffic.requests)} requests, ${count(traffic.input_tokens)} input and ${count(traffic.output_tokens)} output tokens over ${duration(traffic.span_s * 1000)}${traffic.transforms.length > 0 ? `; ${traffic.transforms.join(', ')}` : ''}`,
    ],
    ...(traffic.attribution ? ([['Attribution', traffic.attribution]] as [string, string][]) : []),
    ...Object.entries(run.profiles).map(([role, profile]): [string, string] => [
      `${role} profile`,
      `${profile.id}: ${profile.verdict}; ${profile.source}. ${profile.caveat ?? ''}`,
    ]),
    ...run.inputs.map(({ name, sha256 }): [string, string] => [`sha256 of ${name}`, sha256]),
    ...(summary.simulation ? ([['Simulation', stepsInWords(summary.simulation)]] as [string, string][]) : []),
    ['sha256 of the event log', summary.event_log_sha256],
  ];
  return `<section><h2>Where this comes from</h2><dl>${facts.map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join('')}</dl>
<details><summary><h2>The scenario, every default filled in</h2></summary><pre>${escapeHtml(JSON.stringify(run.scenario, null, 2))}</pre></details></section>`;
}
