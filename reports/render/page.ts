/** What every page of ours is made of: one HTML file without network, light and dark; script only where a page is served. */
import type { TableRow } from '../record/read-run.js';
import type { Chart } from './charts/chart.js';
import { cell, count } from './format.js';
import { STYLE } from './style.js';

/** A chart with its picture; without rows where the page tells its numbers elsewhere. */
export interface DrawnChart extends Omit<Chart, 'rows'> {
  readonly svg: string;
  readonly rows?: readonly TableRow[];
}

/** What stands on top of a page. Plain text: it is escaped here. */
export interface PageHead {
  readonly title: string;
  /** What kind of page it is, above the title. */
  readonly kicker: string;
  readonly lead?: string | undefined;
  /** The answer in one sentence. */
  readonly verdict: string;
  /** The answer is bad news. */
  readonly isAlarm?: boolean;
  /** Seconds until a browser asks again, for a page that is served. */
  readonly refresh_s?: number;
}

/** A whole page; `parts` are HTML. */
export function htmlPage(
  { title, kicker, lead, verdict, isAlarm, refresh_s }: PageHead,
  parts: readonly string[],
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Headroom</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">${escapeHtml(kicker)}</p>
<h1>${escapeHtml(title)}</h1>
${lead ? `<p class="lead">${escapeHtml(lead)}</p>` : ''}
<p class="verdict${isAlarm ? ' alarm' : ''}">${prose(verdict)}</p>
${refresh_s === undefined ? '' : refreshing(Math.ceil(refresh_s))}</header>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

/** A sentence; no figure is parted from its unit, nor a bound from its sign, at the end of a line. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/(?<=≤) | (?=(?:%|ms|s|min|h|days|GPU)(?![\w/]))/g, '&nbsp;');
}

/** A page that is served draws itself again, unless its reader wants it to stand still (WCAG 2.2.2). */
function refreshing(every_s: number): string {
  return `<p class="note"><label><input type="checkbox" id="follow" checked> Draws itself again every ${every_s} s</label></p>
<script>const follow=document.getElementById('follow');follow.checked=location.hash!=='#still';follow.onchange=()=>history.replaceState(null,'',follow.checked?'#':'#still');setInterval(()=>follow.checked&&location.reload(),${every_s * 1000})</script>
`;
}

/** Text that is safe between tags and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A chart under its title, and the numbers behind it, which open on a click or a key. */
export function figure({ id, title, caption, svg, narrow, rows = [] }: DrawnChart): string {
  const name = escapeHtml(title);
  const numbers =
    rows.length === 0
      ? ''
      : `<details><summary>The numbers<span class="unseen"> of ${name}</span></summary>${scrolling(`Numbers of ${title}`, longTable(rows), 'tall')}</details>`;
  return `<figure id="${id}"${narrow ? ' class="narrow"' : ''}><h2>${name}</h2><div class="chart" tabindex="0" role="group" aria-label="${name}, chart">${svg}</div><figcaption>${escapeHtml(caption)}${numbers}</figcaption></figure>`;
}

/** What may be wider or higher than its place: it scrolls by mouse, finger and key. `content` is HTML. */
export function scrolling(label: string, content: string, height: 'tall' | '' = ''): string {
  return `<div class="scroll${height && ` ${height}`}" tabindex="0" role="region" aria-label="${escapeHtml(label)}">${content}</div>`;
}

/** `content` is HTML; a folded section opens on a click. */
export function section(title: string, caption: string, content: string, folded: boolean): string {
  const body = scrolling(title, content, 'tall');
  const note = `<p class="caption">${escapeHtml(caption)}</p>`;
  const heading = `<h2>${escapeHtml(title)}</h2>`;
  if (folded) return `<section><details><summary>${heading}</summary>${note}${body}</details></section>`;
  return `<section>${heading}${note}${body}</section>`;
}

/** More rows than these make a page slow to open and no easier to read. */
const MOST_ROWS = 250;

/** A table of the record: evenly thinned where it is long, all marked rows kept. `file`: where all rows are. */
export function longTable(rows: readonly TableRow[], marked: readonly boolean[] = [], file?: string): string {
  const every = Math.ceil(rows.length / MOST_ROWS);
  if (every <= 1) return tableOf(rows, marked);
  const keepsMarked = marked.filter(Boolean).length <= MOST_ROWS;
  const kept = [...rows.keys()].filter((i) => i % every === 0 || (keepsMarked && marked[i]));
  const also = keepsMarked && marked.includes(true) ? ', and the marked ones' : '';
  const note = `One of ${every} of ${count(rows.length)} rows${also}${file ? `; ${file} has all` : ''}.`;
  return tableOf(
    kept.map((i) => rows[i]!),
    kept.map((i) => marked[i] ?? false),
    note,
  );
}

/** Rows under the names of their columns, the first cell of each as its head; a column without any value is left out. */
export function tableOf(rows: readonly TableRow[], marked: readonly boolean[] = [], note = ''): string {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] !== undefined));
  const looks = columns.map((column) => (rows.some((row) => isFigure(row[column])) ? '' : ' class="word"'));
  const head = columns
    .map((column, i) => `<th scope="col"${looks[i]}>${escapeHtml(column.replaceAll('_', ' '))}</th>`)
    .join('');
  const body = rows
    .map((row, i) => {
      const [first = '', ...rest] = columns.map((column) => escapeHtml(cell(row[column]).replaceAll('|', ', ')));
      const cells = rest.map((text, i) => `<td${looks[i + 1]}>${text}</td>`).join('');
      return `<tr${marked[i] ? ' class="marked"' : ''}><th scope="row">${first}</th>${cells}</tr>`;
    })
    .join('');
  const caption = note && `<caption>${escapeHtml(note)}</caption>`;
  return `<table>${caption}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** A number, or one as people read it. */
function isFigure(value: TableRow[string]): boolean {
  return typeof value === 'number' || (value !== undefined && /^[<>+−$-]*\d/.test(value));
}
