import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord, TableRow } from '../record/read-run.js';
import type { QuantileCurve } from '../record/summary.js';
import { distribution } from './charts/distribution.js';
import { chartsOf } from './charts/index.js';
import { concernsOf, safetyOf } from './concerns.js';
import { cell, duration, fixed, percent } from './format.js';
import { reportHtml } from './html.js';
import { drawSvg } from './svg.js';
import { terminalReport } from './terminal.js';
import { verdictLine } from './verdict-line.js';

const today = new Date('2026-11-24');
const figures = { count: 1000, mean: 200, p50: 150, p90: 400, p95: 600, p99: 1200, max: 3000 };

function timeline(rows: number): TableRow[] {
  return Array.from({ length: rows }, (_, i) => ({
    time_s: i * 15,
    offered_rps: 3 + Math.sin(i / 9),
    completed_rps: 3 + Math.sin((i - 1) / 9),
    attainment: 0.9,
    ttft_p50_ms: 150,
    ttft_p99_ms: 900 + 20 * i,
    tpot_p50_ms: 20,
    tpot_p99_ms: 25,
    prefill_queued: i % 4,
    prefill_ready: i < 40 ? 1 : 2,
    prefill_starting: i >= 32 && i < 40 ? 1 : 0,
    prefill_draining: 0,
    prefill_desired: i < 32 ? 1 : 2,
    usd_per_hour: 10,
  }));
}

function record(
  changes: { summary?: object; run?: object; rows?: number; decisions?: TableRow[]; workers?: TableRow[] } = {},
): RunRecord {
  return {
    run: {
      schema: 'headroom-run/1',
      tool: { name: 'llm-headroom', version: '0.1.0' },
      name: 'an hour',
      status: 'complete',
      command: ['simulate', 'hour.yaml'],
      seed: 1,
      inputs: [{ name: 'hour.yaml', sha256: 'abc' }],
      traffic: {
        format: 'generated',
        rows_read: 1000,
        rows_kept: 1000,
        copies: 0,
        dropped: {},
        requests: 1000,
        input_tokens: 1,
        output_tokens: 1,
        span_s: 3600,
        transforms: [],
        warnings: [],
      },
      profiles: { prefill: { id: 'engine', source: 's', licence: 'l', verdict: 'ok' } },
      prices: {},
      timeline_interval_s: 15,
      event_log_sha256: 'def',
      scenario: { seed: 1 },
      wallClock: { started_at: '2026-11-24T00:00:00Z', elapsed_s: 1, node: 'v20', platform: 'linux' },
      ...changes.run,
    },
    summary: {
      requests: { offered: 1000, completed: 1000, failed: 0, unfinished: 0 },
      tokens: { input: 1, output: 1, delivered: 1 },
      sla: { ttft_ms: 1000, tpot_ms: 40 },
      attainment: { overall: 0.912, ttft: 0.92, tpot: 0.99, by_class: {}, ci95: [0.893, 0.928] },
      goodput: { requests_per_s: 2.5, output_tokens_per_s: 500 },
      ttft_ms: figures,
      tpot_ms: figures,
      itl_ms: figures,
      e2e_ms: figures,
      distributions: {
        ttft_ms: [
          [0.1, 100],
          [0.9, 400],
          [1, 3000],
        ],
        tpot_ms: [
          [0.1, 10],
          [1, 30],
        ],
      },
      throughput: { requests_per_s: 2.8, input_tokens_per_s: 1, output_tokens_per_s: 560 },
      gpu_hours: { total: 2, starting: 0.1, serving: 1.5, idle: 0.4, draining: 0, by_role: { prefill: 2 } },
      cost: {
        usd: 14,
        usd_per_million_output_tokens: 3,
        usd_per_good_request: 0.01,
        usd_per_gpu_hour: 7,
        price_as_of: '2026-11-01',
        price_source: 'test',
        by_kind: { prefill: { gpu_hours: 2, usd_per_gpu_hour: 7, usd: 14 } },
      },
      scaling: { decisions: 60, scale_ups: 1, scale_downs: 0, max_workers_by_role: { prefill: 2 } },
      prefix_cache: {},
      event_log_sha256: 'def',
      ...changes.summary,
    },
    timeline: timeline(changes.rows ?? 240),
    decisions: changes.decisions ?? [
      { time_s: 60, prefill_ordered: 1, reasons: 'forecast' },
      { time_s: 120, prefill_ordered: 2, reasons: 'forecast|gpu_budget' },
    ],
    workers: changes.workers ?? [
      { worker: 0, role: 'prefill', serving_gpu_s: 3600, idle_gpu_s: 100, starting_gpu_s: 0, draining_gpu_s: 0 },
    ],
  };
}

