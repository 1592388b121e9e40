import { describe, expect, it } from 'vitest';
import { madeRow, madeSweep } from '../testing/index.js';
import type { SweepResult, SweepRow } from './result.js';
import { sweepText } from './tell.js';

const FAILED: SweepRow = {
  values: { gain: 9 },
  runs: 0,
  failure: { code: 'HR_SCENARIO_INVALID', message: 'no such field\n  Did you mean gain?' },
};
const GAINS = [1, 2, 3].map((gain) => madeRow({ gain }, 0.9 + gain / 50, gain));

describe('a sweep on a screen', () => {
  const linesOf = (result: SweepResult) => sweepText(result).split('\n');

  it('names the cheapest point within a hundredth of the best', () => {
    const rows = [madeRow({ gain: 1 }, 0.95, 1), madeRow({ gain: 2 }, 0.991, 2), madeRow({ gain: 3 }, 1, 9)];
    expect(linesOf(madeSweep(['gain'], rows))[1]).toBe(
      'made · 3 points; the cheapest within a point of the best attainment: 99.1 % for 2.00 GPU-hours at gain = 2',
    );
  });

  it('has the ten best points, best first, cheaper ones first among equals', () => {
    const rows = Array.from({ length: 14 }, (_, gain) => madeRow({ gain }, gain < 12 ? 0.9 : 0.5, 20 - gain));
    const shown = linesOf(madeSweep(['gain'], rows)).filter((line) => /^ +\d+ +90/.test(line));
    expect(shown).toHaveLength(10);
    expect(shown.slice(0, 2).map((line) => line.trim().split(/\s+/))).toEqual([
      ['11', '90.0', '%', '9.00', '9,000', 'ms'],
      ['10', '90.0', '%', '10.00', '10.0', 's'],
    ]);
  });

  it('tells of points that fail, with the first line of why', () => {
    const text = sweepText(madeSweep(['gain'], [...GAINS, FAILED]));
    expect(text).toContain('4 points, 1 of them failed; ');
    expect(text).toContain('! some points fail, as: no such field\n');
    expect(text).not.toContain('Did you mean');
  });

  it('says no more than that where all fail', () => {
    expect(linesOf(madeSweep(['gain'], [FAILED]))[1]).toBe('made · 1 points, 1 of them failed');
  });

  it('names every axis of a point, words without quotes', () => {
    const rows = [madeRow({ 'planner.policy': 'hpa', n: { a: 1 } }, 1, 1)];
    expect(sweepText(madeSweep(['planner.policy', 'n'], rows))).toMatch(/policy +n .*\n +hpa +\{"a":1\} +100\.0 %/);
  });
});

describe('how far the cliff is', () => {
  const told = (rows: readonly SweepRow[], gain: unknown, changes_per_h?: number) => {
    const stability = { at: { gain }, attainment: 0.95, ...(changes_per_h !== undefined && { changes_per_h }) };
    const lines = sweepText(madeSweep(['gain'], rows, { stability })).split('\n');
    return lines.slice(lines.findIndex((line) => line.includes('stability:'))).filter((line) => line.trim() !== '');
  };
  const FALLING = [madeRow({ gain: 1 }, 1, 1), madeRow({ gain: 2 }, 0.98, 1), madeRow({ gain: 3 }, 0.5, 1)];

  it('is told in words, with how much more that is', () => {
    expect(told(FALLING, 2)).toEqual([
      'stability: gain=2 holds: attainment 98.0 %, 6.0 changes an hour',
      '  gain: from 2 it holds until 2 and breaks at 3 (50 % more): attainment 50.0 %, 6.0 changes an hour',
    ]);
  });

  it('is told the other way round, too', () => {
    const rising = FALLING.toReversed().map((row, i) => ({ ...row, values: { gain: i + 1 } }));
    expect(told(rising, 2)[1]).toContain('from 2 it holds until 2 and breaks at 1 (50 % less)');
  });

  it('has no share where the point is nothing, or a word', () => {
    const zero = FALLING.map((row, i) => ({ ...row, values: { gain: i } }));
    expect(told(zero, 0)[1]).toContain('breaks at 2: attainment');
    const words = FALLING.map((row, i) => ({ ...row, values: { gain: ['low', 'mid', 'high'][i] } }));
    expect(told(words, 'low')[1]).toContain('from low it holds until mid and breaks at high: attainment');
  });

  it('says where the point itself is over it', () => {
    expect(told(FALLING, 3)[0]).toContain('gain=3 is over the cliff');
    expect(told(FALLING, 1, 5)[0]).toContain('gain=1 is over the cliff');
  });

  it('says where no axis alone leads there, and where the grid does not hold the point', () => {
    expect(told(FALLING.slice(0, 2), 2)[1]).toBe('  no axis alone leads over the cliff');
    expect(told(FALLING, 7)).toEqual(['stability: the grid does not hold gain=7']);
  });
});
