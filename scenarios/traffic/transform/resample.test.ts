import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowAt, through } from '../../testing/stages.js';
import type { TraceRow } from '../trace-row.js';
import { resample } from './resample.js';

function resampled(given: readonly TraceRow[], block_s: number, reach: number, seed = 1) {
  return through((next, account) => resample(next, { block_s, reach }, seed, account), given);
}
/** One row a second, each with a number of its own, half a second in. */
const every = (seconds: number) => Array.from({ length: seconds }, (_, i) => rowAt(i + 0.5, { inputTokens: i + 1 }));
const originals = (rows: readonly TraceRow[]) => rows.filter(({ rows: count }) => count !== 0);

describe('resampled traffic', () => {
  it('has blocks of its neighbourhood in the place of each block', () => {
    const { rows, times_s } = resampled(every(1000), 10, 2);
    rows.forEach(({ inputTokens }, i) => {
      const [from, to] = [Math.floor((inputTokens - 1) / 10), Math.floor(times_s[i]! / 10)];
      expect(Math.abs(from - to)).toBeLessThanOrEqual(2);
      expect(times_s[i]! % 10).toBeCloseTo((inputTokens - 0.5) % 10, 6);
    });
    expect(rows).toHaveLength(1000);
  });

  it('is in order, and no row of the source is given twice but as a copy', () => {
    const { rows, times_s } = resampled(every(300), 7, 3);
    expect(times_s).toEqual([...times_s].sort((a, b) => a - b));
    const numbers = originals(rows).map(({ inputTokens }) => inputTokens);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('accounts for every row: kept, or not drawn', () => {
    const given = fc.array(fc.nat(200), { maxLength: 60 }).map((times) => times.sort((a, b) => a - b));
    fc.assert(
      fc.property(
        given,
        fc.constantFrom(1, 7, 60),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(50),
        (times, block_s, reach, seed) => {
          const { rows, account } = resampled(
            times.map((time_s) => rowAt(time_s)),
            block_s,
            reach,
            seed,
          );
          expect(originals(rows).length + (account.dropped['not drawn'] ?? 0)).toBe(times.length);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('draws each of the neighbourhood alike often', () => {
    // in the middle each of 2 × reach + 1 = 3 blocks: 999 blocks, √(999 · 1/3 · 2/3) = 14.9
    const { rows, times_s } = resampled(every(1001), 1, 1);
    const shifts = rows.map(({ inputTokens }, i) => Math.round(times_s[i]! - (inputTokens - 0.5)));
    for (const shift of [-1, 0, 1]) {
      expect(Math.abs(shifts.filter((one) => one === shift).length - 333.7)).toBeLessThan(5 * 14.9);
    }
  });

  it('draws the first block and the last one as often as what lies between', () => {
    const drawn = Array.from({ length: 60 }, (_, seed) =>
      resampled([rowAt(0.5, { inputTokens: 1 }), rowAt(10.5, { inputTokens: 2 })], 10, 1, seed).rows.map(
        ({ inputTokens }) => inputTokens,
      ),
    );
    expect(new Set(drawn.map((numbers) => numbers.join()))).toEqual(new Set(['1,1', '1,2', '2,1', '2,2']));
  });

  it('keeps a silence and a burst where they were, to within the reach', () => {
    const burst = Array.from({ length: 500 }, (_, i) => rowAt(400 + i / 5));
    const { times_s } = resampled(burst, 10, 2);
    expect(Math.min(...times_s)).toBeGreaterThanOrEqual(380);
    expect(Math.max(...times_s)).toBeLessThan(520);
  });

  it('repeats by seed and differs between seeds', () => {
    const numbers = (seed: number) => resampled(every(200), 5, 2, seed).rows.map(({ inputTokens }) => inputTokens);
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
  });

  it('copies sessions as others, and warns where prompts are repeated', () => {
    const { rows, account } = resampled(
      every(50).map((row) => ({ ...row, sessionId: 's', prefixBlocks: [1] })),
      5,
      2,
    );
    expect(new Set(rows.map(({ sessionId }) => sessionId)).size).toBeGreaterThan(1);
    expect(account.warnings).toEqual([
      'rows drawn twice repeat their prompts: more of them is in a prefix cache than in the trace itself',
    ]);
    expect(resampled(every(50), 5, 2).account.warnings).toEqual([]);
  });

  it('of one block is that block, and of nothing nothing', () => {
    expect(resampled(every(5), 60, 2).rows).toEqual(every(5));
    expect(resampled([], 60, 2).rows).toEqual([]);
  });

  it('says what was done', () => {
    expect(resampled([], 60, 2).account.transforms).toEqual([{ text: 'resample blocks of 60 s from 2 around' }]);
  });
});
