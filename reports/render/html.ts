/** The report as one HTML file: no network, light and dark, no script but what an extra part brings. */
import type { RunRecord, TableRow } from '../record/read-run.js';
import type { ClientSummary, Summary } from '../record/summary.js';
import { causesHtml } from './causes-html.js';
import { concernsOf, safetyOf } from './concerns.js';
import { count, dollars, duration, fixed, percent, perGoodRequest } from './format.js';
import { priceInWords, stepsInWords } from './outcome.js';
import { type DrawnChart, escapeHtml, figure, htmlPage, scrolling, section, tableOf } from './page.js';
import { regretHtml } from './regret-view.js';
import { promise, verdictLine } from './verdict-line.js';

export function reportHtml(record: RunRecord, charts: readonly DrawnChart[], extra = ''): string {
  const { run } = record;
  const description = (run.scenario as { description?: string } | undefined)?.description;
  const kicker = `Headroom · ${kindOf(record)}`;
  return htmlPage({ title: run.name, kicker, lead: description, verdict: verdictLine(record) }, [
    safety(record),
    doubtList(record),
    tiles(record),
    latencyTable(record),
    causesHtml(record),
    regretHtml(record),
    extra,
    ...charts.map(figure),
    kinds(record),
    decisions(record),
    table(
      'Workers',
      'Every worker: when it was ordered, its startup stages, and its GPU seconds by state.',
      record.workers,
    ),
    table('Timeline', 'The series behind the charts.', record.timeline, true),
    provenance(record),
  ]);
}

function kindOf({ run, summary }: RunRecord): string {
  if (run.command[0] === 'planner') return 'live planner';
  return summary.client ? 'live run' : 'simulated run';
}

function safety(record: RunRecord): string {
  const { verdict, line } = safetyOf(record);
  return `<p class="safety ${verdict.replace(' ', '-')}">${escapeHtml(line)}</p>`;
}

function doubtList(record: RunRecord): string {
  const list = concernsOf(record).map(({ text }) => text);
  if (list.length === 0) return '';
  return `<section class="doubts" aria-label="What to know before believing this"><ul>${list.map((doubt) => `<li>${escapeHtml(doubt)}</li>`).join('')}</ul></section>`;
}

function tiles({ summary }: RunRecord): string {
  const { attainment, ttft_ms, tpot_ms, goodput, throughput, client } = summary;
  const { ci95 } = attainment;
  const list: [string, string, string][] = [
    ['Attainment', percent(attainment.overall), ci95 ? `95 % interval ${percent(ci95[0])} – ${percent(ci95[1])}` : ''],
    ['TTFT', duration(ttft_ms?.p50), `p99 ${duration(ttft_ms?.p99)} · met ${percent(attainment.ttft)}`],
    ['TPOT', duration(tpot_ms?.p50), `p99 ${duration(tpot_ms?.p99)} · met ${percent(attainment.tpot)}`],
    [
      'Goodput',
      `${fixed(goodput.requests_per_s, 2)}/s`,
      `of ${fixed(throughput.requests_per_s, 2)} requests/s completed`,
    ],
    ['Requests', count(summary.requests.completed), requestsNote(summary)],
    ...(client && summary.gpu_hours.total === 0 ? [] : clusterTiles(summary)),
    ...(client ? clientTiles(client) : []),
  ];
  return `<section class="tiles" aria-label="Key figures">${list
    .map(
      ([name, value, note]) =>
        `<div class="tile"><p class="name">${name}</p><p class="value">${value}</p><p class="note">${note}</p></div>`,
    )
    .join('')}</section>`;
}

function requestsNote({ requests }: Summary): string {
  const { offered, failed, unfinished } = requests;
  const rest = [failed > 0 && `${count(failed)} failed`, unfinished > 0 && `${count(unfinished)} unfinished`];
  return [`completed of ${count(offered)}`, ...rest.filter((part) => part !== false)].join(' · ');
}

function clusterTiles(summary: Summary): [string, string, string][] {
  const { gpu_hours, cost, scaling } = summary;
  const { nodes_idle } = gpu_hours;
  return [
    [
      'GPU-hours',
      fixed(gpu_hours.total, 2),
      `${percent(gpu_hours.total > 0 ? gpu_hours.serving / gpu_hours.total : undefined)} of it serving${nodes_idle === undefined ? '' : ` · nodes without a worker ${fixed(nodes_idle, 2)}`}`,
    ],
    [
      'Cost',
      dollars(cost?.usd),
      cost ? `${dollars(cost.usd_per_gpu_hour)}/GPU-h, ${escapeHtml(priceInWords(cost))}` : 'no price known',
    ],
    [
      'Per million output tokens',
      dollars(cost?.usd_per_million_output_tokens),
      cost ? perGoodRequest(cost.usd_per_good_request) : '',
    ],
    ...(cost?.usd_per_month === undefined
      ? []
      : [
          ['A month like this', `$${count(cost.usd_per_month)}`, `${dollars(cost.usd_per_hour)} an hour`] as [
            string,
            string,
            string,
          ],
        ]),
    ['Scaling', `${scaling.scale_ups} up, ${scaling.scale_downs} down`, `${count(scaling.decisions)} decisions`],
    ...engineTiles(summary),
  ];
}

