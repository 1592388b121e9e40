import { describe, expect, it } from 'vitest';
import type { RunRecord, TableRow } from '../record/read-run.js';
import { record } from '../testing/made-record.js';
import { missedTimeline } from '../testing/missed-timeline.js';
import { causesHtml, causesInWords } from './causes-html.js';

function recordOf(summary: object, timeline: readonly TableRow[] = [], timeline_interval_s = 60): RunRecord {
  return { ...record({ summary, run: { timeline_interval_s } }), timeline };
}

/** The cells of the rows of a part of the page. */
function rowsIn(html: string): string[][] {
  const body = html.slice(html.indexOf('<tbody>'), html.indexOf('</tbody>'));
  return body
    .split('</tr>')
    .slice(0, -1)
    .map((row) => [...row.matchAll(/<t[dh][^>]*>([^<]*)<\/t[dh]>/g)].map(([, cell]) => cell!));
}
const causesOf = (of: RunRecord) => rowsIn(causesHtml(of));
const worstOf = (timeline: readonly TableRow[], interval_s?: number) => {
  const html = causesHtml(recordOf({ causes: { kv_wait: 1 } }, timeline, interval_s));
  return rowsIn(html.slice(html.indexOf('<section id="worst-moments">')));
};

describe('the table of causes', () => {
  it('has the largest first, with its meaning, its count and its share of the misses', () => {
    expect(causesOf(recordOf({ causes: { fault: 50, planner_late: 1500, rejected: 450 } }))).toEqual([
      ['planner late', 'capacity was ordered too late, too little, or not at all', '1,500', '75.0 %'],
      ['rejected', 'the frontend did not let it in', '450', '22.5 %'],
      ['fault', 'a worker died or was slow', '50', '2.5 %'],
    ]);
  });

  it('has no meaning of a cause that is a bound, as those of a live run are', () => {
    expect(causesOf(recordOf({ causes: { ttft: 3 } }))).toEqual([['ttft', '', '3', '100.0 %']]);
  });

  it('tells how late the planner was only where it was', () => {
    const causes = { planner_late: 2 };
    expect(causesHtml(recordOf({ causes }))).not.toContain('planner was late');
    expect(causesHtml(recordOf({ causes, planner_late_s: { mean: 90, max: 600 } }))).toContain(
      'Where the planner was late, nothing or too little had been ordered for 90.0 s on average, 10.0 min at most.',
    );
  });

  it('shows no markup of a cause, in neither table', () => {
    const hostile = '<b>&"';
    const timeline = [{ time_s: 0, offered_rps: 1, [`missed_${hostile}`]: 4 }];
    const html = causesHtml(recordOf({ causes: { [hostile]: 4 } }, timeline));
    expect(html).not.toContain('<b>');
    expect(html.split('&#60;b&#62;&#38;&#34;')).toHaveLength(1 + 2);
  });

  it('stands before the worst moments; both can be reached by key and have a name', () => {
    const html = causesHtml(recordOf({ causes: { kv_wait: 7 } }, missedTimeline([[0, 7]])));
    expect([...html.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id)).toEqual(['causes', 'worst-moments']);
    expect([...html.matchAll(/tabindex="0" role="region" aria-label="([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'Why promises were missed',
      'Worst moments',
    ]);
  });

  it('is nothing where nothing was missed, even where the timeline has columns for it', () => {
    expect(causesHtml(recordOf({ causes: {} }, missedTimeline([[0, 0]])))).toBe('');
    expect(causesHtml(record())).toBe('');
  });
});

describe('the worst moments', () => {
  it('tell when, of how many requests, why, and how many waited', () => {
    const timeline = missedTimeline([
      [0, 0],
      [6, 24],
      [0, 30],
      [0, 0],
    ]);
    // two minutes of 1 request/s; 54 of the 60 misses are those of KV room
    expect(worstOf(timeline)).toEqual([['1:00–3:00', '120', '60', '50.0 %', 'kv wait (90.0 % of them)', '30']]);
  });

  it('has the worst first, and a quieter time between parts two', () => {
    const spells = worstOf(
      missedTimeline([
        [10, 0],
        [0, 0],
        [0, 40],
      ]),
    );
    expect(spells.map(([when, , missed]) => [when, missed])).toEqual([
      ['2:00–3:00', '40'],
      ['0:00–1:00', '10'],
    ]);
  });

  it('are eight at most', () => {
    const timeline = missedTimeline(Array.from({ length: 30 }, (_, i) => [i % 2 === 0 ? 20 + i : 0, 0] as const));
    const spells = worstOf(timeline);
    expect(spells).toHaveLength(8);
    expect(spells[0]![2]).toBe('48');
  });

  it.each([
    [0, '0:00–0:30'],
    [570, '9:30–10:00'],
    [3570, '59:30–1:00:00'],
    [3600, '1:00:00–1:00:30'],
    [90_061, '25:01:01–25:01:31'],
  ])('at %i s are at %s', (time_s, when) => {
    expect(worstOf([{ time_s, offered_rps: 1, missed_kv_wait: 5 }], 30)[0]![0]).toBe(when);
  });

  it('has no share where nobody counted what was offered', () => {
    expect(worstOf([{ time_s: 0, missed_kv_wait: 5 }])[0]!.slice(1, 4)).toEqual(['0', '5', '–']);
  });

  it('are left out where the timeline tells of no cause', () => {
    const html = causesHtml(recordOf({ causes: { kv_wait: 7 } }, [{ time_s: 0, offered_rps: 1 }]));
    expect(html).toContain('id="causes"');
    expect(html).not.toContain('worst-moments');
  });
});

describe('causes in words', () => {
  const causes = { kv_wait: 10, planner_late: 60, cold_start: 30 };

  it.each([
    [1, 'planner late 60.0 %, 2 others 40.0 %'],
    [2, 'planner late 60.0 %, cold start 30.0 %, 1 other 10.0 %'],
    [3, 'planner late 60.0 %, cold start 30.0 %, kv wait 10.0 %'],
    [9, 'planner late 60.0 %, cold start 30.0 %, kv wait 10.0 %'],
  ])('name at most %i', (most, words) => expect(causesInWords(causes, most)).toBe(words));
});
