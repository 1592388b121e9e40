/** The way of a KV cache in closed form: 100 tokens of 1 MB at 1 GB/s take 100 ms, beside a latency of 2 ms. */
import { describe, expect, it } from 'vitest';
import type { TransferSpec } from '../../scenarios/index.js';
import { play, type Rows, smallProfile } from '../testing/index.js';

const profile = { ...smallProfile(), kvBytesPerToken: 1e6 };

/** Seconds from the end of the prompt (100 ms, each on a prefill worker of its own) to the first token, by request. */
function waits(rows: Rows, transfer: Partial<TransferSpec>, decodeWorkers = 1): number[] {
  const { end } = play(rows, {
    profile,
    prefill: { replicas: rows.length },
    decode: { replicas: decodeWorkers },
    transfer,
  });
  return rows.map(([arrival_s], id) => Math.round((end(id).firstToken_s! - arrival_s - 0.1) * 1e6) / 1e3);
}

const BOTH: Rows = [
  [0, 100, 5],
  [0, 100, 5],
];

it('takes the latency and the bytes at the bandwidth of one transfer, whoever else is on the way', () => {
  expect(waits(BOTH, { bandwidth_gb_per_s: 1 })).toEqual([102, 102]);
  expect(waits(BOTH, { bandwidth_gb_per_s: 1, latency_ms: 0 })).toEqual([100, 100]);
});

describe('a shared link', () => {
  const shared = (per: 'cluster' | 'prefill_worker' | 'decode_worker') => ({ shared: { gb_per_s: 1, per } });

  it('of the cluster is shared by all', () => {
    expect(waits(BOTH, shared('cluster'))).toEqual([202, 202]);
  });

  it('of a prefill worker is its own', () => {
    expect(waits(BOTH, shared('prefill_worker'))).toEqual([102, 102]);
  });

  it('of a decode worker is shared by those who go there', () => {
    expect(waits(BOTH, shared('decode_worker'))).toEqual([202, 202]);
    expect(waits(BOTH, shared('decode_worker'), 2)).toEqual([102, 102]);
  });

  it('is shared only while both are on it', () => {
    const rows: Rows = [
      [0, 100, 5],
      [0.05, 100, 5],
    ];
    // the first alone for 50 ms, then both for 100 ms, then the second alone for 50 ms
    expect(waits(rows, shared('cluster'))).toEqual([152, 152]);
  });

  it('gives no transfer more than its own bandwidth', () => {
    expect(waits(BOTH, { bandwidth_gb_per_s: 0.25, ...shared('cluster') })).toEqual([402, 402]);
  });
});
