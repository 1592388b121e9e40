/** The live page of a planner: its workers, what it saw, its last decisions. It draws itself again as time goes on. */

import type { TableRow } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { plannerCharts } from './charts/index.js';
import { figure, htmlPage, tableOf } from './page.js';
import { drawSvg } from './svg.js';

/** What the page shows, as it is now. */
export interface PlannerPage {
  readonly name: string;
  /** One sentence on how it stands. */
  readonly standing: string;
  readonly sla: Summary['sla'];
  readonly timeline: readonly TableRow[];
  /** The last rows of decisions, oldest first. */
  readonly decisions: readonly TableRow[];
  /** Seconds until a browser asks again. */
  readonly refresh_s: number;
}

/** Draws the page. */
export async function plannerPage(page: PlannerPage): Promise<string> {
  const charts = plannerCharts(page.timeline, page.decisions, page.sla);
  const drawn = await Promise.all(charts.map(async (chart) => figure({ ...chart, svg: await drawSvg(chart.spec) })));
  const latest = page.decisions.toReversed();
  const head = {
    title: page.name,
    kicker: 'Headroom · live planner',
    verdict: page.standing,
    refresh_s: page.refresh_s,
  };
  return htmlPage(head, [
    ...drawn,
    latest.length === 0
      ? '<p>No tick yet.</p>'
      : `<section><h2>Last decisions</h2><div class="scroll tall" tabindex="0" role="region" aria-label="Last decisions">${tableOf(latest, [])}</div></section>`,
  ]);
}
