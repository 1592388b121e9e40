/** One sentence for the whole run, and what a reader must know before believing it. */
import type { RunRecord } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { clientDoubts } from './client-lines.js';
import { count, dollars, duration, fixed, percent } from './format.js';
import { failuresInWords } from './outcome.js';

const PRICE_AGE_DAYS = 90;
const MS_PER_DAY = 86_400_000;
/** Below this many requests a 99th percentile rests on fewer than five of them. */
const P99_SAMPLES = 500;

/** "97.1 % of 19,366 requests met TTFT ≤ 500 ms and TPOT ≤ 20 ms, for 12.3 GPU-hours ($84.60)." */
export function verdictLine({ summary }: RunRecord): string {
  const { attainment, requests, gpu_hours, cost, client, scaling } = summary;
  if (requests.offered === 0 && scaling.decisions > 0) {
    const orders = `${count(scaling.scale_ups)} scale-ups and ${count(scaling.scale_downs)} scale-downs`;
    return `${count(scaling.decisions)} decisions, ${orders}, for ${fixed(gpu_hours.total, 1)} GPU-hours${cost ? ` (${dollars(cost.usd)})` : ''}.`;
  }
  if (client && !client.valid) {
    return `INVALID: this measured the client, not the server: ${client.faults.join('; ')}.`;
  }
  const spent =
    client && gpu_hours.total === 0
      ? `at ${fixed(summary.throughput.requests_per_s, 1)} requests/s`
      : `for ${fixed(gpu_hours.total, 1)} GPU-hours${cost ? ` (${dollars(cost.usd)})` : ''}`;
  if (attainment.overall === undefined) return `${count(requests.offered)} requests, ${spent}.`;
  return `${percent(attainment.overall)} of ${count(requests.offered)} requests met ${promise(summary)}, ${spent}.`;
}

/** The bounds in words. */
export function promise({ sla }: Summary): string {
  const bounds = [
    sla.ttft_ms !== undefined && `TTFT ≤ ${duration(sla.ttft_ms)}`,
    sla.tpot_ms !== undefined && `TPOT ≤ ${duration(sla.tpot_ms)}`,
    sla.e2e_ms !== undefined && `end to end ≤ ${duration(sla.e2e_ms)}`,
  ].filter((bound) => bound !== false);
  return bounds.length > 0 ? bounds.join(' and ') : 'the SLA of their class';
}

/** Doubts about the run, the gravest first. */
export function doubts({ run, summary }: RunRecord): string[] {
  const { requests, cost } = summary;
  const out: string[] = [];
  if (run.status === 'interrupted') out.push('The run was interrupted; the figures cover what had happened by then.');
  if (run.status === 'failed') out.push('The run failed; the figures cover what had happened by then.');
  if (requests.failed > 0) out.push(failures(summary));
  if (requests.unfinished > 0)
    out.push(`${count(requests.unfinished)} requests were unfinished at the end and count as missed.`);
  if (requests.offered > 0 && requests.offered < P99_SAMPLES) {
    out.push(`${count(requests.offered)} requests are too few for a 99th percentile; ${P99_SAMPLES} is the least.`);
  }
  if (summary.client) out.push(...clientDoubts(summary.client));
  for (const [role, profile] of Object.entries(run.profiles)) {
    if (profile.verdict !== 'ok')
      out.push(`The ${role} profile ${profile.id} is ${profile.verdict}. ${profile.caveat ?? ''}`.trim());
  }
  out.push(...run.traffic.warnings.map((warning) => `Traffic: ${warning}.`));
  const dropped = Object.entries(run.traffic.dropped).filter(
    ([reason]) => reason !== 'outside the window' && reason !== 'thinned',
  );
  for (const [reason, rows] of dropped) out.push(`${count(rows)} rows of the trace were left out: ${reason}.`);
  if (!cost && !(summary.client && summary.gpu_hours.total === 0))
    out.push(
      'A GPU of this run has no known price, so no cost is given; set prices.usd_per_gpu_hour or prices.by_system.',
    );
  if (cost && ageInDays(cost.price_as_of, run.wallClock.started_at) > PRICE_AGE_DAYS) {
    out.push(`The price is of ${cost.price_as_of}, more than ${PRICE_AGE_DAYS} days before the run.`);
  }
  return out;
}

function failures(summary: Summary): string {
  const why = failuresInWords(summary);
  return `${count(summary.requests.failed)} requests failed${why && `: ${why}`}.`;
}

function ageInDays(date: string, at: string): number {
  return (Date.parse(at) - Date.parse(`${date}T00:00:00Z`)) / MS_PER_DAY;
}
