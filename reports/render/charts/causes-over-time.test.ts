import { describe, expect, it } from 'vitest';
import { MISS_CAUSES } from '../../measure/causes/cause.js';
import type { TableRow } from '../../record/read-run.js';
import { layersOf, valuesOf } from '../../testing/chart-layers.js';
import { missedTimeline } from '../../testing/missed-timeline.js';
import { causesOverTime, named } from './causes-over-time.js';

const CAUSES = ['cold_start', 'kv_wait'];
const encodingOf = (timeline: readonly TableRow[], causes = CAUSES) =>
  layersOf(causesOverTime(timeline, causes).spec)[0]!.encoding;

describe('misses by cause over time', () => {
  it('are stacked in the order that was asked for', () => {
    const timeline = missedTimeline([[2, 3]]);
    const bars = (causes: string[]) =>
      valuesOf(causesOverTime(timeline, causes).spec).map(({ cause, low, high }) => [cause, low, high]);
    expect(bars(['cold_start', 'kv_wait'])).toEqual([
      ['cold start', 0, 2],
      ['kv wait', 2, 5],
    ]);
    expect(bars(['kv_wait', 'cold_start'])).toEqual([
      ['kv wait', 0, 3],
      ['cold start', 3, 5],
    ]);
  });

  it('have no bar of nothing, and none of a cause that the timeline does not know', () => {
    const { spec } = causesOverTime(missedTimeline([[0, 3]]), [...CAUSES, 'fault']);
    expect(valuesOf(spec).map(({ cause }) => cause)).toEqual(['kv wait']);
  });

  it('have bars as wide as an interval, side by side to the end of the run', () => {
    const timeline = missedTimeline([
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    const bars = valuesOf(causesOverTime(timeline, CAUSES).spec);
    expect(bars.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(encodingOf(timeline).x!.scale).toMatchObject({ domain: [0, 3], nice: false });
  });

  it('of one interval alone have a bar of a second', () => {
    const timeline = [{ time_s: 0, missed_fault: 2 }];
    expect(encodingOf(timeline, ['fault']).x!.scale!.domain).toEqual([0, 1 / 60]);
  });

  it('of a long run are told in hours', () => {
    const timeline = [0, 5, 10].map((hour) => ({ time_s: hour * 3600, missed_fault: 1 }));
    expect(encodingOf(timeline, ['fault']).x).toMatchObject({
      title: 'hours since the start',
      scale: { domain: [0, 15] },
    });
  });

  it('have a colour of its own for each cause, and one for all others', () => {
    const causes = Object.keys(MISS_CAUSES);
    const { domain, range } = encodingOf(missedTimeline([[1, 1]]), [...causes, 'ttft', 'tpot']).color!.scale!;
    expect(domain).toEqual([...causes.map(named), 'ttft', 'tpot']);
    expect(new Set(range!.slice(0, causes.length)).size).toBe(causes.length);
    expect(range!.at(-1)).toBe(range!.at(-2));
    expect(range!.slice(0, causes.length)).not.toContain(range!.at(-1));
  });

  it('keep a colour whichever causes stand beside it', () => {
    const colourOf = (causes: string[]) =>
      encodingOf(missedTimeline([[1, 1]]), causes).color!.scale!.range![causes.indexOf('kv_wait')];
    expect(colourOf(['kv_wait'])).toBe(colourOf(['fault', 'routing', 'kv_wait']));
  });

  it('have every interval in their numbers, those without a miss too', () => {
    expect(
      causesOverTime(
        missedTimeline([
          [0, 0],
          [4, 0],
        ]),
        CAUSES,
      ).rows,
    ).toEqual([
      { time_s: 0, 'cold start': 0, 'kv wait': 0 },
      { time_s: 60, 'cold start': 4, 'kv wait': 0 },
    ]);
  });
});

it.each([
  ['kv_wait', 'kv wait'],
  ['a_b_c', 'a b c'],
  ['fault', 'fault'],
])('%s reads %s', (cause, words) => expect(named(cause)).toBe(words));
