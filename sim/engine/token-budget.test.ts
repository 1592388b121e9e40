/**
 * Who computes what in a step. The small profile makes it countable: a step takes 1 ms a token, prompt or decoding, and never
 * less than 10 ms where somebody decodes.
 */
import { describe, expect, it } from 'vitest';
import { play, type Rows, smallProfile } from '../testing/index.js';

const BUDGET = 100;
// the worker's own queue: what waits at the pool is the dispatcher's matter
const aggregated = { max_batched_tokens: BUDGET, queue: 'per_worker' as const };

function milliseconds(values: readonly (number | undefined)[]): number[] {
  return values.map((seconds) => Math.round(seconds! * 1e6) / 1e3);
}

describe('a long prompt beside a decoding request', () => {
  const rows: Rows = [
    [0, 10, 12],
    [0.055, 250, 2],
  ];

  it('is computed in chunks of what the running request leaves', () => {
    const { gaps, firstToken_s } = play(rows, { aggregated });
    // from 60 ms on: 99 + 1, 99 + 1, 52 + 1
    expect(milliseconds([firstToken_s(1)])).toEqual([313]);
    expect(milliseconds(gaps).filter((ms) => ms > 10)).toEqual([100, 100, 53]);
  });

  it('takes one step whole without chunks, however long', () => {
    const { gaps, firstToken_s } = play(rows, { aggregated: { ...aggregated, chunked_prefill: false } });
    expect(milliseconds([firstToken_s(1)])).toEqual([311]);
    expect(milliseconds(gaps).filter((ms) => ms > 10)).toEqual([251]);
  });
});

describe('several prompts in a step', () => {
  const rows: Rows = [
    [0, 10, 1],
    [0.001, 40, 2],
    [0.002, 40, 2],
    [0.003, 40, 1],
    [0.004, 10, 1],
  ];
  const firstTokens = (chunked_prefill: boolean, max_batch = 256) => {
    const { firstToken_s } = play(rows, { aggregated: { ...aggregated, chunked_prefill, max_batch } });
    return milliseconds([0, 1, 2, 3, 4].map(firstToken_s));
  };

  it('share the budget in order; the half-computed one goes on before those behind it', () => {
    // 40 + 40 + 20 of the third; then two decode, its other 20 and the last 10
    expect(firstTokens(true)).toEqual([10, 110, 110, 142, 142]);
  });

  it('wait whole for the next step without chunks, and hold back those behind them', () => {
    // 40 + 40, then 2 + 40 + 10
    expect(firstTokens(false)).toEqual([10, 90, 90, 142, 142]);
  });

  it('need a seat in the batch each', () => {
    // one at a time: 40 + a decode step, 40 + a decode step, 40, 10
    expect(firstTokens(true, 1)).toEqual([10, 50, 100, 150, 160]);
  });
});

it('leaves a prompt one token a step when the running requests take all the others', () => {
  const { firstToken_s } = play(
    [
      [0, 2, 50],
      [0, 5, 1],
    ],
    { aggregated: { ...aggregated, max_batch: 2, max_batched_tokens: 2 } },
  );
  expect(milliseconds([firstToken_s(0), firstToken_s(1)])).toEqual([2, 2 + 5 * 10]);
});

it('computes prompts together at a prefill worker as long as the budget lasts', () => {
  const rows: Rows = [
    [0, 10, 1],
    [0.001, 30, 1],
    [0.002, 30, 1],
    [0.003, 30, 1],
    [0.004, 30, 1],
  ];
  const { ends } = play(rows, { prefill: { ...aggregated, max_batch: 8 } });
  expect(milliseconds(ends.map(({ time_s }) => time_s))).toEqual([10, 110, 110, 110, 130]);
});

describe('data-parallel ranks', () => {
  const rows: Rows = [
    [0, 10, 1],
    [0.001, 60, 1],
    [0.002, 60, 1],
    [0.003, 60, 1],
  ];

  it('have a batch and a budget each, and compute their prompts side by side', () => {
    const { ends } = play(rows, {
      profile: { ...smallProfile(), attentionDp: 2 },
      aggregated: { ...aggregated, max_batch: 1, max_batched_tokens: 60 },
    });
    // the first two together in the time of one; the third alone
    expect(milliseconds(ends.map(({ time_s }) => time_s))).toEqual([10, 70, 70, 130]);
  });
});

it('makes the first prompts of a fresh worker slow', () => {
  const rows: Rows = [0, 1, 2, 3].map((second) => [second, 100, 1]);
  const { ends } = play(rows, { aggregated: { warm_up: { requests: 2, factor: 3 } } });
  expect(milliseconds(ends.map(({ time_s, arrival_s }) => time_s - arrival_s))).toEqual([300, 300, 100, 100]);
});
