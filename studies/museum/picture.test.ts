import { describe, expect, it } from 'vitest';
import { flat, ordering } from '../testing/index.js';
import { chosenExhibits } from './exhibit.js';
import type { Need } from './need.js';
import { failureText, seriesOf, verdictText } from './picture.js';
import type { Broken } from './run-exhibit.js';
import type { Trail } from './trail.js';

const NEED: Need = [
  { from_s: 0, prefill: 1, decode: 1 },
  { from_s: 50, prefill: 4, decode: 1 },
];
const TRAIL: Trail = {
  ...ordering(flat(2, 10)),
  glimpses: Array.from({ length: 10 }, (_, i) => ({
    time_s: 10 * i,
    ordered: { prefill: i < 5 ? 1 : 3, decode: 1 },
    queued: { prefill: 10 * i },
  })),
};
const broken = (at_s: number, found: string, role?: Broken['role']): Broken => ({
  at_s,
  found,
  property: 'no limit',
  ...(role && { role }),
});
const failure = (all: readonly Broken[], trail = TRAIL) => ({
  broken: all,
  trail,
  need: NEED,
  replay: 'headroom simulate x',
});
const linesOf = (all: readonly Broken[], width = 100, trail = TRAIL) =>
  failureText(failure(all, trail), width).split('\n');

describe('a series', () => {
  it('is what held at the middle of each stretch', () => {
    expect(seriesOf(TRAIL, NEED, 'prefill', 100, 4)).toEqual({
      times_s: [12.5, 37.5, 62.5, 87.5],
      ordered: [1, 1, 3, 3],
      needed: [1, 1, 4, 4],
      waiting: [10, 30, 60, 80],
    });
  });

  it('is nothing before the first glimpse, and of a role that nobody saw', () => {
    const late = { ...TRAIL, glimpses: TRAIL.glimpses.slice(5) };
    expect(seriesOf(late, NEED, 'prefill', 100, 2)).toMatchObject({ ordered: [0, 3], waiting: [0, 70] });
    expect(seriesOf(TRAIL, NEED, 'decode', 100, 1)).toMatchObject({ waiting: [0], needed: [1] });
  });
});

describe('a failure', () => {
  it('is drawn at its first breach: ordered, needed, waiting, and an arrow', () => {
    const lines = linesOf([broken(90, 'late'), broken(50, 'early', 'prefill')]);
    expect(lines[0]).toMatch(/^ {4}ordered {2}[▁-█]{60} {2}up to 3 prefill$/);
    expect(lines[1]).toMatch(/^ {4}needed {3}[▁-█]{60} {2}up to 4$/);
    expect(lines[2]).toMatch(/^ {4}waiting {2}[▁-█]{60} {2}up to 90 requests$/);
    expect(lines[3]!.trim()).toBe('↑ 50 s: early – broken: no limit');
    expect(lines[3]!.indexOf('↑')).toBe(13 + 30); // half of sixty columns
    expect(lines[4]).toBe('    also     90 s: late – broken: no limit');
    expect(lines[5]).toBe('    again    headroom simulate x');
  });

  it.each([
    [200, 60],
    [73, 40],
    [10, 20],
  ])('fits a terminal of %d columns with %d of its own', (width, columns) => {
    expect(/[▁-█]+/.exec(linesOf([broken(50, 'x')], width)[0]!)![0]).toHaveLength(columns);
  });

  it('is drawn of the role that broke it, of prefill where it is no matter of one', () => {
    expect(linesOf([broken(50, 'x', 'decode')])[0]).toContain('up to 1 decode');
    expect(linesOf([broken(50, 'x')])[0]).toContain('up to 3 prefill');
  });

  it('at the very end, or of a run that never ticked, has its arrow in the picture', () => {
    expect(linesOf([broken(100, 'x')])[3]!.indexOf('↑')).toBe(13 + 59);
    const none: Trail = { ticks: [], glimpses: [], lost_s: [], end_s: 0 };
    expect(linesOf([broken(0, 'a run ends')], 100, none)[3]!.indexOf('↑')).toBe(13);
  });
});

describe('a verdict', () => {
  const [exhibit] = chosenExhibits(['2']) as [ReturnType<typeof chosenExhibits>[0]];
  const verdict = (all: readonly Broken[]) => ({ exhibit, ...failure(all) });

  it('on a survivor is one line', () => {
    expect(verdictText(verdict([]), 100)).toBe(`✓ 02-demand-at-exit  ${exhibit.title}\n`);
  });

  it('on a failure names where it was seen, and draws it with the need of the exhibit', () => {
    const text = verdictText(verdict([broken(50, 'x')]), 100);
    expect(text).toMatch(/^✗ 02-demand-at-exit {2}.*\(dynamo#8861.*\)\n {4}ordered/);
    const peak = Math.max(...exhibit.need.map(({ prefill }) => prefill));
    expect(Number(/needed .* up to (\d+)/.exec(text)![1])).toBeLessThanOrEqual(peak);
  });
});
