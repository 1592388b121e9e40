import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missedTimeline } from '../testing/missed-timeline.js';
import { causesIn, worstMoments } from './worst-moments.js';

describe('the worst moments', () => {
  it('are neighbouring intervals together, the worst first', () => {
    const rows = missedTimeline([
      [0, 0],
      [10, 2],
      [20, 5],
      [0, 0],
      [0, 50],
      [0, 0],
    ]);
    expect(worstMoments(rows, 60, 5)).toEqual([
      { from_s: 240, to_s: 300, offered: 60, missed: 50, cause: 'kv_wait', share: 1, queued: 50 },
      { from_s: 60, to_s: 180, offered: 120, missed: 37, cause: 'cold_start', share: 30 / 37, queued: 25 },
    ]);
  });

  it('end where it is quieter than a tenth of the worst', () => {
    const spells = (between: number) =>
      worstMoments(
        missedTimeline([
          [40, 0],
          [between, 0],
          [40, 0],
        ]),
        60,
        5,
      );
    expect(spells(4).map(({ from_s, to_s }) => [from_s, to_s])).toEqual([
      [0, 60],
      [120, 180],
    ]);
    expect(spells(5).map(({ from_s, to_s }) => [from_s, to_s])).toEqual([[0, 180]]);
  });

  it('have the cause of most misses and its share, and the first of two alike', () => {
    expect(worstMoments(missedTimeline([[3, 7]]), 60, 1)[0]).toMatchObject({
      cause: 'kv_wait',
      share: 0.7,
      missed: 10,
    });
    expect(worstMoments(missedTimeline([[5, 5]]), 60, 1)[0]).toMatchObject({ cause: 'cold_start', share: 0.5 });
  });

  it('have the longest queue of one sample, all roles together', () => {
    expect(
      worstMoments(
        missedTimeline([
          [10, 2],
          [4, 9],
          [20, 0],
        ]),
        60,
        1,
      )[0]!.queued,
    ).toBe(20);
  });

  it('count those who came: rate times interval', () => {
    const rows = missedTimeline([
      [10, 0],
      [10, 0],
    ]).map((row) => ({ ...row, offered_rps: 0.51 }));
    expect(worstMoments(rows, 60, 1)[0]!.offered).toBe(61);
  });

  it('need no column beside the misses', () => {
    expect(worstMoments([{ time_s: 0, missed_fault: 2 }], 10, 1)).toEqual([
      { from_s: 0, to_s: 10, offered: 0, missed: 2, cause: 'fault', share: 1, queued: 0 },
    ]);
  });

  it('are none of a run without misses, or without rows', () => {
    expect(worstMoments(missedTimeline([[0, 0]]), 60, 5)).toEqual([]);
    expect(worstMoments([{ time_s: 0, offered_rps: 1 }], 60, 5)).toEqual([]);
    expect(worstMoments([], 60, 5)).toEqual([]);
  });

  it('are apart, the worst first, no more than asked, and miss none that is loud', () => {
    const misses = fc.array(fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 50 })), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(misses, fc.integer({ min: 1, max: 4 }), (drawn, most) => {
        const all = worstMoments(missedTimeline(drawn), 60, 99);
        expect(worstMoments(missedTimeline(drawn), 60, most)).toEqual(all.slice(0, most));
        const missed = all.map((spell) => spell.missed);
        expect(missed).toEqual(missed.toSorted((a, b) => b - a));
        const byTime = all.toSorted((a, b) => a.from_s - b.from_s);
        byTime.forEach((spell, i) => {
          if (i > 0) expect(spell.from_s).toBeGreaterThan(byTime[i - 1]!.to_s);
        });
        const worst = Math.max(...drawn.map(([a, b]) => a + b));
        const loud = drawn.map(([a, b]) => a + b).filter((sum) => sum > worst / 10);
        expect(missed.reduce((sum, count) => sum + count, 0)).toBe(loud.reduce((sum, count) => sum + count, 0));
      }),
    );
  });
});

describe('the causes of a timeline', () => {
  it('are those that it has columns of, in its order', () => {
    expect(causesIn(missedTimeline([[0, 0]]))).toEqual(['cold_start', 'kv_wait']);
    expect(causesIn([{ time_s: 0, missed_z: 1, missed: 2, missed_a: 3 }])).toEqual(['z', 'a']);
    expect(causesIn([])).toEqual([]);
  });
});
