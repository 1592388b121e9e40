import { describe, expect, it } from 'vitest';
import type { TraceStatistics } from './statistics.js';
import { statisticsTable } from './table.js';

const lengths = { mean: 1154.7, p50: 1020, p90: 2735, p99: 4142, max: 14_050 };
const BASE: TraceStatistics = {
  rows_read: 19_366,
  rows_kept: 19_366,
  dropped: {},
  transforms: [],
  warnings: [],
  requests: 19_366,
  span_s: 3501.721,
  mean_rps: 5.53042,
  bins: [],
  gaps: { longest_s: 4.3 },
  input_tokens: lengths,
  output_tokens: { mean: 211.1, p50: 129, p90: 424, p99: 601, max: 1000 },
  correlation: {},
  classes: {},
};
const table = (changes: Partial<TraceStatistics> = {}) => statisticsTable({ ...BASE, ...changes }).split('\n');
const lineOf = (label: string, changes: Partial<TraceStatistics> = {}) =>
  table(changes)
    .find((line) => line.startsWith(label))
    ?.slice(22);

describe('the table of a trace', () => {
  it('has one fact a line, the least of them these', () => {
    expect(table()).toEqual([
      'rows                  19,366 read, 19,366 kept',
      'requests              19,366',
      'span                  3,502 s',
      'mean rate             5.53 requests/s',
      'gaps                  CV –, longest 4.3 s, – are 0',
      'input tokens          mean 1,155, p50 1,020, p90 2,735, p99 4,142, max 14,050',
      'output tokens         mean 211.1, p50 129, p90 424, p99 601, max 1,000',
      'input–output          Pearson –, Spearman –',
    ]);
  });

  it.each<[string, Partial<TraceStatistics>, string]>([
    [
      'rows',
      { rows_kept: 5, dropped: { 'zero tokens': 1234, thinned: 2 } },
      '19,366 read, 5 kept, 1,234 zero tokens, 2 thinned',
    ],
    ['done to them', { transforms: ['sort', 'rate × 2'] }, 'sort; rate × 2'],
    ['mean rate', { mean_rps: undefined as never }, '– requests/s'],
    ['mean rate', { mean_rps: 12_345.6 }, '12,346 requests/s'],
    ['in 10 s', { bins: [{ bin_s: 10, max: 1098, idc: 3.8567 }] }, 'peak 1,098, index of dispersion 3.857 (Poisson 1)'],
    ['in 1 s', { bins: [{ bin_s: 1, max: 0, idc: Number.NaN }] }, 'peak 0, index of dispersion – (Poisson 1)'],
    [
      'gaps',
      { gaps: { cv: 1.0943, longest_s: 15_240, zero_share: 0.00123 } },
      'CV 1.094, longest 15,240 s, 0.1 % are 0',
    ],
    [
      'fits of the gaps (KS)',
      {
        gaps: {
          longest_s: 1,
          fits: [
            { family: 'exponential', ks: 0.022 },
            { family: 'gamma', shape: 0.87123, ks: 0.0169 },
          ],
        },
      },
      'exponential 0.022, gamma shape 0.8712 0.0169',
    ],
    ['input–output', { correlation: { pearson: -0.11234, spearman: 0 } }, 'Pearson -0.1123, Spearman 0'],
    ['classes', { classes: { chat: 12_000, batch: 5 } }, 'chat 12,000, batch 5'],
    [
      'sessions',
      { sessions: { sessions: 1500, requests: 3000, longest: 24, waiting_turns: 0 } },
      '1,500 with 3,000 requests, longest 24',
    ],
    [
      'sessions',
      { sessions: { sessions: 1, requests: 2, longest: 2, waiting_turns: 1000 } },
      '1 with 2 requests, longest 2, 1,000 wait for the end of the one before',
    ],
    ['note', { warnings: ['the clock ticks'] }, 'the clock ticks'],
  ])('tells of %s %#', (label, changes, text) => expect(lineOf(label, changes)).toBe(text));

  it('tells of prefix blocks in three lines', () => {
    const reuse = {
      block_tokens: 512,
      requests: 10,
      blocks: 288_000,
      unique_blocks: 182_790,
      block_hit_ratio: 0.3661,
      token_hit_ratio: 0.3744,
      lru: [
        { capacity_blocks: 1000, block_hit_ratio: 0.045 },
        { capacity_blocks: 100_000, block_hit_ratio: 0.3644 },
      ],
    };
    expect(lineOf('prefix blocks', { reuse })).toBe('288,000 of 512 tokens, 182,790 different');
    expect(lineOf('infinite cache hits', { reuse })).toBe('0.366 of blocks, 0.374 of tokens');
    expect(lineOf('LRU hits by blocks', { reuse })).toBe('1,000: 0.045, 100,000: 0.364');
  });

  it('has each warning in a line of its own, last', () => {
    expect(table({ warnings: ['a', 'b'] }).slice(-2)).toEqual(['note                  a', 'note                  b']);
  });
});
