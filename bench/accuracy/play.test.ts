/** Played on engines that take 1 ms a prompt token and 10 ms a decode step, whatever the batch. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallProfile } from '../../sim/testing/index.js';
import { closedLoop, type PlayedPool, play } from './play.js';

const pool = (workers = 1, spec: PlayedPool['spec'] = {}): PlayedPool => ({ profile: smallProfile(), workers, spec });
const always = () => [100, 11] as const;

describe('play', () => {
  it('gives the times of a lone request', () => {
    const [end] = play([pool()], { requests: [{ id: 7, arrival_s: 2, inputTokens: 100, outputTokens: 11 }] });
    expect(end).toMatchObject({ id: 7, arrival_s: 2, outputTokens: 11 });
    expect(end!.firstToken_s).toBeCloseTo(2.1, 9); // 100 tokens of 1 ms
    expect(end!.lastToken_s).toBeCloseTo(2.2, 9); // 10 more steps of 10 ms
  });

  it('hands requests from prefill to decode workers in nearly no time', () => {
    const [end] = play([pool(), pool()], { requests: [{ id: 0, arrival_s: 0, inputTokens: 100, outputTokens: 11 }] });
    expect(end!.firstToken_s).toBeCloseTo(0.1, 4);
    expect(end!.lastToken_s).toBeCloseTo(0.2, 4);
  });

  it('spreads requests over the workers that there are', () => {
    const pair = [0, 1].map((id) => ({ id, arrival_s: 0, inputTokens: 100, outputTokens: 1 }));
    const lastOf = (workers: number) =>
      Math.max(
        ...play([pool(workers, { max_batched_tokens: 100 })], { requests: pair }).map((end) => end.lastToken_s!),
      );
    expect(lastOf(1)).toBeCloseTo(0.2, 9);
    expect(lastOf(2)).toBeCloseTo(0.1, 9);
  });
});

describe('a closed loop', () => {
  it('begins with all users at once, and has no more users than requests', () => {
    expect(closedLoop(3, 10, always).requests).toEqual(
      [0, 1, 2].map((id) => ({ id, arrival_s: 0, inputTokens: 100, outputTokens: 11 })),
    );
    expect([...closedLoop(5, 2, always).requests]).toHaveLength(2);
  });

  it('of one user sends a request when the one before has ended', () => {
    const ends = play([pool()], closedLoop(1, 3, always));
    expect(ends.map((end) => end.arrival_s)).toEqual([0, 0.2, 0.4].map((time_s) => expect.closeTo(time_s, 9)));
  });

  it('ends every request, has never more of them than users, and asks for their lengths once each', () => {
    const few = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(few, few, few, (users, rounds, workers) => {
        let asked = 0;
        const traffic = closedLoop(users, users * rounds, () => {
          asked++;
          return [50, 3];
        });
        const ends = play([pool(workers)], traffic);
        expect(ends.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([...Array(users * rounds).keys()]);
        expect(asked).toBe(users * rounds);
        for (const { arrival_s } of ends) {
          const open = ends.filter((end) => end.arrival_s <= arrival_s && end.lastToken_s! > arrival_s);
          expect(open.length).toBeLessThanOrEqual(users);
        }
      }),
      { numRuns: 25 },
    );
  });
});
