/** Holds the planner to a shipped part of the golden vectors; `npm run golden` does so with a whole folder. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shippedPath } from '../scenarios/index.js';
import { GoldenFolder } from './golden/folder.js';
import { checkGrids, checkInterpolation, Interpolators } from './golden/interpolation.js';
import { checkPlanner10 } from './golden/planner-1.0.js';
import { checkPlanner14 } from './golden/planner-1.4.js';
import { checkPredictors } from './golden/predictors.js';
import { checkReplicas } from './golden/replicas.js';
import { close, GoldenTally } from './golden/tally.js';

const folder = new GoldenFolder(join(shippedPath('bench', 'fixtures', 'golden')));

describe('golden vectors', () => {
  it.each([
    ['interpolation', (tally: GoldenTally): void => checkInterpolation(folder, new Interpolators(folder), tally), 300],
    ['replicas', (tally: GoldenTally): void => checkReplicas(folder, tally), 250],
    ['planner 1.0.2', (tally: GoldenTally): void => checkPlanner10(folder, new Interpolators(folder), tally), 100],
    ['planner 1.4.2 and 1.6.1', (tally: GoldenTally): void => checkPlanner14(folder, tally), 200],
    ['predictors', (tally: GoldenTally): void => void checkPredictors(folder, tally), 500],
  ] as const)('%s', (_name, check, least) => {
    const tally = new GoldenTally();
    check(tally);
    const { vectors, matched } = tally.total();
    expect(tally.misses).toEqual([]);
    expect(vectors).toBeGreaterThanOrEqual(least);
    expect(matched).toBe(vectors);
  });

  it('passes over what the folder does not hold', () => {
    const tally = new GoldenTally();
    checkGrids(folder, new Interpolators(folder), tally);
    expect(tally.total().vectors).toBe(0);
  });
});

it('tells a wrong answer from a right one', () => {
  expect(close(1.00001, 1, 1e-6)).toBe(false);
  expect(close(1.0000001, 1, 1e-6)).toBe(true);
  expect(close(Number.NaN, Number.NaN, 1e-6)).toBe(true);
  expect(close(1, Number.NaN, 1e-6)).toBe(false);
});
