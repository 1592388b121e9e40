/** The files of a sweep: data, table, page with its pictures; the same results give the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { drawSvg, escapeHtml, figure, htmlPage, section, type TableRow, tableOf } from '../../reports/index.js';
import { chartsOfSweep } from './charts.js';
import type { SweepResult, SweepRow } from './result.js';
import { cheapestGood, readable, stabilityOf, sweepVerdict, valueText } from './tell.js';

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
  const standing = stabilityOf(result);
  if (standing) {
    const ways = standing.ways.map((way) => `<li>${escapeHtml(way)}</li>`).join('');
    const look = standing.holds ? 'safe' : 'not-safe';
    parts.unshift(
      `<section class="safety ${look}">${escapeHtml(standing.head)}${ways && `<ul>${ways}</ul>`}</section>`,
    );
  }
  const caption =
    'Means over the seeds; quantiles of latencies are of all requests of a point together. Marked rows: the cheapest within a point of the best attainment.';
  const best = cheapestGood(result.rows);
  parts.push(
    section(
      'Points',
      caption,
      tableOf(
        result.rows.map(readable),
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
    ...Object.fromEntries(Object.entries(values).map(([axis, value]) => [axis, valueText(value)])),
    ...figures,
    attainment_low: attainment_ci95?.[0],
    attainment_high: attainment_ci95?.[1],
    failure: failure?.message.split('\n')[0],
  };
}