function engineTiles({ prefix_cache: { hit_token_ratio }, simulation }: Summary): [string, string, string][] {
  const tiles: [string, string, string][] = [];
  if (hit_token_ratio) tiles.push(['Prefix cache', percent(hit_token_ratio), 'of the prompt tokens were cached']);
  if (simulation?.preemptions) {
    tiles.push(['Preemptions', count(simulation.preemptions), 'times KV was taken and computed again']);
  }
  return tiles;
}

function clientTiles(client: ClientSummary): [string, string, string][] {
  const { lateness_ms, ttft_sent_ms, event_loop_ms, user_tokens_per_s, concurrency } = client;
  return [
    ['TTFT from the send', duration(ttft_sent_ms?.p50), `p99 ${duration(ttft_sent_ms?.p99)}`],
    ['Sent late', duration(lateness_ms?.p50), `p99 ${duration(lateness_ms?.p99)}`],
    ['Tokens/s a user', fixed(user_tokens_per_s?.p50, 1), `slowest tenth below ${fixed(user_tokens_per_s?.p10, 1)}`],
    ['In flight', fixed(concurrency.mean, 1), `${count(concurrency.max)} at most`],
    ['Client busy', percent(client.utilization), `event loop p99 ${duration(event_loop_ms.p99)}`],
  ];
}

function latencyTable({ summary }: RunRecord): string {
  const rows = (
    [
      ['TTFT', summary.ttft_ms, summary.sla.ttft_ms, summary.attainment.ttft],
      ['TPOT', summary.tpot_ms, summary.sla.tpot_ms, summary.attainment.tpot],
      ['ITL, per gap', summary.itl_ms, undefined, undefined],
      ['End to end', summary.e2e_ms, summary.sla.e2e_ms, summary.attainment.e2e],
    ] as const
  ).flatMap(([name, figures, bound, met]) =>
    figures
      ? [
          `<tr><th scope="row">${name}</th>${[
            figures.mean,
            figures.p50,
            figures.p90,
            figures.p95,
            figures.p99,
            figures.max,
          ]
            .map((ms) => `<td>${duration(ms)}</td>`)
            .join('')}<td>${duration(bound)}</td><td>${percent(met)}</td></tr>`,
        ]
      : [],
  );
  if (rows.length === 0)
    return '<section><h2>Latency</h2><p>No request got a token, so there is no latency to show.</p></section>';
  return `<section><h2>Latency</h2><p class="caption">Promise: ${escapeHtml(promise(summary))}. A request that failed or did not finish counts as missed.</p>
${scrolling('Latency', `<table><thead><tr><td></td>${['mean', 'p50', 'p90', 'p95', 'p99', 'max', 'promise', 'met'].map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`)}</section>`;
}

function decisions({ decisions: rows }: RunRecord): string {
  if (rows.length === 0) return '';
  const caption =
    'What the planner saw, what it computed before and after each bound, and what it ordered. Marked rows changed an order.';
  const marked = rows.map((row, i) => {
    const before = rows[i - 1];
    return before !== undefined && Object.keys(row).some((key) => key.endsWith('_ordered') && row[key] !== before[key]);
  });
  return section('Decisions', caption, tableOf(rows, marked), false);
}

/** What each kind of worker cost, where a pool has several. */
function kinds({ summary: { cost } }: RunRecord): string {
  const rows = Object.entries(cost?.by_kind ?? {}).map(([kind, figures]) => ({ kind, ...figures }));
  if (!rows.some(({ kind }) => kind.includes('/'))) return '';
  const caption = 'GPU-hours of each kind of worker, at its own price.';
  return section('Cost by kind of worker', caption, tableOf(rows, []), false);
}

function table(title: string, caption: string, rows: readonly TableRow[], folded = false): string {
  return rows.length === 0 ? '' : section(title, caption, tableOf(rows, []), folded);
}

function provenance({ run, summary }: RunRecord): string {
  const { traffic } = run;
  const facts: [string, string][] = [
    ['Command', `headroom ${run.command.join(' ')}`],
    ['Version and seed', `${run.tool.name} ${run.tool.version}, seed ${run.seed}`],
    [
      'Traffic',
      `${traffic.format}${traffic.file ? `, ${traffic.file.name}` : ''}: ${count(traffic.requests)} requests, ${count(traffic.input_tokens)} input and ${count(traffic.output_tokens)} output tokens over ${duration(traffic.span_s * 1000)}${traffic.transforms.length > 0 ? `; ${traffic.transforms.join(', ')}` : ''}`,
    ],
    ...(traffic.attribution ? ([['Attribution', traffic.attribution]] as [string, string][]) : []),
    ...Object.entries(run.profiles).map(([role, profile]): [string, string] => [
      `${role} profile`,
      `${profile.id}: ${profile.verdict}; ${profile.source}. ${profile.caveat ?? ''}`,
    ]),
    ...run.inputs.map(({ name, sha256 }): [string, string] => [`sha256 of ${name}`, sha256]),
    ...(summary.simulation ? ([['Simulation', stepsInWords(summary.simulation)]] as [string, string][]) : []),
    ['sha256 of the event log', summary.event_log_sha256],
  ];
  return `<section><h2>Where this comes from</h2><dl>${facts.map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`).join('')}</dl>
<details><summary><h2>The scenario, every default filled in</h2></summary><pre>${escapeHtml(JSON.stringify(run.scenario, null, 2))}</pre></details></section>`;
}
