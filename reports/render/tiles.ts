/** The key figures of a run, a tile each, on top of the page. */
import type { RunRecord } from '../record/read-run.js';
import type { ClientSummary, LatencyFigures, Summary } from '../record/summary.js';
import { count, dollars, duration, fixed, percent, perGoodRequest } from './format.js';
import { priceInWords } from './outcome.js';
import { escapeHtml } from './page.js';
import { askedShare, isInvalid } from './verdict-line.js';

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
  readonly isMissed?: boolean;
}

/** The figures as tiles; those that fall short of what was asked are marked, those of an invalid run struck out. */
export function tilesHtml(record: RunRecord): string {
  const { summary } = record;
  const { attainment, client } = summary;
  const { ci95 } = attainment;
  const asked = askedShare(record);
  const isBelow = (share: number | undefined) => share !== undefined && share < asked;
  const list: Tile[] = [
    {
      name: 'Attainment',
      value: percent(attainment.overall),
      note: ci95 && `95 % interval ${percent(ci95[0])} – ${percent(ci95[1])}`,
      isMissed: isBelow(attainment.overall),
    },
    { ...latencyTile('TTFT', summary.ttft_ms, attainment.ttft), isMissed: isBelow(attainment.ttft) },
    { ...latencyTile('TPOT', summary.tpot_ms, attainment.tpot), isMissed: isBelow(attainment.tpot) },
    rateTile(summary),
    { name: 'Requests', value: count(summary.requests.completed), note: requestsNote(summary) },
    ...(client && summary.gpu_hours.total === 0 ? [] : clusterTiles(summary)),
    ...(client ? clientTiles(client) : []),
  ];
  return `<section class="tiles${isInvalid(summary) ? ' invalid' : ''}" aria-label="Key figures">${list
    .map(
      ({ name, value, note = '', isMissed }) =>
        `<div class="tile${isMissed ? ' missed' : ''}"><p class="name">${name}</p><p class="value">${value}</p><p class="note">${escapeHtml(note)}</p></div>`,
    )
    .join('')}</section>`;
}

function latencyTile(name: string, figures: LatencyFigures | undefined, met: number | undefined): Tile {
  const notes = [figures && `median; p99 ${duration(figures.p99)}`, met !== undefined && `met ${percent(met)}`];
  return { name, value: duration(figures?.p50), note: notes.filter((note) => note).join(' · ') };
}

function rateTile({ attainment, goodput, throughput }: Summary): Tile {
  const rate = `${fixed(throughput.requests_per_s, 2)} requests/s completed`;
  return attainment.overall === undefined
    ? { name: 'Throughput', value: `${fixed(throughput.requests_per_s, 2)}/s`, note: 'requests completed' }
    : { name: 'Goodput', value: `${fixed(goodput.requests_per_s, 2)}/s`, note: `of ${rate}` };
}

function requestsNote({ requests }: Summary): string {
  const { offered, failed, unfinished } = requests;
  const rest = [failed > 0 && `${count(failed)} failed`, unfinished > 0 && `${count(unfinished)} unfinished`];
  return [`completed of ${count(offered)}`, ...rest.filter((part) => part !== false)].join(' · ');
}

function clusterTiles(summary: Summary): Tile[] {
  const { gpu_hours, cost, scaling } = summary;
  const { total, serving, nodes_idle } = gpu_hours;
  const idle = nodes_idle === undefined ? '' : ` · nodes without a worker ${fixed(nodes_idle, 2)}`;
  return [
    {
      name: 'GPU-hours',
      value: fixed(total, 2),
      note: total > 0 ? `${percent(serving / total)} of it serving${idle}` : '',
    },
    {
      name: 'Cost',
      value: dollars(cost?.usd),
      note: cost ? `${dollars(cost.usd_per_gpu_hour)}/GPU-h, ${priceInWords(cost)}` : 'no price known',
    },
    {
      name: 'Per million output tokens',
      value: dollars(cost?.usd_per_million_output_tokens),
      note: cost && perGoodRequest(cost.usd_per_good_request),
    },
    ...(cost?.usd_per_month === undefined
      ? []
      : [
          {
            name: 'A month like this',
            value: dollars(cost.usd_per_month),
            note: `${dollars(cost.usd_per_hour)} an hour`,
          },
        ]),
    {
      name: 'Scaling',
      value: `${scaling.scale_ups} up, ${scaling.scale_downs} down`,
      note: `${count(scaling.decisions)} decisions`,
    },
    ...engineTiles(summary),
  ];
}

function engineTiles({ prefix_cache: { hit_token_ratio }, simulation }: Summary): Tile[] {
  const tiles: Tile[] = [];
  if (hit_token_ratio) {
    tiles.push({ name: 'Prefix cache', value: percent(hit_token_ratio), note: 'of the prompt tokens were cached' });
  }
  if (simulation?.preemptions) {
    const note = 'times KV was taken and computed again';
    tiles.push({ name: 'Preemptions', value: count(simulation.preemptions), note });
  }
  return tiles;
}

function clientTiles(client: ClientSummary): Tile[] {
  const { lateness_ms, ttft_sent_ms, event_loop_ms, user_tokens_per_s, concurrency } = client;
  const latency = (name: string, figures: LatencyFigures | undefined) => latencyTile(name, figures, undefined);
  return [
    latency('TTFT from the send', ttft_sent_ms),
    latency('Sent late', lateness_ms),
    {
      name: 'Tokens/s a user',
      value: fixed(user_tokens_per_s?.p50, 1),
      note: `slowest tenth below ${fixed(user_tokens_per_s?.p10, 1)}`,
    },
    { name: 'In flight', value: fixed(concurrency.mean, 1), note: `${count(concurrency.max)} at most` },
    {
      name: 'Client busy',
      value: percent(client.utilization),
      note: `event loop p99 ${duration(event_loop_ms.p99)}`,
    },
  ];
}
