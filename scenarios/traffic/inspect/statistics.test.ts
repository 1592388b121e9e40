import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonl } from '../../testing/files.js';
import { SHARED_TRACES } from '../../testing/traffic.js';
import { openRows } from '../open-rows.js';
import { parseTraffic, type TraceOptions } from '../trace-file.js';
import { ArrivalCounts } from './arrival-counts.js';
import { inspectRows } from './statistics.js';

const open = (fields: TraceOptions) => openRows(parseTraffic(fields), 1, (path) => path);
const inspect = (fields: TraceOptions) => inspectRows(open(fields)).statistics;
const headroom = (rows: readonly object[], changes: object = {}) => ({
  format: 'headroom',
  path: jsonl(rows),
  ...changes,
});
const row = { arrival_us: 0, input_tokens: 10, output_tokens: 5 };

describe('figures of a trace', () => {
  it('are these', () => {
    const rows = [
      { ...row, slo_class: 'chat' },
      { ...row, arrival_us: 1e6, input_tokens: 20, output_tokens: 7, slo_class: 'chat' },
      { ...row, arrival_us: 4e6, input_tokens: 30, output_tokens: 9, slo_class: 'batch' },
      { ...row, arrival_us: 4e6, input_tokens: 0 },
    ];
    expect(inspect(headroom(rows, { max_context: { tokens: 1000, overflow: 'keep' } }))).toEqual({
      rows_read: 4,
      rows_kept: 3,
      dropped: { 'zero tokens': 1 },
      transforms: ['max_context 1000 keep: 0 rows'],
      warnings: [],
      requests: 3,
      span_s: 4,
      mean_rps: 0.75,
      bins: [{ bin_s: 1, max: 1, idc: 0.5 }], // of four whole seconds 1, 1, 0, 0
      gaps: { cv: expect.closeTo(0.5, 12), longest_s: 3, zero_share: 0 },
      input_tokens: { mean: 20, p50: 20, p90: 30, p99: 30, max: 30 },
      output_tokens: { mean: 7, p50: 7, p90: 9, p99: 9, max: 9 },
      correlation: { pearson: expect.closeTo(1, 12), spearman: expect.closeTo(1, 12) },
      classes: { chat: 2, batch: 1 },
    });
  });

  it('that are unknown are absent', () => {
    const one = inspect(headroom([row]));
    expect(one).toMatchObject({
      requests: 1,
      span_s: 0,
      bins: [],
      gaps: { longest_s: 0 },
      correlation: {},
      classes: {},
    });
    expect(Object.keys(one)).not.toEqual(expect.arrayContaining(['mean_rps']));
    expect('reuse' in one || 'sessions' in one || 'fits' in one.gaps || 'cv' in one.gaps).toBe(false);
  });

  it('tell of bins that the trace is long enough for', () => {
    const bins = (span_s: number) =>
      inspect(headroom([row, { ...row, arrival_us: span_s * 1e6 }])).bins.map(({ bin_s }) => bin_s);
    expect([bins(0.5), bins(1), bins(10), bins(59), bins(60)]).toEqual([[], [1], [1, 10], [1, 10], [1, 10, 60]]);
  });

  it('tell of sessions, and of turns that have no arrival of their own', () => {
    const rows = [
      { ...row, session_id: 'a' },
      { input_tokens: 30, output_tokens: 5, session_id: 'a', after: { request_id: 'prev', think_us: 1000 } },
      { ...row, arrival_us: 5e6, session_id: 'b' },
      { ...row, arrival_us: 6e6 },
    ];
    expect(inspect(headroom(rows))).toMatchObject({
      requests: 4,
      span_s: 6,
      sessions: { sessions: 2, requests: 3, longest: 2, waiting_turns: 1 },
      gaps: { longest_s: 5 },
    });
  });

  it('tell of prefix blocks where rows have them', () => {
    const rows = [
      { ...row, input_tokens: 600, prefix_blocks: [1, 2] },
      { ...row, input_tokens: 600, prefix_blocks: [1, 3] },
      row,
    ];
    expect(inspect(headroom(rows)).reuse).toMatchObject({
      block_tokens: 512,
      requests: 2,
      blocks: 4,
      unique_blocks: 3,
      block_hit_ratio: 0.25,
      token_hit_ratio: 512 / 1200,
    });
  });

  it('tell of the gaps of generated traffic from its first arrival on', () => {
    const generator = {
      duration_s: 5000,
      rate: [
        { from_s: 0, rps: 0 },
        { from_s: 4900, rps: 10 },
      ],
      input_tokens: 5,
      output_tokens: 5,
    };
    const { gaps } = inspect({ format: 'generated', generator });
    expect(Math.abs(gaps.cv! - 1)).toBeLessThan(5 / Math.sqrt(1000));
    expect(gaps.fits!.map(({ family }) => family)).toEqual(['exponential', 'gamma', 'weibull']);
  });
});

