/** The report of a made-up record, as a run's directory would hold it. */
import type { RunRecord } from '../record/read-run.js';
import { chartsOf } from '../render/charts/index.js';
import { reportHtml } from '../render/html.js';
import { drawSvg } from '../render/svg.js';

export async function drawnPage(record: RunRecord): Promise<string> {
  const drawn = [];
  for (const chart of chartsOf(record)) drawn.push({ ...chart, svg: await drawSvg(chart.spec) });
  return reportHtml(record, drawn);
}
