/** The statistics of a trace as lines for a terminal. An unknown figure is a dash. */
import type { LengthStatistics, TraceStatistics } from './statistics.js';

const LABEL_WIDTH = 22;

/** `label  figures`, one fact a line. */
export function statisticsTable(statistics: TraceStatistics): string {
  const { correlation } = statistics;
  const lines: [string, string][] = [
    ...account(statistics),
    ['requests', count(statistics.requests)],
    ['span', `${number(statistics.span_s)} s`],
    ['mean rate', `${number(statistics.mean_rps)} requests/s`],
    ...statistics.bins.map(({ bin_s, max, idc }): [string, string] => [
      `in ${bin_s} s`,
      `peak ${count(max)}, index of dispersion ${number(idc)} (Poisson 1)`,
    ]),
    ...gaps(statistics),
    ['input tokens', lengths(statistics.input_tokens)],
    ['output tokens', lengths(statistics.output_tokens)],
    ['input–output', `Pearson ${number(correlation.pearson)}, Spearman ${number(correlation.spearman)}`],
    ...classes(statistics),
    ...sessions(statistics),
    ...reuse(statistics),
    ...statistics.warnings.map((warning): [string, string] => ['note', warning]),
  ];
  return lines.map(([label, text]) => `${label.padEnd(LABEL_WIDTH)}${text}`).join('\n');
}

function account({ rows_read, rows_kept, dropped, transforms }: TraceStatistics): [string, string][] {
  const left = Object.entries(dropped).map(([reason, rows]) => `${count(rows)} ${reason}`);
  return [
    ['rows', `${count(rows_read)} read, ${count(rows_kept)} kept${left.map((text) => `, ${text}`).join('')}`],
    ...(transforms.length > 0 ? [['done to them', transforms.join('; ')] as [string, string]] : []),
  ];
}

function gaps({ gaps: { cv, longest_s, zero_share, fits } }: TraceStatistics): [string, string][] {
  const share = zero_share === undefined ? '–' : `${(zero_share * 100).toFixed(1)} %`;
  const one = (fit: NonNullable<typeof fits>[number]) =>
    `${fit.family}${fit.shape === undefined ? '' : ` shape ${number(fit.shape)}`} ${number(fit.ks)}`;
  return [
    ['gaps', `CV ${number(cv)}, longest ${number(longest_s)} s, ${share} are 0`],
    ...(fits ? [['fits of the gaps (KS)', fits.map(one).join(', ')] as [string, string]] : []),
  ];
}

function lengths({ mean, p50, p90, p99, max }: LengthStatistics): string {
  return `mean ${number(mean)}, p50 ${count(p50)}, p90 ${count(p90)}, p99 ${count(p99)}, max ${count(max)}`;
}

function classes({ classes: counts }: TraceStatistics): [string, string][] {
  const names = Object.entries(counts).map(([name, requests]) => `${name} ${count(requests)}`);
  return names.length > 0 ? [['classes', names.join(', ')]] : [];
}

function sessions({ sessions: found }: TraceStatistics): [string, string][] {
  if (!found) return [];
  const { sessions: number, requests, longest, waiting_turns } = found;
  const waiting = waiting_turns > 0 ? `, ${count(waiting_turns)} wait for the end of the one before` : '';
  return [['sessions', `${count(number)} with ${count(requests)} requests, longest ${longest}${waiting}`]];
}

function reuse({ reuse: found }: TraceStatistics): [string, string][] {
  if (!found) return [];
  const lru = found.lru.map(
    ({ capacity_blocks, block_hit_ratio }) => `${count(capacity_blocks)}: ${ratio(block_hit_ratio)}`,
  );
  return [
    [
      'prefix blocks',
      `${count(found.blocks)} of ${found.block_tokens} tokens, ${count(found.unique_blocks)} different`,
    ],
    ['infinite cache hits', `${ratio(found.block_hit_ratio)} of blocks, ${ratio(found.token_hit_ratio)} of tokens`],
    ['LRU hits by blocks', lru.join(', ')],
  ];
}

function ratio(value: number): string {
  return value.toFixed(3);
}

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return value >= 1000 ? count(value) : String(Number(value.toPrecision(4)));
}

function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