async function page(of: RunRecord): Promise<string> {
  const drawn = [];
  for (const chart of chartsOf(of)) drawn.push({ ...chart, svg: await drawSvg(chart.spec) });
  return reportHtml(of, drawn);
}

const nothing = () =>
  record({
    rows: 0,
    decisions: [],
    workers: [],
    summary: {
      requests: { offered: 0, completed: 0, failed: 0, unfinished: 0 },
      attainment: { by_class: {} },
      ttft_ms: undefined,
      tpot_ms: undefined,
      itl_ms: undefined,
      e2e_ms: undefined,
      distributions: {},
      cost: undefined,
      gpu_hours: { total: 0, starting: 0, serving: 0, idle: 0, draining: 0, by_role: {} },
    },
  });

describe('the sentence on top', () => {
  it('says what was met, of how many, for what', () => {
    expect(verdictLine(record())).toBe(
      '91.2 % of 1,000 requests met TTFT ≤ 1,000 ms and TPOT ≤ 40.0 ms, for 2.0 GPU-hours ($14.00).',
    );
  });

  it('is not perfect when one request missed', () => {
    expect(percent(0.99997)).toBe('100.00 %');
    expect(percent(0.9996)).toBe('99.96 %');
    expect(percent(1)).toBe('100.0 %');
  });

  it.each([
    [{ run: { status: 'interrupted' } }, /interrupted/],
    [{ summary: { requests: { offered: 1000, completed: 900, failed: 40, unfinished: 60 } } }, /40 requests failed\./],
    [
      {
        summary: {
          requests: {
            offered: 1000,
            completed: 900,
            failed: 100,
            unfinished: 0,
            failed_by_status: { rejected: 20, timed_out: 80 },
          },
        },
      },
      /100 requests failed: 80 given up by their clients, 20 rejected by the frontend\./,
    ],
    [
      { summary: { requests: { offered: 100, completed: 100, failed: 0, unfinished: 0 } } },
      /too few for a 99th percentile/,
    ],
    [{ summary: { cost: undefined } }, /has no known price/],
    [
      { run: { profiles: { decode: { id: 'x', source: 's', licence: 'l', verdict: 'unverified' } } } },
      /profile x is unverified/,
    ],
  ])('doubts %j', (changes, message) => {
    expect(textOf(record(changes))).toMatch(message);
  });

  it('has no doubt about a sound run', () => expect(concernsOf(record(), today)).toEqual([]));

  it('knows the age of a price only where it is told the day', () => {
    const later = new Date('2027-02-01');
    expect(textOf(record(), later)).toMatch(/92 days ago; more than 90 days is old/);
    expect(concernsOf(record())).toEqual([]);
    expect(safetyOf(record(), later).line).toMatch(
      /^Borderline: the price is of 2026-11-01.* Next: give your own price/,
    );
  });
});

function textOf(of: RunRecord, at = today): string {
  return concernsOf(of, at)
    .map(({ text }) => text)
    .join('\n');
}

