/** The files of a sweep: data, table, page with its pictures; the same results give the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import {
  columns,
  drawSvg,
  escapeHtml,
  figure,
  fixed,
  htmlPage,
  percent,
  section,
  type TableRow,
  tableOf,
} from '../../reports/index.js';
import { chartsOfSweep } from './charts.js';
import { cliffOf } from './cliff.js';
import type { SweepResult, SweepRow } from './result.js';

/** Writes `sweep.json`, `sweep.csv` and `sweep.html`; returns the page's path. */
export async function writeSweep(directory: string, result: SweepResult, sampled: boolean): Promise<string> {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'sweep.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(
    join(directory, 'sweep.csv'),
    stringify(result.rows.map(flat), { header: true, columns: columnsOf(result) }),
  );
  const page = join(directory, 'sweep.html');
  writeFileSync(page, await sweepHtml(result, sampled));
  return page;
}

async function sweepHtml(result: SweepResult, sampled: boolean): Promise<string> {
  const parts: string[] = [];
  for (const chart of chartsOfSweep(result, sampled)) {
    const svg = await drawSvg(chart.spec);
    parts.push(figure({ ...chart, caption: `By ${result.axes.join(' and ')}.`, narrow: result.axes.length < 3, svg }));
  }
  const standing = stabilityText(result).slice(1);
  if (standing.length > 0)
    parts.unshift(
      `<section class="doubts"><ul>${standing.map((line) => `<li>${escapeHtml(line.trim())}</li>`).join('')}</ul></section>`,
    );
  const caption =
    'Means over the seeds; quantiles of latencies are of all requests of a point together. Marked rows: the cheapest within a point of the best attainment.';
  const best = cheapestGood(result.rows);
  parts.push(
    section(
      'Points',
      caption,
      tableOf(
        result.rows.map(flat),
        result.rows.map((row) => row === best),
      ),
      false,
    ),
  );
  return htmlPage(
    { title: result.name, kicker: 'Headroom · sweep', lead: result.description, verdict: sweepVerdict(result) },
    parts,
  );
}

/** A screen: the verdict and the ten best rows. */
export function sweepText(result: SweepResult): string {
  const shown = result.rows
    .filter(({ failure }) => !failure)
    .toSorted((a, b) => b.attainment! - a.attainment! || a.gpu_hours! - b.gpu_hours!)
    .slice(0, 10)
    .map((row) => [
      result.axes.map((axis) => `${axis}=${text(row.values[axis])}`).join(' '),
      percent(row.attainment),
      fixed(row.gpu_hours, 2),
      fixed(row.ttft_p99_ms, 0),
    ]);
  const failed = result.rows.find(({ failure }) => failure)?.failure;
  return [
    '',
    `${result.name} · ${sweepVerdict(result)}`,
    '',
    ...columns([['best points', 'attainment', 'GPU-hours', 'TTFT p99 ms'], ...shown]).map((line) => `  ${line}`),
    ...stabilityText(result).map((line) => `  ${line}`),
    ...(failed ? ['', `! some points fail, as: ${failed.message.split('\n')[0]}`] : []),
    '',
  ].join('\n');
}

/** Where the marked point stands, and the ways from it to the cliff; empty where the sweep marks none. */
function stabilityText({ rows, axes, stability }: SweepResult): string[] {
  if (!stability) return [];
  const cliff = cliffOf(rows, axes, stability);
  const point = axes.map((axis) => `${axis}=${text(stability.at[axis])}`).join(' ');
  if (!cliff) return ['', `stability: the grid does not hold ${point}`];
  const figures = (row: SweepRow) =>
    `attainment ${percent(row.attainment)}, ${fixed(row.scale_changes_per_h, 1)} changes an hour`;
  const head = `stability: ${point} ${cliff.isOver ? 'is over the cliff' : 'holds'}: ${figures(cliff.point)}`;
  const ways = cliff.ways.map(
    ({ axis, from, holdsUntil, breaksAt, broken }) =>
      `  ${axis}: from ${text(from)} it holds until ${text(holdsUntil)} and breaks at ${text(breaksAt)}${distance(from, breaksAt)}: ${figures(broken)}`,
  );
  return ['', head, ...(ways.length > 0 ? ways : ['  no axis alone leads over the cliff'])];
}

function distance(from: unknown, to: unknown): string {
  if (typeof from !== 'number' || typeof to !== 'number' || from === 0) return '';
  return ` (${fixed(Math.abs(to / from - 1) * 100, 0)} % ${to > from ? 'more' : 'less'})`;
}

function sweepVerdict({ rows, axes }: SweepResult): string {
  const best = cheapestGood(rows);
  const failed = rows.filter(({ failure }) => failure).length;
  const count = `${rows.length} points${failed > 0 ? `, ${failed} of them failed` : ''}`;
  if (!best) return count;
  const where = axes.map((axis) => `${axis} = ${text(best.values[axis])}`).join(', ');
  return `${count}; ${percent(best.attainment)} for ${fixed(best.gpu_hours, 2)} GPU-hours at ${where}`;
}

/** The cheapest point within a hundredth of the best attainment. */
function cheapestGood(rows: readonly SweepRow[]): SweepRow | undefined {
  const most = Math.max(...rows.map(({ attainment }) => attainment ?? 0));
  const good = rows.filter(({ attainment }) => attainment !== undefined && attainment >= most - 0.01);
  return good.toSorted((a, b) => a.gpu_hours! - b.gpu_hours!)[0];
}

const FIGURES = [
  'runs',
  'attainment',
  'attainment_low',
  'attainment_high',
  'gpu_hours',
  'usd',
  'ttft_p50_ms',
  'ttft_p99_ms',
  'tpot_p50_ms',
  'tpot_p99_ms',
  'requests',
  'scale_changes',
  'scale_changes_per_h',
  'failure',
];

function columnsOf({ axes }: SweepResult): string[] {
  return [...axes, ...FIGURES];
}

function flat({ values, attainment_ci95, failure, ...figures }: SweepRow): TableRow {
  return {
    ...Object.fromEntries(Object.entries(values).map(([axis, value]) => [axis, text(value)])),
    ...figures,
    attainment_low: attainment_ci95?.[0],
    attainment_high: attainment_ci95?.[1],
    failure: failure?.message.split('\n')[0],
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
