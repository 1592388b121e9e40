/** KV blocks that grow with the tokens: who is let in, who must go when they run out, what that costs. Ten blocks of ten tokens. */
import { describe, expect, it } from 'vitest';
import { play, type Rows, type SmallClusterOptions, smallProfile } from '../testing/index.js';

const profile = smallProfile({ maxKvTokens: 100 });
const grows = { block_tokens: 10, kv_admission: 'prompt' as const, queue: 'per_worker' as const };

function onOneWorker(rows: Rows, pool: SmallClusterOptions['aggregated']) {
  return play(rows, { profile, aggregated: { ...grows, ...pool } });
}

const TWO: Rows = [
  [0, 30, 25],
  [0.001, 30, 25],
];

describe('two requests that do not both fit to their ends', () => {
  it('begin together on the room of their prompts; the one admitted last is preempted and computed again', () => {
    const { end, gaps } = onOneWorker(TWO, {});
    // first tokens at 30 and 61 ms; at 251 ms the contexts are 51 and 50 tokens: 6 + 5 blocks
    expect(end(0).preemptions).toBe(0);
    expect(end(0).time_s).toBeCloseTo(0.291, 9);
    // its 30 prompt tokens and the 20 that it had by then, when the other has left; then 4 more steps
    expect(end(1).preemptions).toBe(1);
    expect(end(1).firstToken_s).toBeCloseTo(0.061, 9);
    expect(end(1).time_s).toBeCloseTo(0.291 + 0.05 + 0.04, 9);
    expect(Math.max(...gaps)).toBeCloseTo(0.341 - 0.251, 9);
    expect(gaps).toHaveLength(2 * 24); // no token is told twice
  });

  it('come one after the other where the whole life is reserved', () => {
    const { end } = onOneWorker(TWO, { kv_admission: 'full' });
    expect(end(1)).toMatchObject({ preemptions: 0 });
    expect(end(1).firstToken_s).toBeCloseTo(0.03 + 0.24 + 0.03, 9);
  });
});

it('preempts a half-computed prompt before any decoding request', () => {
  const { end } = onOneWorker(
    [
      [0, 30, 25],
      [0.115, 55, 2], // taken in at 120 ms beside a context of 40 tokens: 4 + 6 blocks
    ],
    { max_batched_tokens: 30 },
  );
  expect(end(0)).toMatchObject({ preemptions: 0 });
  expect(end(1).preemptions).toBe(1);
  // one chunk of 29 beside the other's token for nothing, then 13 further steps of it; then 30 + 25 alone
  expect(end(0).time_s).toBeCloseTo(0.12 + 0.03 + 14 * 0.01, 9);
  expect(end(1).firstToken_s).toBeCloseTo(0.29 + 0.055, 9);
});

describe('a watermark', () => {
  const rows: Rows = [
    [0, 30, 5],
    [0.001, 50, 1],
  ];

  it('keeps blocks free for those who grow', () => {
    expect(onOneWorker(rows, {}).firstToken_s(1)).toBeCloseTo(0.03 + 0.051, 9);
    expect(onOneWorker(rows, { kv_watermark: 0.2 }).firstToken_s(1)).toBeCloseTo(0.03 + 0.04 + 0.05, 9);
  });

  it('does not shut out who is alone', () => {
    expect(onOneWorker([[0, 90, 5]], { kv_watermark: 0.2 }).end(0).status).toBe('completed');
  });
});

it('preempts at a decode worker too, which computes the prompt again itself', () => {
  const { end, gaps } = play(TWO, { profile, prefill: { ...grows }, decode: { ...grows } });
  const [kept, gone] = [end(0), end(1)];
  expect([kept.preemptions, gone.preemptions]).toEqual([0, 1]);
  expect(gone.prefillWorker).toBe(0);
  expect(gaps).toHaveLength(2 * 24);
  expect(gone.time_s).toBeGreaterThan(kept.time_s);
});

it('keeps a computed prompt at the prefill worker until it is fetched, and lets no other in', () => {
  const rows: Rows = [
    [0, 60, 30],
    [0, 60, 30],
    [0, 60, 30],
  ];
  const { end } = play(rows, { profile, prefill: { ...grows }, decode: { ...grows } });
  const decoded_s = end(0).time_s; // the decode worker has room for one at a time
  // the second prompt waits at the prefill worker until then; the third is computed when the second has been fetched
  expect(end(1).firstToken_s).toBeCloseTo(decoded_s + 0.002, 9);
  expect(end(2).firstToken_s).toBeGreaterThanOrEqual(end(1).firstToken_s! + 0.06);
});