describe('whether it is safe to decide', () => {
  const profile = { id: 'x', source: 's', licence: 'l', verdict: 'ok' };
  const of = (offered: number, unfinished = 0) => ({
    summary: { requests: { offered, completed: offered - unfinished, failed: 0, unfinished } },
  });

  it.each([
    ['safe', {}, /^Safe to decide on: 1,000 requests carry a p99, attainment ± 1.8 %, every invariant held, price of/],
    ['borderline', of(600), /600 requests are too few for a 99th percentile.*seed=2/],
    ['not safe', of(60), /too few for a 90th/],
    ['borderline', of(1000, 20), /20 requests were unfinished/],
    ['safe', of(1000, 5), /Safe/],
    ['borderline', { summary: { attainment: { overall: 0.5, by_class: {}, ci95: [0.45, 0.55] } } }, /45.0 % to 55.0 %/],
    ['not safe', { summary: { attainment: { overall: 0.5, by_class: {}, ci95: [0.35, 0.65] } } }, /only within/],
    ['borderline', { summary: { confidence: { ttft_ms: { p99: { ci95: [900, 2000] } } } } }, /p99 of TTFT/],
    ['not safe', { run: { status: 'failed' } }, /run failed/],
    ['borderline', { run: { profiles: { decode: { ...profile, verdict: 'unverified' } } } }, /unverified/],
    ['not safe', { run: { profiles: { decode: { ...profile, verdict: 'suspect' } } } }, /suspect/],
    [
      'borderline',
      { run: { profiles: { decode: { ...profile, measured: { points: 8, tpot: 0.3, ttft: 1 } } } } },
      /by 30.0 % in time per token \(median of 8 points\)/,
    ],
    [
      'safe',
      { run: { profiles: { decode: { ...profile, measured: { points: 8, tpot: 0.04, ttft: 1 } } } } },
      /time per token within 4.0 % of measured engines/,
    ],
  ])('%s: %j', (verdict, changes, line) => {
    const safety = safetyOf(record(changes), today);
    expect(safety.verdict).toBe(verdict);
    expect(safety.line).toMatch(line);
  });

  it('judges no promise where no request was measured', () => {
    const { verdict, line } = safetyOf(nothing(), today);
    expect(verdict).toBe('borderline');
    expect(line).toMatch(/no request was measured/);
  });

  it('weighs the gravest first, and counts the others', () => {
    const both = record({ run: { status: 'failed', profiles: { decode: { ...profile, verdict: 'suspect' } } } });
    expect(safetyOf(both, today).line).toMatch(/^Not safe to decide on: the run failed;.*\(and 1 more below\)/);
  });
});

describe('charts', () => {
  it('draw what they are named after, with the promise across the latencies', async () => {
    const charts = chartsOf(record());
    expect(charts.map(({ id }) => id)).toEqual([
      'load',
      'workers-prefill',
      'queues',
      'ttft-over-time',
      'tpot-over-time',
      'attainment-over-time',
      'distribution-ttft',
      'distribution-tpot',
      'gpu-hours',
    ]);
    const ttft = await drawSvg(charts.find(({ id }) => id === 'ttft-over-time')!.spec);
    expect(ttft).toContain('promise 1000 ms');
    expect(ttft).toContain('var(--ink');
  });

  it('draw what is seldom only where there is some of it', async () => {
    const mixed = record();
    const timeline = mixed.timeline.map((row, i) => ({
      ...row,
      failed_rps: i === 5 ? 2 : 0,
      prefill_pending: i > 30 ? 1 : 0,
      'prefill/0_ready': 1,
      'prefill/1_ready': i > 40 ? 1 : 0,
    }));
    const workers = [0, 1].map((i) => ({ ...mixed.workers[0]!, worker: i, kind: `prefill/${i}` }));
    const charts = new Map(chartsOf({ ...mixed, timeline, workers }).map((chart) => [chart.id, chart]));
    const text = async (id: string) => await drawSvg(charts.get(id)!.spec);
    expect(await text('load')).toContain('>failed<');
    expect(await text('workers-prefill')).toContain('>without GPUs yet<');
    expect(await text('kinds-prefill')).toContain('>prefill/1<');
    expect(await text('gpu-hours')).toContain('>prefill/1<');
    const plain = new Map(chartsOf(mixed).map((chart) => [chart.id, chart]));
    expect(await drawSvg(plain.get('load')!.spec)).not.toContain('>failed<');
    expect(await drawSvg(plain.get('workers-prefill')!.spec)).not.toContain('without GPUs');
  });

  it('keep the label of the promise inside the picture', () => {
    const label = (bound_ms: number) => {
      const curve: QuantileCurve = [
        [0.1, 100],
        [1, 1000],
      ];
      const lines = [{ label: 'l', colour: 'black', curve }];
      const { layer } = distribution({ description: 'd', axis: 'a', bound_ms, lines }).spec as {
        layer: { mark: { type: string; align?: string } }[];
      };
      return layer.find(({ mark }) => mark.type === 'text')!.mark.align;
    };
    expect([label(150), label(900), label(5000)]).toEqual(['left', 'right', 'right']);
  });

  it('have the numbers behind them', () => {
    const charts = new Map(chartsOf(record()).map((chart) => [chart.id, chart]));
    expect(charts.get('load')!.rows[1]).toEqual({ time_s: 15, offered: 3 + Math.sin(1 / 9), completed: 3 });
    expect(charts.get('distribution-tpot')!.rows[1]).toEqual({ share_at_or_below: 1, 'TPOT (ms)': 30 });
    for (const { rows, id } of charts.values()) expect(rows.length, id).toBeGreaterThan(0);
  });

  it('give the same bytes twice', async () => {
    for (const { spec } of chartsOf(record())) expect(await drawSvg(spec)).toBe(await drawSvg(spec));
  });
});

