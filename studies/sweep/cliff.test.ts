import { expect, it } from 'vitest';
import { cliffOf, isOver } from './cliff.js';
import type { SweepRow } from './result.js';

/** A grid of startup × gain that breaks where their product is large. */
const rows: SweepRow[] = [0, 60, 120, 240].flatMap((startup) =>
  [1, 2, 4].map((gain) => ({
    values: { startup, gain },
    runs: 1,
    attainment: startup * gain > 200 ? 0.5 : 0.97,
    scale_changes_per_h: startup + gain,
  })),
);
const AXES = ['startup', 'gain'];

it('tells the first broken value along each axis, and the last that holds', () => {
  const cliff = cliffOf(rows, AXES, { at: { startup: 60, gain: 2 }, attainment: 0.95 })!;
  expect(cliff.isOver).toBe(false);
  expect(cliff.ways.map(({ axis, from, holdsUntil, breaksAt }) => [axis, from, holdsUntil, breaksAt])).toEqual([
    ['startup', 60, 60, 120],
    ['gain', 2, 2, 4],
  ]);
});

it('a point without a cliff around it has no way there', () => {
  expect(cliffOf(rows, AXES, { at: { startup: 0, gain: 1 }, attainment: 0.4 })!.ways).toEqual([]);
});

it('a planner that changes its mind too often is over the cliff too', () => {
  const spec = { at: { startup: 60, gain: 2 }, attainment: 0.95, changes_per_h: 61 };
  expect(cliffOf(rows, AXES, spec)!.isOver).toBe(true);
  expect(isOver({ values: {}, runs: 0 }, spec)).toBe(true);
});

it('knows nothing of a point that was not run', () => {
  expect(cliffOf(rows, AXES, { at: { startup: 61, gain: 2 }, attainment: 0.95 })).toBeUndefined();
});
