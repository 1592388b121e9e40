/** Draws a run record: `report.html` and `charts/*.svg` in its directory. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../record/csv-file.js';
import { readRun } from '../record/read-run.js';
import { chartsOf } from './charts/index.js';
import { reportHtml } from './html.js';
import type { DrawnChart } from './page.js';
import { regretCharts } from './regret-view.js';
import { drawSvg } from './svg.js';

/** Writes the pictures of a run and returns their paths. Throws HR_RECORD_INVALID or HR_OUTPUT_FAILED. */
export async function writeReport(
  directory: string,
  /** HTML of a part that stands before the charts. */
  extra = '',
): Promise<{ html: string; charts: string[] }> {
  const record = readRun(directory);
  const drawn: DrawnChart[] = [];
  for (const chart of [...chartsOf(record), ...regretCharts(record)])
    drawn.push({ ...chart, svg: await drawSvg(chart.spec) });
  const folder = join(directory, 'charts');
  attempt(folder, () => emptyOfPictures(folder));
  const charts = drawn.map(({ id, svg }) => write(join(folder, `${id}.svg`), svg));
  return { html: write(join(directory, 'report.html'), reportHtml(record, drawn, extra)), charts };
}

/** Makes the folder, without the pictures of an earlier run that this one may not have. */
function emptyOfPictures(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.svg')) rmSync(join(folder, name));
}

function write(path: string, text: string): string {
  attempt(path, () => writeFileSync(path, text));
  return path;
}
