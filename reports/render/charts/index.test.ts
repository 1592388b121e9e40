import { describe, expect, it } from 'vitest';
import type { RunRecord, TableRow } from '../../record/read-run.js';
import { layersOf, valuesOf } from '../../testing/chart-layers.js';
import { nothing, record } from '../../testing/made-record.js';
import { missedTimeline } from '../../testing/missed-timeline.js';
import type { Chart } from './chart.js';
import { chartsOf, plannerCharts } from './index.js';

/** A made-up record with rows of its own, and no workers. */
const withRows = (timeline: readonly TableRow[], summary: object = {}): RunRecord => ({
  ...record({ workers: [], summary: { distributions: {}, ...summary } }),
  timeline,
});
const idsOf = (of: RunRecord) => chartsOf(of).map(({ id }) => id);
const chartOf = (of: RunRecord, id: string): Chart => chartsOf(of).find((chart) => chart.id === id)!;
const seriesOf = ({ spec }: Chart) => layersOf(spec)[0]!.encoding.color!.scale!.domain;
const scaleOf = ({ spec }: Chart) => layersOf(spec)[0]!.encoding.y!.scale!;
const rulesOf = ({ spec }: Chart) =>
  layersOf(spec).flatMap(({ mark, data }) => (mark.type === 'rule' ? [data!.values[0]] : []));

describe('which charts there are', () => {
  it('is none of a run that nobody sent anything to', () => expect(chartsOf(nothing())).toEqual([]));

  it('is the load and nothing else where nothing else was measured', () => {
    expect(idsOf(withRows([{ time_s: 0, offered_rps: 1, completed_rps: 1 }]))).toEqual(['load']);
  });

  it('is the workers of each role, prefill before decode, whatever the order of the columns', () => {
    const rows = [{ time_s: 0, aggregated_ready: 1, decode_ready: 1, prefill_ready: 1 }];
    expect(idsOf(withRows(rows))).toEqual(['load', 'workers-prefill', 'workers-decode', 'workers-aggregated']);
  });

  it('is a role that came only later, too', () => {
    const rows = [{ time_s: 0 }, { time_s: 15, decode_ready: 0 }];
    expect(idsOf(withRows(rows))).toContain('workers-decode');
  });

  it('is the servers, attainment and causes only where the timeline has them', () => {
    expect(idsOf(withRows([{ time_s: 0, server_running: 0 }]))).toEqual(['load', 'servers']);
    expect(idsOf(withRows([{ time_s: 0, attainment: 0 }]))).toEqual(['load', 'attainment-over-time']);
    expect(idsOf(withRows(missedTimeline([[1, 2]])))).toEqual(['load', 'causes-over-time']);
  });

  it('is no queue of a role that has no workers', () => {
    expect(idsOf(withRows([{ time_s: 0, decode_queued: 3 }]))).not.toContain('queues');
    expect(idsOf(withRows([{ time_s: 0, decode_queued: 3, decode_ready: 1 }]))).toContain('queues');
  });

  it('is what a planner saw where it had no load of its own', () => {
    const decisions = [0, 60].map((time_s) => ({ time_s, observed_requests: 5 }));
    const timeline = decisions.map(({ time_s }) => ({ time_s, decode_ready: 2 }));
    const of = { ...nothing(), timeline, decisions };
    expect(idsOf(of)).toEqual(['workers-decode', 'observed-requests']);
    expect(plannerCharts(timeline, decisions, {}).map(({ id }) => id)).toEqual(idsOf(of));
    expect(plannerCharts([], [], {})).toEqual([]);
  });

  it('has a name of its own for each, and words to each', () => {
    const charts = chartsOf(record());
    expect(new Set(charts.map(({ id }) => id)).size).toBe(charts.length);
    for (const { id, title, caption, spec } of charts) {
      expect(id).toMatch(/^[a-z-]+$/);
      expect(title, id).toMatch(/^[A-Z]/);
      expect(caption, id).toMatch(/\.$/);
      expect(spec.description, id).toBeTruthy();
    }
  });
});

describe('the workers of a role', () => {
  const row = { time_s: 0, prefill_ready: 2, prefill_desired: 3, prefill_starting: 1, prefill_draining: 0 };

  it('are what was ordered and what became of it', () => {
    const chart = chartOf(withRows([row]), 'workers-prefill');
    expect(chart.title).toBe('Prefill workers');
    expect(seriesOf(chart)).toEqual(['ready', 'ordered', 'starting', 'draining']);
    expect(chart.rows).toEqual([{ time_s: 0, ready: 2, ordered: 3, starting: 1, draining: 0 }]);
  });

  it('are counts: they hold until the next row, and ticks are whole', () => {
    const { spec } = chartOf(withRows([row]), 'workers-prefill');
    expect(layersOf(spec)[0]!.mark['interpolate']).toBe('step-after');
    expect(layersOf(spec)[0]!.encoding.y!.axis).toMatchObject({ format: 'd', tickMinStep: 1 });
  });

  it.each([
    ['prefill_pending', 'without GPUs yet'],
    ['prefill_warm', 'in the warm pool'],
  ])('have a line of %s only where there is one', (column, label) => {
    const seriesWith = (value: number) =>
      seriesOf(chartOf(withRows([row, { ...row, [column]: value }]), 'workers-prefill'));
    expect(seriesWith(1)).toContain(label);
    expect(seriesWith(0)).not.toContain(label);
  });

  it('are told apart by kind in a chart of its own, where a pool has several', () => {
    const kinds = { ...row, 'prefill/0_ready': 1, 'prefill/1_ready': 1, 'prefill/1_starting': 4 };
    const chart = chartOf(withRows([kinds]), 'kinds-prefill');
    expect(chart.title).toBe('Ready prefill workers by kind');
    expect(chart.rows).toEqual([{ time_s: 0, 'prefill/0': 1, 'prefill/1': 1 }]);
    const dashes = layersOf(chart.spec)[0]!.encoding.strokeDash!.scale!.range!;
    expect(new Set(dashes.map(String)).size).toBe(2);
    expect(idsOf(withRows([row]))).not.toContain('kinds-prefill');
  });
});

