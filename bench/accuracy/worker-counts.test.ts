/** On engines that take 1 ms a prompt token and 10 ms a decode step, whatever the batch. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../../sim/testing/index.js';
import { likelyWorkers } from './worker-counts.js';

const ONE = smallProfile();
const LARGE = smallProfile({ gpusPerWorker: 16 });
const LOAD = { concurrency: 40, isl: 100, osl: 50, stepTokens: 1000 };

describe('likely workers', () => {
  it.each([
    [1, 4],
    [8, 4],
    [9, 1],
    [16, 1],
  ])('decode on workers of %d GPUs by %d', (gpusPerWorker, decode) => {
    expect(likelyWorkers(ONE, smallProfile({ gpusPerWorker }), LOAD).decode).toBe(decode);
  });

  it('prefill as fast as decoding ends requests, and a fifth more', () => {
    // 40 users end a request every 50 × 10 ms: 80 a second; a prompt takes 100 ms: 10 a second; 1.2 × 8 = 9.6
    expect(likelyWorkers(ONE, ONE, LOAD).prefill).toBe(10);
    expect(likelyWorkers(ONE, ONE, { ...LOAD, osl: 500 }).prefill).toBe(1);
  });

  it('are one at least', () => {
    expect(likelyWorkers(ONE, ONE, { ...LOAD, concurrency: 1, osl: 1000 }).prefill).toBe(1);
  });

  it('compute a prompt that is longer than a step alone', () => {
    expect(likelyWorkers(ONE, ONE, { ...LOAD, stepTokens: 10 }).prefill).toBe(10);
  });

  it('prefill never less for more users', () => {
    const users = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(users, users, (one, other) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)].map(
          (concurrency) => likelyWorkers(ONE, LARGE, { ...LOAD, concurrency }).prefill,
        );
        expect(few).toBeLessThanOrEqual(many!);
      }),
      { numRuns: 30 },
    );
  });
});
