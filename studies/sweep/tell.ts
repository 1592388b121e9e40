/** A sweep in words: the verdict, its best points, where a marked point stands; rows as people read them. */
import { columns, count, dollars, duration, fixed, percent, type TableRow } from '../../reports/index.js';
import { axisNames } from './axis-names.js';
import { cliffOf } from './cliff.js';
import type { SweepResult, SweepRow } from './result.js';

/** A screen: the verdict and the ten best rows. */
export function sweepText(result: SweepResult): string {
  const shown = result.rows
    .filter(({ failure }) => !failure)
    .toSorted((a, b) => b.attainment! - a.attainment! || a.gpu_hours! - b.gpu_hours!)
    .slice(0, 10)
    .map((row) => [
      ...result.axes.map((axis) => valueText(row.values[axis])),
      percent(row.attainment),
      fixed(row.gpu_hours, 2),
      duration(row.ttft_p99_ms),
    ]);
  const standing = stabilityOf(result);
  const failed = result.rows.find(({ failure }) => failure)?.failure;
  return [
    '',
    `${result.name} · ${sweepVerdict(result)}`,
    '',
    '  the best points',
    ...columns([[...axisNames(result.axes), 'attainment', 'GPU-hours', 'TTFT p99'], ...shown]).map(
      (line) => `  ${line}`,
    ),
    ...(standing ? ['', standing.head, ...standing.ways.map((way) => `  ${way}`)] : []),
    ...(failed ? ['', `! some points fail, as: ${failed.message.split('\n')[0]}`] : []),
    '',
  ].join('\n');
}

/** Where the marked point stands, and the ways from it to the cliff; nothing where the sweep marks none. */
export function stabilityOf({
  rows,
  axes,
  stability,
}: SweepResult): { head: string; ways: string[]; holds: boolean } | undefined {
  if (!stability) return undefined;
  const cliff = cliffOf(rows, axes, stability);
  const names = axisNames(axes);
  const point = axes.map((axis, i) => `${names[i]}=${valueText(stability.at[axis])}`).join(' ');
  if (!cliff) return { head: `stability: the grid does not hold ${point}`, ways: [], holds: false };
  const figures = (row: SweepRow) =>
    `attainment ${percent(row.attainment)}, ${fixed(row.scale_changes_per_h, 1)} changes an hour`;
  const head = `stability: ${point} ${cliff.isOver ? 'is over the cliff' : 'holds'}: ${figures(cliff.point)}`;
  const ways = cliff.ways.map(
    ({ axis, from, holdsUntil, breaksAt, broken }) =>
      `${names[axes.indexOf(axis)]}: from ${valueText(from)} it holds until ${valueText(holdsUntil)} and breaks at ${valueText(breaksAt)}${distance(from, breaksAt)}: ${figures(broken)}`,
  );
  return { head, ways: ways.length > 0 ? ways : ['no axis alone leads over the cliff'], holds: !cliff.isOver };
}

function distance(from: unknown, to: unknown): string {
  if (typeof from !== 'number' || typeof to !== 'number' || from === 0) return '';
  return ` (${fixed(Math.abs(to / from - 1) * 100, 0)} % ${to > from ? 'more' : 'less'})`;
}

/** How many points there are, and the cheapest of the good ones. */
export function sweepVerdict({ rows, axes }: SweepResult): string {
  const best = cheapestGood(rows);
  const failed = rows.filter(({ failure }) => failure).length;
  const count = `${rows.length} points${failed > 0 ? `, ${failed} of them failed` : ''}`;
  if (!best) return count;
  const where = axes.map((axis) => `${axis} = ${valueText(best.values[axis])}`).join(', ');
  return `${count}; the cheapest within a point of the best attainment: ${percent(best.attainment)} for ${fixed(best.gpu_hours, 2)} GPU-hours at ${where}`;
}

/** The cheapest point within a hundredth of the best attainment. */
export function cheapestGood(rows: readonly SweepRow[]): SweepRow | undefined {
  const most = Math.max(...rows.map(({ attainment }) => attainment ?? 0));
  const good = rows.filter(({ attainment }) => attainment !== undefined && attainment >= most - 0.01);
  return good.toSorted((a, b) => a.gpu_hours! - b.gpu_hours!)[0];
}

/** A row as people read it, for the page's table. */
export function readable(row: SweepRow): TableRow {
  const { values, attainment_ci95, failure } = row;
  const ms = (value: number | undefined) => known(value, duration);
  return {
    ...Object.fromEntries(Object.entries(values).map(([axis, value]) => [axis, valueText(value)])),
    runs: row.runs,
    attainment: known(row.attainment, percent),
    '95 % interval': attainment_ci95?.map(percent).join(' … '),
    'GPU-hours': known(row.gpu_hours, (hours) => fixed(hours, 2)),
    cost: known(row.usd, dollars),
    'TTFT p50': ms(row.ttft_p50_ms),
    'TTFT p99': ms(row.ttft_p99_ms),
    'TPOT p50': ms(row.tpot_p50_ms),
    'TPOT p99': ms(row.tpot_p99_ms),
    requests: known(row.requests, count),
    'scale changes': known(row.scale_changes, (changes) => fixed(changes, 1)),
    'an hour': known(row.scale_changes_per_h, (changes) => fixed(changes, 1)),
    failure: failure?.message.split('\n')[0],
  };
}

/** A column in which nothing is known is left out: unknown stays so. */
function known(value: number | undefined, inWords: (value: number) => string): string | undefined {
  return value === undefined ? undefined : inWords(value);
}

/** A value of an axis. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
