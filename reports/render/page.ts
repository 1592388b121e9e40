/** What every page of ours is made of: one HTML file without script or network, light and dark. */
import type { TableRow } from '../record/read-run.js';
import type { Chart } from './charts/chart.js';
import { cell } from './format.js';
import { STYLE } from './style.js';

/** A chart with its picture; without rows where the page tells its numbers elsewhere. */
export interface DrawnChart extends Omit<Chart, 'rows'> {
  readonly svg: string;
  readonly rows?: readonly TableRow[];
}

export interface PageHead {
  readonly title: string;
  /** What kind of page it is, above the title. */
  readonly kicker: string;
  readonly lead?: string | undefined;
  /** The answer in one sentence. */
  readonly verdict: string;
  /** Seconds until a browser asks again, for a page that is served. */
  readonly refresh_s?: number;
}

/** A whole page; `parts` are HTML. */
export function htmlPage({ title, kicker, lead, verdict, refresh_s }: PageHead, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh_s === undefined ? '' : `<meta http-equiv="refresh" content="${Math.ceil(refresh_s)}">\n`}<title>${escapeHtml(title)} · Headroom</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">${escapeHtml(kicker)}</p>
<h1>${escapeHtml(title)}</h1>
${lead ? `<p class="lead">${escapeHtml(lead)}</p>` : ''}
<p class="verdict">${escapeHtml(verdict)}</p>
</header>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A chart under its title, and the numbers behind it, which open on a click or a key. */
export function figure({ id, title, caption, svg, narrow, rows = [] }: DrawnChart): string {
  const name = escapeHtml(title);
  const numbers =
    rows.length === 0
      ? ''
      : `<details><summary>The numbers<span class="unseen"> of ${name}</span></summary>${scrolling(`Numbers of ${title}`, tableOf(rows), 'tall')}</details>`;
  return `<figure id="${id}"${narrow ? ' class="narrow"' : ''}><h2>${name}</h2><div class="chart" tabindex="0" role="group" aria-label="${name}, chart"><div role="img" aria-label="${name}">${svg}</div></div><figcaption>${escapeHtml(caption)}${numbers}</figcaption></figure>`;
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

/** Rows under the names of their columns; a column without any value is left out. */
export function tableOf(rows: readonly TableRow[], marked: readonly boolean[] = []): string {
  const columns = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] !== undefined));
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column.replaceAll('_', ' '))}</th>`).join('');
  const body = rows
    .map((row, i) => {
      const cells = columns.map((column) => `<td>${escapeHtml(cell(row[column]).replaceAll('|', ', '))}</td>`).join('');
      return `<tr${marked[i] ? ' class="marked"' : ''}>${cells}</tr>`;
    })
    .join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