describe('the shape of a trace', () => {
  it('is what the figures were made from', () => {
    const { shape } = inspectRows(open(headroom([row, { ...row, arrival_us: 2e6, input_tokens: 99 }])));
    expect(shape.arrivals.rates(3)).toEqual([1, 0, 1]);
    expect([shape.input.max, shape.output.total]).toEqual([99, 2]);
  });
});

describe.skipIf(!existsSync(SHARED_TRACES))(`the published figures, on ${SHARED_TRACES}`, () => {
  it('Azure 2023 conversation', () => {
    const statistics = inspect({
      format: 'azure',
      path: join(SHARED_TRACES, 'azure2023/AzureLLMInferenceTrace_conv.csv'),
    });
    expect(statistics.mean_rps).toBeCloseTo(5.53, 2);
    expect(statistics.bins.map(({ max }) => max)).toEqual([16, 98, 507]);
    expect(statistics.bins.map(({ idc }) => Number(idc.toPrecision(3)))).toEqual([1.39, 3.86, 16.1]);
    expect(statistics.gaps).toMatchObject({ cv: expect.closeTo(1.094, 3), longest_s: expect.closeTo(4.3, 1) });
    expect(statistics.gaps.fits).toEqual([
      { family: 'exponential', ks: expect.closeTo(0.022, 3) },
      { family: 'gamma', shape: expect.closeTo(0.871, 3), ks: expect.closeTo(0.017, 3) },
      { family: 'weibull', shape: expect.closeTo(0.922, 3), ks: expect.closeTo(0.017, 3) },
    ]);
    expect(statistics.input_tokens).toMatchObject({ p50: 1020, p90: 2735, p99: 4142, max: 14_050 });
    expect(statistics.output_tokens).toMatchObject({ p50: 129, p90: 424, p99: 601, max: 1000 });
    expect(statistics.correlation).toEqual({ pearson: expect.closeTo(-0.112, 3), spearman: expect.closeTo(0.073, 3) });
  });

  const mooncake = { format: 'mooncake', path: join(SHARED_TRACES, 'mooncake/conversation_trace.jsonl') };

  it('Mooncake conversation, raw: the herd of its clock, and prefix reuse', () => {
    const statistics = inspect({ ...mooncake, dequantise: false });
    expect(statistics.bins.map(({ max }) => max)).toEqual([28, 67, 247]);
    expect(statistics.bins[0]!.idc).toBeCloseTo(7.9, 1);
    expect(statistics.bins[1]!.idc).toBeCloseTo(2.1, 1);
    expect(statistics.gaps.cv).toBeCloseTo(3.03, 2);
    expect(statistics.gaps.zero_share).toBeCloseTo(10_851 / 12_030, 9);
    expect(statistics.reuse).toMatchObject({
      unique_blocks: 182_790,
      block_hit_ratio: expect.closeTo(0.366, 3),
      token_hit_ratio: expect.closeTo(0.374, 3),
    });
    const lru = statistics.reuse!.lru.map(({ block_hit_ratio }) => block_hit_ratio);
    const published = [0.045, 0.11, 0.211, 0.326, 0.355, 0.364];
    published.forEach((ratio, i) => expect(Math.abs(lru[i]! - ratio)).toBeLessThan(0.001));
  });

  it('Mooncake conversation, spread over its ticks, is near Poisson', () => {
    const arrivals = new ArrivalCounts();
    const rows = open(mooncake);
    for (let row = rows.next(); row; row = rows.next()) arrivals.add(row.time_us);
    expect(arrivals.gapCv).toBeCloseTo(1.01, 1);
    expect(arrivals.bins(1).idc).toBeLessThan(1.3);
  });
});

it('figures of any trace are those of its rows', () => {
  const rows = fc.array(
    fc.record({
      gap_us: fc.integer({ min: 0, max: 3e6 }),
      input_tokens: fc.integer({ min: 1, max: 9000 }),
      output_tokens: fc.integer({ min: 1, max: 900 }),
    }),
    { minLength: 2, maxLength: 30 },
  );
  fc.assert(
    fc.property(rows, (drawn) => {
      let arrival_us = 0;
      const given = drawn.map(({ gap_us, ...lengths }, i) => {
        arrival_us += i === 0 ? 0 : gap_us;
        return { arrival_us, ...lengths };
      });
      const statistics = inspect(headroom(given, { dequantise: false }));
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(statistics.requests).toBe(drawn.length);
      expect(statistics.span_s).toBeCloseTo(arrival_us / 1e6, 9);
      expect(statistics.input_tokens.mean).toBeCloseTo(mean(drawn.map(({ input_tokens }) => input_tokens)), 6);
      expect(statistics.output_tokens.max).toBe(Math.max(...drawn.map(({ output_tokens }) => output_tokens)));
      expect(statistics.gaps.longest_s).toBeCloseTo(Math.max(...drawn.slice(1).map(({ gap_us }) => gap_us)) / 1e6, 9);
      for (const { p50, p90, p99, max } of [statistics.input_tokens, statistics.output_tokens]) {
        expect([p50, p90, p99, max]).toEqual([p50, p90, p99, max].sort((a, b) => a - b));
      }
    }),
    { numRuns: 30 },
  );
});
