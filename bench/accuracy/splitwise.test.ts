/** Errors of a small table, by hand: each row is guessed from the others of its model, GPU and parallel size. */
import { describe, expect, it } from 'vitest';
import { testFile } from '../../studies/testing/index.js';
import { scoreSplitwise } from './splitwise.js';

const HEADER = 'model,hardware,tensor_parallel,prompt_size,token_size,batch_size,prompt_time,token_time';

interface Measured {
  readonly model?: string;
  readonly tp?: number;
  readonly prompt?: number;
  readonly tokens?: number;
  readonly batch?: number;
  readonly prompt_ms: number;
  readonly token_ms?: number;
}

function score(...rows: readonly Measured[]) {
  const lines = rows.map(
    ({ model = 'm', tp = 8, prompt = 100, tokens = 0, batch = 1, prompt_ms, token_ms = 10 }) =>
      `${model},h100,${tp},${prompt},${tokens},${batch},${prompt_ms},${token_ms}`,
  );
  return scoreSplitwise(testFile('splitwise.csv', [HEADER, ...lines, ''].join('\n')));
}

describe('a row with repeats', () => {
  it('is guessed by their median, without itself', () => {
    // 10 by 15: 50 %; 10 by 15: 50 %; 20 by 10: 50 %
    const { prompt, prompt_points } = score({ prompt_ms: 10 }, { prompt_ms: 10 }, { prompt_ms: 20 });
    expect(prompt).toEqual({ points: 3, median_pct: 50, p95_pct: 50 });
    expect(prompt_points).toEqual({ points: 0 });
  });

  it.each([
    ['model', { model: 'other' }],
    ['parallel size', { tp: 4 }],
  ])('is no repeat of one of another %s', (_, other) => {
    expect(score({ prompt_ms: 10 }, { prompt_ms: 20, ...other }).prompt).toEqual({ points: 0 });
  });
});

describe('a point between others', () => {
  it('is guessed on the line between its neighbours in tokens', () => {
    // at 200 of 100 … 400: 10 + (40 − 10) / 3 = 20, measured 25
    const { prompt } = score(
      { prompt: 400, prompt_ms: 40 },
      { prompt: 100, prompt_ms: 10 },
      { prompt: 200, prompt_ms: 25 },
    );
    expect(prompt).toEqual({ points: 1, median_pct: 20, p95_pct: 20 });
  });

  it('is guessed from the nearest ones', () => {
    const at = (prompt: number) => ({ prompt, prompt_ms: prompt ** 2 });
    // 2 from 1 and 3: 5 for 4; 3 from 2 and 4: 10 for 9
    const { prompt } = score(at(1), at(2), at(3), at(4));
    expect(prompt).toMatchObject({ points: 2, median_pct: 18.06 }); // the middle of 25 % and 11.11 %
  });

  it('is guessed by the mean of the lines in tokens and in batch', () => {
    const { prompt_points } = score(
      { prompt: 100, batch: 2, prompt_ms: 10 },
      { prompt: 300, batch: 2, prompt_ms: 30 },
      { prompt: 200, batch: 1, prompt_ms: 30 },
      { prompt: 200, batch: 3, prompt_ms: 50 },
      { prompt: 200, batch: 2, prompt_ms: 40 },
    );
    // 20 and 40, in the middle 30 for 40
    expect(prompt_points).toEqual({ points: 1, median_pct: 25, p95_pct: 25 });
  });

  it('has the median of its repeats, as have its neighbours', () => {
    const repeated = (prompt: number, times: readonly number[]) => times.map((prompt_ms) => ({ prompt, prompt_ms }));
    const { prompt, prompt_points } = score(
      ...repeated(1, [9, 10, 99]),
      ...repeated(2, [1, 25, 30]),
      ...repeated(3, [30, 30, 31]),
    );
    expect(prompt_points).toEqual({ points: 1, median_pct: 20, p95_pct: 20 }); // 20 for 25
    expect(prompt.points).toBe(9);
  });

  it('of another batch is on another line', () => {
    expect(
      score({ prompt_ms: 1 }, { prompt: 200, batch: 2, prompt_ms: 2 }, { prompt: 300, prompt_ms: 3 }).prompt,
    ).toEqual({ points: 0 });
  });
});

it('the time of a token depends on the context half way: prompt and half of the answer', () => {
  // contexts 100, 150 and 300: at 150 a quarter of the way from 10 to 18 is 12, measured 10
  const { token } = score(
    { prompt: 100, tokens: 0, prompt_ms: 1, token_ms: 10 },
    { prompt: 100, tokens: 100, prompt_ms: 1, token_ms: 10 },
    { prompt: 200, tokens: 200, prompt_ms: 1, token_ms: 18 },
  );
  expect(token).toEqual({ points: 1, median_pct: 20, p95_pct: 20 });
});

it('a table without rows has no errors', () => {
  const none = { points: 0 };
  expect(score()).toEqual({ prompt: none, token: none, prompt_points: none, token_points: none });
});
