/** The check itself: vectors made by hand, right and wrong. The forecast of `constant` is the last value. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../studies/testing/index.js';
import { GoldenFolder } from './folder.js';
import { checkPredictors } from './predictors.js';
import { GoldenTally } from './tally.js';

type Value = number | string;

/** What the check says of one series of `constant`. */
function checked(inputs: readonly Value[], predictions: readonly Value[]) {
  const folder = testFolder();
  const vector = { predictor: 'constant', series: 'made', window_size: 100, inputs, predictions };
  const file = { meta: { dynamo: '0.5.1' }, predictors: [vector] };
  writeFileSync(join(folder, 'predictors-0.5.1.json'), JSON.stringify(file));
  const tally = new GoldenTally();
  const distances = checkPredictors(new GoldenFolder(folder), tally);
  return { ...tally.total(), misses: tally.misses, distances: distances.get('constant') };
}

describe('a vector', () => {
  it('that is right matches at every point', () => {
    expect(checked([3, 5, 4], [3, 5, 4])).toMatchObject({ vectors: 3, matched: 3, misses: [], distances: [0, 0, 0] });
  });

  it('that is wrong at one point is a miss there alone, and told', () => {
    const { vectors, matched, misses } = checked([3, 5, 4], [3, 6, 4]);
    expect([vectors, matched]).toEqual([3, 2]);
    expect(misses).toEqual(['predictors-0.5.1.json: constant made[1]: got 5, wanted 6']);
  });

  it.each([
    [1000, 1000 * (1 + 2e-9), 0], // relative above 1
    [1000, 1000 * (1 + 5e-10), 1],
    [0, 5e-10, 1], // absolute below
    [0, 2e-9, 0],
  ])('%d for %d: %d of 1 matches', (input, wanted, matched) => {
    expect(checked([input], [wanted]).matched).toBe(matched);
  });
});

it('distances are relative above 1, absolute below, the largest last', () => {
  const { distances } = checked([10, 0, 4], [8, 0.1, 4]);
  expect(distances).toEqual([0, expect.closeTo(0.1, 12), expect.closeTo(0.25, 12)]);
});

it('a folder without such files has nothing to check', () => {
  const tally = new GoldenTally();
  expect(checkPredictors(new GoldenFolder(testFolder()), tally).size).toBe(0);
  expect(tally.total()).toEqual({ vectors: 0, matched: 0, by_file: {} });
});