describe('requests over time', () => {
  it('failed ones have a line where there are any', () => {
    const rows = (failed_rps: number) => [{ time_s: 0, offered_rps: 1, completed_rps: 1, failed_rps }];
    expect(seriesOf(chartOf(withRows(rows(0)), 'load'))).toEqual(['offered', 'completed']);
    expect(seriesOf(chartOf(withRows(rows(0.1)), 'load'))).toEqual(['offered', 'completed', 'failed']);
  });

  it('that wait have a line a role, in whole numbers with thousands apart', () => {
    const row = { time_s: 0, prefill_ready: 1, decode_ready: 1, prefill_queued: 4, decode_queued: 1500 };
    const chart = chartOf(withRows([row]), 'queues');
    expect(chart.rows).toEqual([{ time_s: 0, 'prefill queue': 4, 'decode queue': 1500 }]);
    expect(layersOf(chart.spec)[0]!.encoding.y!.axis).toMatchObject({ format: ',d' });
  });

  it('at the servers are those that run and those that wait', () => {
    const chart = chartOf(withRows([{ time_s: 0, server_running: 7, server_waiting: 2 }]), 'servers');
    expect(chart.rows).toEqual([{ time_s: 0, running: 7, waiting: 2 }]);
  });
});

describe('a latency over time', () => {
  const rows = (p50: number, p99: number) => [
    { time_s: 0, ttft_p50_ms: p50, ttft_p99_ms: p99 },
    { time_s: 15, ttft_p50_ms: p50 },
  ];
  const ttft = (p50: number, p99: number, sla: object = {}) =>
    chartOf(withRows(rows(p50, p99), { sla }), 'ttft-over-time');

  it('is linear from 0 up to forty times, logarithmic beyond, and says so', () => {
    expect(scaleOf(ttft(10, 400))).toMatchObject({ type: 'linear', zero: true });
    expect(ttft(10, 400).caption).not.toContain('logarithmic');
    expect(scaleOf(ttft(10, 401))).toMatchObject({ type: 'log', domain: [10, 401] });
    expect(ttft(10, 401).caption).toContain('; logarithmic.');
  });

  it('that was 0 once is logarithmic, without what has no logarithm', () => {
    const chart = ttft(0, 50);
    expect(scaleOf(chart)).toMatchObject({ type: 'log', domain: [50, 50] });
    expect(valuesOf(chart.spec)).toHaveLength(1);
  });

  it('has the promise across it, in its own unit', () => {
    expect(rulesOf(ttft(10, 400, { ttft_ms: 500 }))).toEqual([{ v: 500, label: 'promise 500 ms' }]);
    expect(rulesOf(ttft(10, 400, { ttft_ms: 12_000 }))).toEqual([{ v: 12_000, label: 'promise 12.0 s' }]);
    expect(rulesOf(ttft(10, 400, { tpot_ms: 20 }))).toEqual([]);
    expect(rulesOf(ttft(10, 400))).toEqual([]);
  });

  it('makes room for a promise above all on a logarithmic axis', () => {
    expect(scaleOf(ttft(10, 1000, { ttft_ms: 5000 }))).toMatchObject({ domain: [10, 5000] });
    expect(scaleOf(ttft(10, 1000, { ttft_ms: 2 }))).toMatchObject({ domain: [2, 1000] });
  });

  it('has its name and its unit on the axis', () => {
    expect(layersOf(ttft(10, 20).spec)[0]!.encoding.y!.title).toBe('TTFT (ms)');
    const tpot = chartOf(withRows([{ time_s: 0, tpot_p50_ms: 5, tpot_p99_ms: 6 }]), 'tpot-over-time');
    expect(layersOf(tpot.spec)[0]!.encoding.y!.title).toBe('TPOT (ms)');
    expect(tpot.title).toBe('Time per output token over time');
  });

  it('is not drawn where no row has a number', () => {
    expect(idsOf(withRows([{ time_s: 0, ttft_p50_ms: undefined, tpot_p50_ms: undefined }]))).toEqual(['load']);
  });
});

describe('shares of requests', () => {
  it('over time go up to all of them', () => {
    const chart = chartOf(withRows([{ time_s: 0, attainment: 0.4 }]), 'attainment-over-time');
    expect(scaleOf(chart)).toMatchObject({ zero: true, domainMax: 1, nice: false });
    expect(layersOf(chart.spec)[0]!.encoding.y!.axis).toMatchObject({ format: '%' });
  });

  it('by latency have a curve each where the record has one, half a page wide', () => {
    const curve = [
      [0.5, 10],
      [1, 20],
    ];
    const of = withRows([], { distributions: { tpot_ms: curve }, sla: { ttft_ms: 5, tpot_ms: 15 } });
    expect(idsOf(of)).toEqual(['distribution-tpot']);
    const chart = chartOf(of, 'distribution-tpot');
    expect(chart).toMatchObject({ title: 'Distribution of TPOT', narrow: true });
    expect(rulesOf(chart)).toEqual([{ ms: 15, label: 'promise 15.0 ms' }]);
  });
});

it('GPU-hours by state come last, where any worker was', () => {
  expect(idsOf(record()).at(-1)).toBe('gpu-hours');
  expect(idsOf(record({ workers: [] }))).not.toContain('gpu-hours');
});
