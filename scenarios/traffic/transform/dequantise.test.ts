import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../random/index.js';
import { jsonl } from '../../testing/files.js';
import { rowAt, through } from '../../testing/stages.js';
import { read } from '../../testing/traffic.js';
import { dequantise } from './dequantise.js';

function spread(times_s: readonly number[], quantum_s?: number, seed = 1) {
  const given = times_s.map((time_s, i) => rowAt(time_s, { inputTokens: i + 1 }));
  return through(
    (next, account) => dequantise(next, randomStream(seed, 'd'), account, quantum_s && quantum_s * 1e6),
    given,
  );
}
/** So many rows in each bin. */
const binned = (bins: number, rows: number, step_s: number) =>
  Array.from({ length: bins * rows }, (_, i) => Math.floor(i / rows) * step_s);

describe('a coarse clock', () => {
  it('is found by its steps, and said', () => {
    const { account } = spread(binned(20, 5, 3));
    expect(account.transforms).toEqual([{ text: 'dequantise 3 s' }]);
    expect(account.warnings).toEqual([
      'the clock ticks every 3 s; rows of one tick are spread over it (traffic.dequantise)',
    ]);
  });

  it('is that of the middle step: a tick may be a little off, or missed', () => {
    const ticks = [0, 2.997, 6, 9, 12.003, 15, 21, 24];
    const times = ticks.flatMap((tick) => [tick, tick, tick, tick]);
    expect(spread(times).account.transforms).toEqual([{ text: 'dequantise 3 s' }]);
  });

  it('is one where most rows share their time with the one before', () => {
    expect(spread(binned(50, 3, 1)).account.transforms).toHaveLength(1);
    // 50 of 99 gaps are 0, then 50 of 100: more than half is coarse, half is not
    expect(spread(binned(50, 2, 1)).account.transforms).toHaveLength(1);
    expect(spread([...binned(50, 2, 1), 50]).account.transforms).toHaveLength(0);
  });

  it('is none of a fine one, of one tick alone, or of nothing', () => {
    for (const times of [[0, 0.1, 0.2, 0.3], [5, 5, 5], [5], []]) {
      const { times_s, account } = spread(times);
      expect(times_s).toEqual(times);
      expect(account.transforms).toEqual([]);
    }
  });

  it('may be given', () => {
    const { times_s, account } = spread([0, 1, 2], 1);
    expect(account.transforms).toEqual([{ text: 'dequantise 1 s' }]);
    times_s.forEach((time_s, i) => expect(Math.floor(time_s)).toBe(i));
    expect(times_s).not.toEqual([0, 1, 2]);
  });
});

describe('rows that are spread', () => {
  it('keep their order, and stay in their tick', () => {
    const bins = fc.array(fc.record({ rows: fc.integer({ min: 1, max: 6 }), skip: fc.integer({ min: 1, max: 4 }) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(bins, fc.nat(99), (drawn, seed) => {
        let tick_s = 0;
        const times = drawn.flatMap(({ rows, skip }) => {
          tick_s += skip * 3;
          return Array.from({ length: rows }, () => tick_s);
        });
        const { rows, times_s } = spread(times, 3, seed);
        expect(rows.map(({ inputTokens }) => inputTokens)).toEqual(times.map((_, i) => i + 1));
        times_s.forEach((time_s, i) => {
          expect(Math.floor(time_s / 3) * 3).toBe(times[i]);
          expect(time_s).toBeGreaterThanOrEqual(times_s[i - 1] ?? 0);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('do not run into a tick that comes early', () => {
    const { times_s } = spread([0, 0, 0, 0, 1, 1, 1, 1], 3);
    expect(Math.max(...times_s.slice(0, 4))).toBeLessThan(1);
    expect(Math.max(...times_s.slice(4))).toBeGreaterThanOrEqual(1);
  });

  it('lie evenly in their tick: mean 1/2, variance 1/12', () => {
    const { times_s } = spread(binned(400, 10, 1));
    const offsets = times_s.map((time_s) => time_s % 1);
    const mean = offsets.reduce((sum, offset) => sum + offset, 0) / 4000;
    const variance = offsets.reduce((sum, offset) => sum + (offset - mean) ** 2, 0) / 4000;
    // standard errors: √(1/12 / 4000) = 0.0046, and √((1/80 − 1/144) / 4000) = 0.0012
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * 0.0046);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * 0.0012);
  });

  it('repeat by seed', () => {
    expect(spread(binned(5, 3, 1), 1, 1).times_s).toEqual(spread(binned(5, 3, 1), 1, 1).times_s);
    expect(spread(binned(5, 3, 1), 1, 1).times_s).not.toEqual(spread(binned(5, 3, 1), 1, 2).times_s);
  });

  it('are decided by the first 2000 rows, and all of them come', () => {
    const fine = Array.from({ length: 2500 }, (_, i) => i / 10);
    expect(spread([...fine, ...binned(500, 10, 3).map((time_s) => time_s + 300)]).account.transforms).toEqual([]);
    const { rows, account } = spread(binned(600, 5, 1));
    expect(rows).toHaveLength(3000);
    expect(account.transforms).toHaveLength(1);
  });
});

describe('a trace', () => {
  const rows = Array.from({ length: 300 }, (_, i) => ({
    timestamp: Math.floor(i / 10) * 3000,
    input_length: i + 1,
    output_length: 1,
  }));
  const mooncake = (dequantised?: unknown) => read({ format: 'mooncake', path: jsonl(rows), dequantise: dequantised });

  it('is spread by itself', () => {
    expect(mooncake().provenance.transforms).toEqual(['dequantise 3 s']);
    expect(mooncake(true).requests).toEqual(mooncake().requests);
  });

  it('is spread as is said', () => {
    expect(mooncake({ quantum_s: 2 }).provenance.transforms).toEqual(['dequantise 2 s']);
  });

  it('is replayed raw when asked', () => {
    const { requests, provenance } = mooncake(false);
    expect(requests[9]!.arrival_s).toBe(0);
    expect(provenance.transforms).toEqual([]);
  });
});