const twoKinds = {
  summary: {
    cost: {
      usd: 14,
      usd_per_gpu_hour: 3.5,
      price_as_of: '2026-11-01',
      price_source: 'one; other',
      by_kind: {
        'decode/0': { gpu_system: 'h100_sxm', gpu_hours: 3, usd_per_gpu_hour: 4, usd: 12 },
        'decode/1': { gpu_system: 'a100_sxm', gpu_hours: 1, usd_per_gpu_hour: 2, usd: 2 },
      },
    },
    prefix_cache: { hit_token_ratio: 0.374 },
    simulation: { events: 9000, simulated_s: 3600, single_steps: 30, leapt_steps: 1200, preemptions: 7 },
  },
};

describe('the page', () => {
  it('holds its figures, its charts and its decisions, and nothing from elsewhere', async () => {
    const html = await page(record());
    expect(html).toContain('91.2 %');
    expect(html.match(/<svg/g)).toHaveLength(9);
    expect(html).toContain('<tr class="marked">');
    expect(html).not.toMatch(/<script|<link|src="http|@import|url\(/);
    expect(html).not.toMatch(/undefined|NaN|Infinity/);
  });

  it('shows no markup of a name', async () => {
    const html = await page(record({ run: { name: '<script>alert(1)</script>', scenario: { x: '</pre><b>' } } }));
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('</pre><b>');
  });

  it('tells kinds of workers apart, and what the engines did', async () => {
    const html = await page(record(twoKinds));
    for (const text of [
      'Cost by kind of worker',
      'mean of 2 prices',
      '37.4 %',
      'Preemptions',
      '1,200 engine steps in leaps',
    ]) {
      expect(html).toContain(text);
    }
    expect(await page(record())).not.toMatch(/Cost by kind|Preemptions|Prefix cache/);
  });

  it('says so when there is nothing to show', async () => {
    const html = await page(nothing());
    expect(html).toContain('No request got a token');
    expect(html).not.toMatch(/undefined|NaN/);
  });

  const chromium = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium';
  it.skipIf(!existsSync(chromium))('opens in Chromium from disk with every chart drawn', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'headroom-page-'));
    writeFileSync(join(folder, 'report.html'), await page(record()));
    const { stdout, status } = spawnSync(
      chromium,
      [
        '--headless=new',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--dump-dom',
        `file://${join(folder, 'report.html')}`,
      ],
      { encoding: 'utf8', timeout: 50_000, maxBuffer: 1 << 26 },
    );
    rmSync(folder, { recursive: true, force: true });
    expect(status).toBe(0);
    expect(stdout.match(/<svg/g)).toHaveLength(9);
  });
});

describe('the terminal', () => {
  it('tells kinds of workers apart, and what the engines did', () => {
    const text = terminalReport(record(twoKinds), { width: 200, report: 'r', today });
    expect(text).toContain('decode/1 on a100_sxm: 1.00 GPU-hours at $2.00, $2.00');
    expect(text).toContain('the prefix cache saved 37.4 % of the prompt tokens; 7 preemptions');
    expect(text).toContain('9,000 events; 1,200 engine steps in leaps, 30 one by one');
  });

  it.each([80, 160])('fits %d columns', (width) => {
    const text = terminalReport(record(), { width, report: 'runs/x/report.html', today });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
    expect(text).toContain('attainment  91.2 %  (95 % interval 89.3 % to 92.8 %)');
    expect(text).toContain('report: runs/x/report.html');
    expect(text).not.toMatch(/undefined|NaN/);
  });

  it('says so when there is nothing to show', () => {
    expect(terminalReport(nothing(), { width: 80, report: 'r', today })).toContain('No request got a token.');
  });
});

it.each([
  [duration(9.94), '9.9 ms'],
  [duration(940), '940 ms'],
  [duration(61_000), '61.0 s'],
  [duration(600_000), '10.0 min'],
  [duration(undefined), '–'],
  [fixed(1234567.891, 1), '1,234,567.9'],
  [cell(0.000123456), '0.00012346'],
  [cell(undefined), ''],
])('formats as %s', (got, expected) => expect(got).toBe(expected));
