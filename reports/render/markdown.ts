/** A run in a few lines of Markdown, for a pull request: verdict, safety, figures, causes, where the pictures are. */
import type { RunRecord } from '../record/read-run.js';
import type { Summary } from '../record/summary.js';
import { causesInWords } from './causes-html.js';
import { safetyOf } from './concerns.js';
import { count, dollars, duration, fixed, percent, perGoodRequest, UNKNOWN } from './format.js';
import { markdownTable } from './markdown-table.js';
import { verdictLine } from './verdict-line.js';

const CAUSES = 4;

/** `report`: path or address of the HTML report, as it is to be named. `today`: for what ages, as prices do. */
export function markdownReport(record: RunRecord, report: string, today: Date): string {
  const { run, summary } = record;
  const causes = causesInWords(summary.causes ?? {}, CAUSES);
  return [
    `### ${run.name}`,
    `**${verdictLine(record)}**`,
    safetyOf(record, today).line,
    latencies(summary),
    markdownTable([['figure', 'value'], ...figures(summary)]),
    ...(causes ? [`Missed for: ${causes}.`] : []),
    `Report: \`${report}\`, event log ${summary.event_log_sha256.slice(0, 12)}, seed ${run.seed}`,
    '',
  ].join('\n\n');
}

function latencies({ ttft_ms, tpot_ms, e2e_ms, sla, attainment }: Summary): string {
  const rows = (
    [
      ['TTFT', ttft_ms, sla.ttft_ms, attainment.ttft],
      ['TPOT', tpot_ms, sla.tpot_ms, attainment.tpot],
      ['E2E', e2e_ms, sla.e2e_ms, attainment.e2e],
    ] as const
  ).flatMap(([name, latency, bound, met]) =>
    latency ? [[name, ...[latency.p50, latency.p90, latency.p99].map(duration), duration(bound), percent(met)]] : [],
  );
  if (rows.length === 0) return 'No request got a token.';
  return markdownTable([['latency', 'p50', 'p90', 'p99', 'promise', 'met'], ...rows]);
}

function figures(summary: Summary): [string, string][] {
  const { attainment, requests, gpu_hours, cost, scaling, client } = summary;
  const { ci95 } = attainment;
  const interval = ci95 ? ` (95 % interval ${percent(ci95[0])} to ${percent(ci95[1])})` : '';
  const isWithoutGpus = client !== undefined && gpu_hours.total === 0;
  return [
    ['attainment', `${percent(attainment.overall)}${interval}`],
    [
      'requests',
      `${count(requests.offered)} offered, ${count(requests.failed)} failed, ${count(requests.unfinished)} unfinished`,
    ],
    ...(isWithoutGpus ? [] : ([['GPU-hours', fixed(gpu_hours.total, 2)]] as [string, string][])),
    ['cost', cost ? `${dollars(cost.usd)}, ${perGoodRequest(cost.usd_per_good_request)}` : UNKNOWN],
    ['scaling', `${scaling.scale_ups} up, ${scaling.scale_downs} down in ${count(scaling.decisions)} decisions`],
  ];
}
