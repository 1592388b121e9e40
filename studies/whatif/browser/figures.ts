/** The figures of a run that the sliders move, as a report words them. */

import type { Summary } from '../../../reports/record/index.js';
import { count, dollars, duration, fixed, percent } from '../../../reports/render/format.js';

/** The figures of a run that the page shows, as names and texts. */
export function figuresOf({ attainment, ttft_ms, tpot_ms, gpu_hours, cost, scaling, requests }: Summary) {
  return [
    { name: 'Attainment', text: percent(attainment.overall) },
    { name: 'TTFT, median and p99', text: `${duration(ttft_ms?.p50)} · ${duration(ttft_ms?.p99)}` },
    { name: 'TPOT, median and p99', text: `${duration(tpot_ms?.p50)} · ${duration(tpot_ms?.p99)}` },
    { name: 'Completed requests', text: `${count(requests.completed)} of ${count(requests.offered)}` },
    { name: 'GPU-hours', text: fixed(gpu_hours.total, 2) },
    { name: 'Cost', text: dollars(cost?.usd) },
    { name: 'Per good request', text: dollars(cost?.usd_per_good_request) },
    { name: 'Scaling', text: `${scaling.scale_ups} up, ${scaling.scale_downs} down` },
  ];
}
