import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cliffOf, isOver } from './cliff.js';
import type { SweepRow } from './result.js';

/** A grid of startup × gain that breaks where their product is large. */
const ROWS: SweepRow[] = [0, 60, 120, 240].flatMap((startup) =>
  [1, 2, 4].map((gain) => ({
    values: { startup, gain },
    runs: 1,
    attainment: startup * gain > 200 ? 0.5 : 0.97,
    scale_changes_per_h: startup + gain,
  })),
);
const AXES = ['startup', 'gain'];
const at = (startup: unknown, gain: unknown) => ({ at: { startup, gain }, attainment: 0.95 });

describe('a point is over the cliff', () => {
  const row = (attainment: number | undefined, changes?: number): SweepRow => ({
    values: {},
    runs: 1,
    ...(attainment !== undefined && { attainment }),
    ...(changes !== undefined && { scale_changes_per_h: changes }),
  });

  it.each([
    ['just as many as asked keep the promise', row(0.95), false],
    ['fewer than asked keep it', row(0.9499), true],
    ['its runs failed', row(undefined), true],
    ['it changes its mind as often as it may', row(1, 6), false],
    ['it changes its mind more often', row(1, 6.1), true],
    ['nobody counted how often it changes its mind', row(1), false],
  ])('where %s: %#', (_what, one, over) => {
    expect(isOver(one, { at: {}, attainment: 0.95, changes_per_h: 6 })).toBe(over);
  });

  it('however often it changes its mind, where that is not asked', () => {
    expect(isOver(row(1, 1000), { at: {}, attainment: 0.95 })).toBe(false);
  });
});

describe('the ways to the cliff', () => {
  it('tell the first broken value along each axis, and the last that holds', () => {
    const cliff = cliffOf(ROWS, AXES, at(60, 2))!;
    expect(cliff.isOver).toBe(false);
    expect(cliff.ways.map(({ axis, from, holdsUntil, breaksAt }) => [axis, from, holdsUntil, breaksAt])).toEqual([
      ['startup', 60, 60, 120],
      ['gain', 2, 2, 4],
    ]);
    expect(cliff.ways[0]!.broken).toBe(ROWS.find(({ values }) => values['startup'] === 120 && values['gain'] === 2));
  });

  it('go both ways along an axis, and over values that hold', () => {
    const rows = [0.5, 0.99, 0.99, 0.99, 0.5].map(
      (attainment, x): SweepRow => ({ values: { x }, runs: 1, attainment }),
    );
    const { ways } = cliffOf(rows, ['x'], { at: { x: 2 }, attainment: 0.95 })!;
    expect(ways.map(({ holdsUntil, breaksAt }) => [holdsUntil, breaksAt])).toEqual([
      [1, 0],
      [3, 4],
    ]);
  });

  it('are none around a point that nothing breaks', () => {
    expect(cliffOf(ROWS, AXES, { ...at(0, 1), attainment: 0.4 })!.ways).toEqual([]);
  });

  it('lead from a point that is over the cliff itself, too', () => {
    const cliff = cliffOf(ROWS, AXES, at(240, 4))!;
    expect(cliff.isOver).toBe(true);
    expect(cliff.ways.map(({ axis, breaksAt }) => [axis, breaksAt])).toEqual([
      ['startup', 120],
      ['gain', 2],
    ]);
  });

  it('take values of any kind', () => {
    const rows = [{ kind: 'a' }, { kind: 'b' }].map(
      (x, i): SweepRow => ({ values: { x }, runs: 1, attainment: 1 - i }),
    );
    expect(cliffOf(rows, ['x'], { at: { x: { kind: 'a' } }, attainment: 0.95 })!.ways).toHaveLength(1);
  });

  it('know nothing of a point that was not run', () => {
    expect(cliffOf(ROWS, AXES, at(61, 2))).toBeUndefined();
    expect(cliffOf([], AXES, at(60, 2))).toBeUndefined();
  });

  it('hold up to where they say, and break there, on any line', () => {
    const line = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(line, fc.nat(11), (holds, start) => {
        const x = start % holds.length;
        const rows = holds.map((each, i): SweepRow => ({ values: { x: i }, runs: 1, attainment: each ? 1 : 0 }));
        for (const { holdsUntil, breaksAt } of cliffOf(rows, ['x'], { at: { x }, attainment: 0.95 })!.ways) {
          const [last, first] = [holdsUntil as number, breaksAt as number];
          expect(Math.abs(first - last)).toBe(1);
          expect(holds[first]).toBe(false);
          const between = holds.slice(Math.min(x, last), Math.max(x, last) + 1);
          expect(between.filter((each, i) => !each && Math.min(x, last) + i !== x)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
