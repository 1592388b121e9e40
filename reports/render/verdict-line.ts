/** One sentence for the whole run. */
import type { RunRecord } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { count, dollars, duration, fixed, gpuHoursInWords, percent } from './format.js';

/** "97.1 % of 19,366 requests met TTFT ≤ 500 ms and TPOT ≤ 20 ms, for 12.3 GPU-hours ($84.60)." */
export function verdictLine({ summary }: RunRecord): string {
  const { attainment, requests, gpu_hours, cost, client, scaling } = summary;
  if (requests.offered === 0 && scaling.decisions > 0) {
    const orders = `${count(scaling.scale_ups)} scale-ups and ${count(scaling.scale_downs)} scale-downs`;
    return `${count(scaling.decisions)} decisions, ${orders}, for ${gpuHoursInWords(gpu_hours.total)}${cost ? ` (${dollars(cost.usd)})` : ''}.`;
  }
  if (client && !client.valid) {
    return `INVALID: this measured the client, not the server: ${client.faults.join('; ')}.`;
  }
  const spent =
    client && gpu_hours.total === 0
      ? `at ${fixed(summary.throughput.requests_per_s, 1)} requests/s`
      : `for ${gpuHoursInWords(gpu_hours.total)}${cost ? ` (${dollars(cost.usd)})` : ''}`;
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
