/** Draws a run record: `report.html` and `charts/*.svg` in its directory. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRun } from '../record/read-run.js';
import { attempt } from '../record/whole-pieces.js';
import { chartsOf } from './charts/index.js';
import { reportHtml } from './html.js';
import type { DrawnChart } from './page.js';
import { pngPainter } from './png.js';
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

/**
 * Draws the charts of a report again as PNG beside their SVG, and returns the paths. Throws HR_OUTPUT_FAILED, and
 * HR_PACKAGE_MISSING where the renderer is not installed.
 */
export async function writePngs(svgs: readonly string[]): Promise<{ paths: string[]; isFontPinned: boolean }> {
  const { paint, isFontPinned } = await pngPainter();
  const paths = svgs.map((file) => write(file.replace(/\.svg$/, '.png'), paint(readFileSync(file, 'utf8'))));
  return { paths, isFontPinned };
}

/** Makes the folder, without the pictures of an earlier run that this one may not have. */
function emptyOfPictures(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (/\.(svg|png)$/.test(name)) rmSync(join(folder, name));
}

function write(path: string, content: string | Uint8Array): string {
  attempt(path, () => writeFileSync(path, content));
  return path;
}
