/** One sentence for the whole run, and whether it is one that alarms. */
import type { RunRecord } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { count, dollars, duration, fixed, gpuHoursInWords, percent } from './format.js';

/** What `plan.attainment` is where a scenario does not say it. */
const USUALLY_ASKED = 0.95;

/**
 * "97.1 % of 19,366 requests met TTFT ≤ 500 ms and TPOT ≤ 20 ms, for 12.3 GPU-hours ($84.60)."; begins with MISSED where that
 * is less than was asked, with INVALID where the client was measured instead.
 */
export function verdictLine(record: RunRecord): string {
  const { summary } = record;
  const { attainment, requests, gpu_hours, cost, client, scaling } = summary;
  if (requests.offered === 0 && scaling.decisions > 0) {
    const orders = `${count(scaling.scale_ups)} up and ${count(scaling.scale_downs)} down`;
    return `${count(scaling.decisions)} decisions, ${orders}, for ${gpuHoursInWords(gpu_hours.total)}${cost ? ` (${dollars(cost.usd)})` : ''}.`;
  }
  if (isInvalid(summary))
    return "INVALID: this measured the client, not the server: none of its figures is the server's.";
  const spent =
    client && gpu_hours.total === 0
      ? `at ${fixed(summary.throughput.requests_per_s, 1)} requests/s`
      : `for ${gpuHoursInWords(gpu_hours.total)}${cost ? ` (${dollars(cost.usd)})` : ''}`;
  if (requests.offered === 0) return `No request was offered, ${spent}.`;
  if (attainment.overall === undefined) return `${count(requests.offered)} requests without a promise, ${spent}.`;
  const met = `${percent(attainment.overall)} of ${count(requests.offered)} requests met ${promise(summary)}`;
  return isMissed(record) ? `MISSED: ${met}, asked ${percent(askedShare(record))}, ${spent}.` : `${met}, ${spent}.`;
}

/** Whether the sentence is bad news. */
export function alarms(record: RunRecord): boolean {
  return isInvalid(record.summary) || isMissed(record);
}

/** A live run in which the client fell behind: its figures are not the server's. */
export function isInvalid({ client }: Summary): boolean {
  return client !== undefined && !client.valid;
}

/** Whether fewer requests kept their promise than was asked. */
export function isMissed(record: RunRecord): boolean {
  const { overall } = record.summary.attainment;
  return overall !== undefined && overall < askedShare(record);
}

/** The share of requests that should keep their promise: the planner's own goal, or the plan's. */
export function askedShare({ run }: RunRecord): number {
  const { planner, plan } = (run.scenario ?? {}) as Readonly<Record<'planner' | 'plan', { attainment?: number }>>;
  return planner?.attainment ?? plan?.attainment ?? USUALLY_ASKED;
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
