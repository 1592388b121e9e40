import { describe, expect, it } from 'vitest';
import type { Regret, RunRecord } from '../index.js';
import { missedTimeline } from '../testing/missed-timeline.js';
import { causesHtml, causesInWords } from './causes-html.js';
import { causesOverTime } from './charts/causes-over-time.js';
import { waterfall } from './charts/waterfall.js';
import { regretCharts, regretHtml, regretInWords } from './regret-view.js';
import { drawSvg } from './svg.js';

const record = (of: object): RunRecord =>
  ({ run: { timeline_interval_s: 60 }, summary: {}, timeline: [], ...of }) as unknown as RunRecord;

describe('causes', () => {
  const summary = { causes: { cold_start: 30, kv_wait: 57 }, planner_late_s: { mean: 12, max: 70 } };

  it('are a table, the largest first, with what they mean', () => {
    const html = causesHtml(record({ summary, timeline: missedTimeline([[30, 57]]) }));
    expect(html.indexOf('kv wait')).toBeLessThan(html.indexOf('cold start'));
    expect(html).toContain('capacity was ordered but still starting');
    expect(html).toContain('65.5 %');
    expect(html).toContain('for 12.0 s on average, 70.0 s at most');
    expect(html).toContain('0:00–1:00');
  });

  it('are not told of where there are none, or nobody knows', () => {
    expect(causesHtml(record({ summary: { causes: {} } }))).toBe('');
    expect(causesHtml(record({}))).toBe('');
    expect(causesInWords({}, 3)).toBe('');
  });

  it('are told in words by their shares', () => {
    expect(causesInWords({ a_b: 50, c: 30, d: 15, e: 5 }, 2)).toBe('a b 50.0 %, c 30.0 %, 2 others 20.0 %');
  });

  it('are stacked in the chart: each bar begins where the one below ends', async () => {
    const { spec, rows } = causesOverTime(
      missedTimeline([
        [0, 0],
        [3, 4],
      ]),
      ['cold_start', 'kv_wait'],
    );
    expect(rows[1]).toMatchObject({ 'cold start': 3, 'kv wait': 4 });
    const { data } = spec as {
      data: { values: { from: number; to: number; low: number; high: number; cause: string }[] };
    };
    expect(data.values).toEqual([
      { from: 1, to: 2, low: 0, high: 3, cause: 'cold start' },
      { from: 1, to: 2, low: 3, high: 7, cause: 'kv wait' },
    ]);
    const svg = await drawSvg(spec);
    expect(svg).toContain('>kv wait<');
  });
});

describe('regret', () => {
  const regret: Regret = {
    schema: 'headroom-regret/1',
    method: 'shapley',
    trials: 3,
    bound: { gpu_hours: 2, usd: 20, missed: 0 },
    parts: [
      { id: 'whole_workers', gpu_hours: 1, usd: 10, missed: 5 },
      { id: 'forecast', gpu_hours: -0.5, usd: -5, missed: 100 },
    ],
    actual: { gpu_hours: 2.5, usd: 25, missed: 105 },
  };

  it('is a table and words that sum from the bound to the actual run', () => {
    const html = regretHtml(record({ regret }));
    expect(html).toContain('<td>−0.50</td><td>−$5.00</td><td>+100</td>');
    expect(html).toContain('<td>2.50</td><td>$25.00</td><td>105</td>');
    expect(regretInWords(regret)).toBe(
      'work bound 2.00 GPU-hours; whole workers, SLA pace +1.00 (+5 missed); forecast and sizing error −0.50 (+100 missed); actual 2.50 (105 missed)',
    );
    expect(regretHtml(record({}))).toBe('');
    expect(regretCharts(record({}))).toEqual([]);
  });

  it('falls from bar to bar, a step where the last one ended', () => {
    const { data } = waterfall(
      [
        { label: 'a', value: 2, kind: 'level', text: '2' },
        { label: 'b', value: 1, kind: 'step', text: '+1' },
        { label: 'c', value: -0.5, kind: 'step', text: '−0.5' },
        { label: 'd', value: 2.5, kind: 'level', text: '2.5' },
      ],
      'GPU-hours',
    ) as { data: { values: { from: number; to: number; sort: string }[] } };
    expect(data.values.map(({ from, to, sort }) => [from, to, sort])).toEqual([
      [0, 2, 'level'],
      [2, 3, 'adds'],
      [3, 2.5, 'saves'],
      [0, 2.5, 'level'],
    ]);
  });

  it('is drawn', async () => {
    const [hours] = regretCharts(record({ regret }));
    expect(await drawSvg(hours!.spec)).toContain('>−0.50<');
  });
});
