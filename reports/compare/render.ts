/** A comparison for a terminal. */
import { columns } from '../render/columns.js';
import { count, fixed, percent } from '../render/format.js';
import type { Comparison, FigureComparison } from './compare.js';

const NAMES = { ttft_ms: 'TTFT', tpot_ms: 'TPOT', e2e_ms: 'E2E' } as const;

/** A comparison as text for a terminal. */
export function comparisonText(comparison: Comparison, names: { readonly a: string; readonly b: string }): string {
  const rows: string[][] = [['', 'A', 'B', 'B − A', '95 % interval', 'more than noise']];
  for (const [name, latency] of Object.entries(comparison.latencies)) {
    for (const statistic of ['mean', 'p50', 'p90', 'p99'] as const) {
      rows.push(row(`${NAMES[name as keyof typeof NAMES]} ${statistic}, ms`, latency[statistic], 1));
    }
  }
  rows.push(row('requests/s', comparison.requests_per_s, 2), row('output tokens/s', comparison.output_tokens_per_s, 0));
  if (comparison.attainment) rows.push(row('attainment', comparison.attainment, 4));
  const distances = Object.entries(comparison.latencies).map(
    ([name, { ks, count: n }]) =>
      `${NAMES[name as keyof typeof NAMES]}: distributions at most ${percent(ks)} apart (${count(n.a)} and ${count(n.b)} values)`,
  );
  const { matched } = comparison;
  const pairs = matched
    ? [
        `${count(matched.requests)} requests matched one by one; median error of a request: ${Object.entries(
          matched.median_abs_error,
        )
          .map(([name, error]) => `${NAMES[name as keyof typeof NAMES]} ${percent(error)}`)
          .join(', ')}`,
      ]
    : [];
  return [
    '',
    `A  ${names.a}`,
    `B  ${names.b}`,
    '',
    ...columns(rows),
    '',
    ...distances,
    ...pairs,
    ...comparison.warnings.map((warning) => `! ${warning}`),
    '',
  ].join('\n');
}

function row(name: string, { a, b, error, ci95, beyondNoise }: FigureComparison, digits: number): string[] {
  return [
    name,
    fixed(a, digits),
    fixed(b, digits),
    error === undefined ? '–' : `${error >= 0 ? '+' : '−'}${percent(Math.abs(error))}`,
    ci95 ? `${fixed(ci95[0], digits)} … ${fixed(ci95[1], digits)}` : '–',
    beyondNoise === undefined ? '–' : beyondNoise ? 'yes' : 'no',
  ];
}
