/** Where the first token comes from, in each kind of cluster; 1 ms a prompt token, 10 ms a decode step, 2 ms a transfer. */
import { describe, expect, it } from 'vitest';
import { play, type Rows, type SmallClusterOptions, smallProfile } from '../testing/index.js';

const ONE: Rows = [[0, 100, 3]];
const fromDecode: SmallClusterOptions = { transfer: { first_token: 'decode' } };

describe('the first token', () => {
  it('of an aggregated worker comes with the step that ends the prompt', () => {
    const { end, gaps } = play(ONE, { aggregated: {} });
    expect(end(0).firstToken_s).toBeCloseTo(0.1, 9);
    expect(end(0).time_s).toBeCloseTo(0.12, 9);
    expect(gaps).toHaveLength(2);
  });

  it('of a prefill worker is out when the KV cache has arrived', () => {
    const { end } = play(ONE);
    expect(end(0).firstToken_s).toBeCloseTo(0.102, 9);
    expect(end(0).time_s).toBeCloseTo(0.122, 9);
  });

  it('of a decode worker comes with its first step there', () => {
    const { end, gaps } = play(ONE, fromDecode);
    expect(end(0).firstToken_s).toBeCloseTo(0.112, 9);
    expect(end(0).time_s).toBeCloseTo(0.132, 9);
    expect(gaps).toHaveLength(2);
  });

  it('is the only one of a request for one token: transferred only where the decode worker makes it', () => {
    const one: Rows = [[0, 100, 1]];
    expect(play(one).end(0)).toMatchObject({ decodeWorker: undefined, deliveredTokens: 1 });
    expect(play(one, fromDecode).end(0)).toMatchObject({ decodeWorker: 1, deliveredTokens: 1 });
    expect(play(one, fromDecode).end(0).time_s).toBeCloseTo(0.112, 9);
  });

  it('is told once, also when its request is preempted before it', () => {
    const rows: Rows = [
      [0, 30, 25],
      [0.075, 59, 2], // joins at 200 ms, when the other's context becomes 41: 5 + 6 blocks of 10
    ];
    const pool = { block_tokens: 10, kv_admission: 'prompt' as const };
    const { firstTokens, end, gaps } = play(rows, {
      transfer: { first_token: 'decode', latency_ms: 60 },
      profile: smallProfile({ maxKvTokens: 100 }),
      prefill: pool,
      decode: pool,
    });
    expect(end(1).preemptions).toBeGreaterThan(0);
    expect(firstTokens.map(({ id }) => id)).toEqual([0, 1]);
    expect(gaps).toHaveLength(24 + 1);
  });
});
