/** The files of a line-up: `compare.html`, `compare.csv` and `compare.md`; the same records give the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { attempt } from '../record/whole-pieces.js';
import { UNKNOWN } from '../render/format.js';
import { type DrawnChart, escapeHtml, figure, htmlPage, scrolling, section } from '../render/page.js';
import { drawSvg } from '../render/svg.js';
import { lineUpCharts } from './charts.js';
import { exactRows, lineUpVerdict, readableRows } from './figures.js';
import type { LineUp } from './line-up.js';
import { lineUpMarkdown } from './text.js';

/** Returns the paths that it wrote. Throws HR_OUTPUT_FAILED. */
export async function writeLineUp(directory: string, line: LineUp): Promise<string[]> {
  const drawn: DrawnChart[] = [];
  for (const chart of lineUpCharts(line)) drawn.push({ ...chart, svg: await drawSvg(chart.spec) });
  attempt(directory, () => mkdirSync(directory, { recursive: true }));
  const files = {
    'compare.html': lineUpHtml(line, drawn),
    'compare.csv': lineUpCsv(line),
    'compare.md': lineUpMarkdown(line),
  };
  return Object.entries(files).map(([name, text]) => {
    const path = join(directory, name);
    attempt(path, () => writeFileSync(path, text));
    return path;
  });
}

/** Figures at full precision and the differing fields, a row a run. */
export function lineUpCsv(line: LineUp): string {
  const rows = exactRows(line);
  return stringify(rows as Record<string, unknown>[], { header: true, columns: Object.keys(rows[0] ?? {}) });
}

function lineUpHtml(line: LineUp, charts: readonly DrawnChart[]): string {
  const head = { title: `${line.runs.length} runs`, kicker: 'Headroom · comparison', verdict: lineUpVerdict(line) };
  const warnings = line.warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`).join('');
  return htmlPage(head, [
    warnings &&
      `<section class="doubts" aria-label="What to know before believing this"><ul>${warnings}</ul></section>`,
    figuresHtml(line),
    differencesHtml(line),
    ...charts.map(figure),
  ]);
}

function figuresHtml(line: LineUp): string {
  const { titles, rows } = readableRows(line);
  const isMarked = line.runs.map(({ isBest }) => isBest);
  const marked = isMarked.includes(true)
    ? 'Marked: the cheapest run that keeps what was asked and is safe to decide on. '
    : '';
  return `<section id="figures"><h2>Figures</h2><p class="caption">${marked}Cost of the whole run; up/down: orders for more and for fewer workers.</p>${scrolling('Figures', tableHtml(titles, rows, isMarked))}</section>`;
}

function differencesHtml({ runs, differences }: LineUp): string {
  if (differences.length === 0) return '<section><h2>What differs</h2><p>The scenarios are the same.</p></section>';
  const rows = differences.map(({ field, values }) => [field, ...values.map((value) => value ?? UNKNOWN)]);
  const table = tableHtml(['field', ...runs.map(({ name }) => name)], rows);
  return section('What differs', 'Fields in which the scenarios are not the same.', table, false);
}

/** Cells as they are, the first of each row as its head. */
function tableHtml(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  isMarked: readonly boolean[] = [],
): string {
  const head = titles.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const body = rows.map(([name = '', ...cells], i) => {
    const rest = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr${isMarked[i] ? ' class="marked"' : ''}><th scope="row">${escapeHtml(name)}</th>${rest}</tr>`;
  });
  return `<table class="close"><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}
