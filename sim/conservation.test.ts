/**
 * What no combination of features may break. Random runs of either kind of cluster, with every router, cache, drain, fault and
 * kind of impatience (`drawRun`); the invariants are on in each of them and stop it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawRun, type Played, play, playInput, unevenProfile } from './testing/index.js';

function playDrawn(seed: number, engine: 'leaping' | 'stepping' = 'leaping', retries?: number): Played {
  const { input, traffic } = drawRun(seed, engine);
  const clients =
    retries === undefined ? input.clients : { ...input.clients, retries: { ...input.clients.retries, max: retries } };
  return playInput({ ...input, clients }, traffic);
}

const anySeed = fc.integer({ min: 1, max: 1_000_000 });

describe('a random run', () => {
  it('ends every request once, and counts it once', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const { ends, result } = playDrawn(seed);
        const { injected, completed, failed, unfinished } = result.tally;
        expect(new Set(ends.map(({ id }) => id)).size).toBe(ends.length);
        expect(ends).toHaveLength(injected);
        expect(completed + failed + unfinished).toBe(injected);
        for (const { status, deliveredTokens, outputTokens } of ends) {
          if (status === 'completed') expect(deliveredTokens).toBe(outputTokens);
          else expect(deliveredTokens).toBeLessThanOrEqual(outputTokens);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('tells of each token once, however often its request was preempted, lost and requeued', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const { ends, firstTokens, gaps } = playDrawn(seed, 'leaping', 0);
        const delivered = ends.reduce((sum, { deliveredTokens }) => sum + deliveredTokens, 0);
        expect(firstTokens.map(({ id }) => id).sort()).toEqual(
          ends.flatMap(({ id, firstToken_s }) => (firstToken_s === undefined ? [] : [id])).sort(),
        );
        // the step under way when a client goes still tells of its tokens, at most three a step in these runs
        const abandoned = ends.filter(({ status }) => status === 'timed_out' || status === 'cancelled').length;
        const told = firstTokens.length + gaps.length;
        expect(told - delivered).toBeGreaterThanOrEqual(0);
        expect(told - delivered).toBeLessThanOrEqual(3 * abandoned);
      }),
      { numRuns: 80 },
    );
  });

  it('is the same again from the same seed', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        expect(playDrawn(seed).log).toEqual(playDrawn(seed).log);
      }),
      { numRuns: 25 },
    );
  });
});

it('a steady decode takes the leaping engine far fewer events than steps', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i * 3, 200, 1500] as const);
  const { result, runEnds } = play(rows, { profile: unevenProfile(100_000), aggregated: { kv_admission: 'prompt' } });
  const { single, leapt } = runEnds[0]!.steps!;
  expect(leapt).toBeGreaterThan(50 * single);
  expect(result.events).toBeLessThan((single + leapt) / 10);
});
