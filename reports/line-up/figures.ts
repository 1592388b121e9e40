/** The columns of a line-up, once for people and once for programs. */
import type { TableRow } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { count, dollars, duration, fixed, percent } from '../render/format.js';
import { isMissed } from '../render/verdict-line.js';
import type { LinedUpRun, LineUp } from './line-up.js';

interface Column {
  readonly title: string;
  readonly text: (run: LinedUpRun) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'run', text: ({ name, isBest }) => (isBest ? `${name} ◀` : name) },
  { title: 'requests', text: ({ record }) => count(record.summary.requests.offered) },
  { title: 'attainment', text: ({ record }) => percent(record.summary.attainment.overall) },
  { title: 'TTFT p50', text: ({ record }) => duration(record.summary.ttft_ms?.p50) },
  { title: 'TTFT p99', text: ({ record }) => duration(record.summary.ttft_ms?.p99) },
  { title: 'TPOT p50', text: ({ record }) => duration(record.summary.tpot_ms?.p50) },
  { title: 'TPOT p99', text: ({ record }) => duration(record.summary.tpot_ms?.p99) },
  { title: 'GPU-hours', text: ({ record }) => fixed(gpuHours(record.summary), 2) },
  { title: 'cost', text: ({ record }) => dollars(record.summary.cost?.usd) },
  { title: '$/good request', text: ({ record }) => dollars(record.summary.cost?.usd_per_good_request) },
  {
    title: 'up/down',
    text: ({ record: { summary } }) => `${summary.scaling.scale_ups}/${summary.scaling.scale_downs}`,
  },
  { title: 'safe?', text: ({ safety, record }) => (isMissed(record) ? `${safety.verdict}, missed` : safety.verdict) },
];

const KEEPS: Column = { title: 'keeps', text: ({ keeps }) => (keeps ? 'yes' : 'no') };

/** A result of another tool, or of a server that is not ours, tells of no GPU. */
function gpuHours({ gpu_hours, client }: Summary): number | undefined {
  return client && gpu_hours.total === 0 ? undefined : gpu_hours.total;
}

/** Titles, and the cells of each run as people read them. */
export function readableRows({ runs, asked }: LineUp): { titles: string[]; rows: string[][] } {
  const columns = asked.length > 0 ? COLUMNS.toSpliced(3, 0, KEEPS) : COLUMNS;
  return {
    titles: columns.map(({ title }) => title),
    rows: runs.map((run) => columns.map(({ text }) => text(run))),
  };
}

/** One row a run with the names and units of summary.json; unknown figures are `undefined`. */
export function exactRows({ runs, differences }: LineUp): TableRow[] {
  return runs.map(({ name, record: { summary, run }, safety, keeps, isBest }, i) => ({
    run: name,
    status: run.status,
    requests: summary.requests.offered,
    attainment: summary.attainment.overall,
    keeps: keeps === undefined ? undefined : String(keeps),
    cheapest_that_keeps: keeps === undefined ? undefined : String(isBest),
    ttft_p50_ms: summary.ttft_ms?.p50,
    ttft_p99_ms: summary.ttft_ms?.p99,
    tpot_p50_ms: summary.tpot_ms?.p50,
    tpot_p99_ms: summary.tpot_ms?.p99,
    gpu_hours: gpuHours(summary),
    usd: summary.cost?.usd,
    usd_per_good_request: summary.cost?.usd_per_good_request,
    scale_ups: summary.scaling.scale_ups,
    scale_downs: summary.scaling.scale_downs,
    safety: safety.verdict,
    ...Object.fromEntries(differences.map(({ field, values }) => [field, values[i]])),
  }));
}

/** "static-4 is the cheapest of 3 runs that keep attainment>=0.95: $41.76, 96.1 % of the promises met." */
export function lineUpVerdict({ runs, asked }: LineUp): string {
  if (asked.length === 0) return `${runs.length} runs beside each other.`;
  const what = asked.join(' and ');
  const keeping = runs.filter(({ keeps }) => keeps).length;
  const best = runs.find(({ isBest }) => isBest);
  if (!best) {
    return keeping === 0
      ? `None of ${runs.length} runs keeps ${what}.`
      : `No run that keeps ${what} is safe to decide on.`;
  }
  const { cost, attainment } = best.record.summary;
  const spent = cost ? dollars(cost.usd) : `${fixed(gpuHours(best.record.summary), 2)} GPU-hours`;
  const met = attainment.overall === undefined ? '' : `, ${percent(attainment.overall)} of the promises met`;
  const which = keeping === 1 ? 'the only run that keeps' : `the cheapest of the ${keeping} runs that keep`;
  return `${best.name} is ${which} ${what}: ${spent}${met}.`;
}
