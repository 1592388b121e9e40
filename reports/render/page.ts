/** What every page of ours is made of: one HTML file without script or network, light and dark. */
import type { TableRow } from '../record/read-run.js';
import type { Chart } from './charts/index.js';
import { cell } from './format.js';
import { STYLE } from './style.js';

/** A chart with its picture. */
export interface DrawnChart extends Chart {
  readonly svg: string;
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

export function figure({ id, title, caption, svg, narrow }: DrawnChart): string {
  return `<figure id="${id}"${narrow ? ' class="narrow"' : ''}><h2>${escapeHtml(title)}</h2><div class="chart" role="img" aria-label="${escapeHtml(title)}">${svg}</div><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** `content` is HTML; a folded section opens on a click. */
export function section(title: string, caption: string, content: string, folded: boolean): string {
  const body = `<div class="scroll tall" tabindex="0" role="region" aria-label="${escapeHtml(title)}">${content}</div>`;
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
