import { describe, expect, it } from 'vitest';
import type { QuantileCurve } from '../../record/summary.js';
import { record } from '../../testing/made-record.js';
import { drawSvg } from '../svg.js';
import { distribution } from './distribution.js';
import { chartsOf } from './index.js';

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
    expect(ttft).toContain('promise 1,000 ms');
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
