/** The check of the regression models sees a wrong answer: shipped vectors, one answer of which is made one percent larger. */
import { expect, it } from 'vitest';
import { shippedGolden } from '../testing/index.js';
import { checkRegression, type RegressionVectors, stepOf } from './regression.js';
import { GoldenTally } from './tally.js';

const { regression } = shippedGolden().json<{ regression: RegressionVectors }>('planner-1.4.2.json');

type Lists = Record<string, Record<string, number | number[]>[]>;

function missesOf(change: (vectors: Lists) => void): string[] {
  const vectors = structuredClone(regression);
  change(vectors as unknown as Lists);
  const tally = new GoldenTally();
  checkRegression(vectors, 'made', tally);
  return tally.misses;
}

it('the shipped answers are right', () => {
  expect(missesOf(() => undefined)).toEqual([]);
});

it.each([
  ['prefill_ttft', 'ttft_s'],
  ['prefill_rps', 'rps_and_ttft_ms'],
  ['decode_itl', 'itl_s'],
  ['decode_rps', 'rps_and_itl_ms'],
  ['agg_ttft', 'ttft_s'],
  ['agg_itl', 'itl_s'],
  ['agg_rps', 'rps_ttft_ms_itl_ms'],
])('%s: a wrong %s is one miss', (list, field) => {
  const misses = missesOf((vectors) => {
    const vector = vectors[list]!.at(-1)!;
    const answer = vector[field]!;
    vector[field] = Array.isArray(answer) ? answer.with(-1, answer.at(-1)! * 1.01) : answer * 1.01;
  });
  expect(misses).toHaveLength(1);
  expect(misses[0]).toMatch(new RegExp(`^made: ${list} `));
});

it.each(['prefill', 'decode', 'agg'])('a wrong intercept of %s is one miss', (kind) => {
  const misses = missesOf((vectors) => {
    const coef = vectors['coef'] as unknown as Record<string, { intercept: number }>;
    coef[kind]!.intercept *= 1.01;
  });
  expect(misses).toEqual([expect.stringContaining(`${kind} coefficients`)]);
});

it('what a step does not say is none', () => {
  expect(stepOf({ wall_time: 0.5, num_decode: 3 })).toEqual({
    wallTime: 0.5,
    prefillRequests: 0,
    prefillTokens: 0,
    decodeRequests: 3,
    decodeKvTokens: 0,
  });
});
