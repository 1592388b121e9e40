import { describe, expect, it } from 'vitest';
import { errorTable } from './errors.js';
import type { Latency } from './recorded.js';

/** Latencies by id: so many milliseconds of each kind. */
const latencies = (...all: readonly number[]) =>
  new Map(all.map((ms, id): [number, Latency] => [id, { ttft_ms: ms, tpot_ms: ms / 10, e2e_ms: ms * 10 }]));
const IDS = [0, 1, 2, 3];

describe('the table of errors', () => {
  it('has mean and quantiles of what was measured, before and after, and how far they are off', () => {
    const table = errorTable(
      IDS,
      latencies(100, 200, 300, 400),
      latencies(50, 100, 150, 200),
      latencies(110, 220, 330, 440),
    );
    expect(table.ttft_ms!.mean).toEqual({
      measured_ms: 250,
      before_ms: 125,
      after_ms: 275,
      before: -0.5,
      after: expect.closeTo(0.1, 12),
    });
    expect(Object.keys(table.ttft_ms!)).toEqual(['mean', 'p50', 'p90', 'p99']);
    expect(table.tpot_ms!.mean.measured_ms).toBe(25);
    expect(table.e2e_ms!.p99.measured_ms).toBeGreaterThan(table.e2e_ms!.p50.measured_ms);
  });

  it('compares distributions, not requests: an order that differs is no error', () => {
    const { ttft_ms } = errorTable(IDS, latencies(1, 2, 3, 4), latencies(4, 3, 2, 1), latencies(2, 1, 4, 3));
    for (const { before, after } of Object.values(ttft_ms!)) expect([before, after]).toEqual([0, 0]);
  });

  it('is of the requests that are asked for alone', () => {
    const { ttft_ms } = errorTable([0], latencies(100, 900), latencies(100, 1), latencies(100, 1));
    expect(ttft_ms!.mean).toMatchObject({ measured_ms: 100, before: 0, after: 0 });
  });

  it('leaves out a request that one of the three does not have', () => {
    const before = latencies(100, Number.NaN);
    const after = new Map([...latencies(100, 200)].slice(0, 1));
    expect(errorTable([0, 1], latencies(100, 200), before, latencies(100, 200)).ttft_ms!.mean.measured_ms).toBe(100);
    expect(errorTable([0, 1], latencies(100, 200), latencies(100, 200), after).ttft_ms!.mean.measured_ms).toBe(100);
  });

  it('leaves out a latency that no request has', () => {
    const oneToken = new Map([[0, { ttft_ms: 5, tpot_ms: Number.NaN, e2e_ms: 5 }]]);
    expect(Object.keys(errorTable([0], oneToken, oneToken, oneToken))).toEqual(['ttft_ms', 'e2e_ms']);
    expect(errorTable([], oneToken, oneToken, oneToken)).toEqual({});
  });
});
