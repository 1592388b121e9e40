/** The laboratory does what theory asks of it: exact service times, room without end, sinks that hear what they are given. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngineModel } from '../engine-model/index.js';
import { simulate } from '../simulation.js';
import { laboratoryInput, laboratoryProfile, laboratoryTraffic, listen, SECONDS_PER_TOKEN } from './laboratory.js';

describe('a laboratory engine', () => {
  it('computes a prompt in exact proportion, real lengths too', () => {
    const { mixedStepSeconds } = createEngineModel(laboratoryProfile());
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e8, noNaN: true }), (tokens) => {
        const work = {
          requests: 1,
          completing: 1,
          newTokens: tokens,
          cachedTokens: 0,
          attentionPairs: tokens ** 2 / 2,
        };
        expect(mixedStepSeconds(work, 0, 0) / (tokens * SECONDS_PER_TOKEN)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('decodes by the step time of its batch, at any context', () => {
    const { decodeStepSeconds } = createEngineModel(laboratoryProfile((batch) => 0.01 + 0.001 * batch, 100));
    for (const [batch, kvTokens] of [
      [1, 5],
      [50, 1e6],
      [100, 1e9],
    ] as const) {
      expect(decodeStepSeconds(batch, kvTokens)).toBeCloseTo(0.01 + 0.001 * batch, 9);
    }
  });
});

describe('laboratory traffic', () => {
  it('has gaps and lengths as they are drawn, in order', () => {
    let drawn = 0;
    const { requests } = laboratoryTraffic(
      3,
      () => ++drawn,
      () => 10,
      () => 2,
    );
    expect([...requests].map(({ id, arrival_s, inputTokens }) => [id, arrival_s, inputTokens])).toEqual([
      [0, 1, 10],
      [1, 3, 10],
      [2, 6, 10],
    ]);
  });
});

describe('a laboratory run', () => {
  const secondsOf = (aggregated: boolean) => {
    const ends: number[] = [];
    const sink = listen({ requestEnd: ({ time_s }) => ends.push(time_s) });
    const traffic = { requests: [0, 1].map((id) => ({ id, arrival_s: 0, inputTokens: 2e6, outputTokens: 1 })) };
    simulate(laboratoryInput({ profile: laboratoryProfile(), aggregated }, 1), traffic, sink);
    return ends;
  };

  it.each([false, true])('serves one after the other, aggregated: %s', (aggregated) => {
    expect(secondsOf(aggregated)).toEqual([expect.closeTo(2, 9), expect.closeTo(4, 9)]);
  });

  it('has a link that transfers share only where one is asked for', () => {
    const { cluster } = laboratoryInput({ profile: laboratoryProfile(), link_gb_per_s: 3 }, 1);
    expect(cluster.transfer.shared).toEqual({ gb_per_s: 3, per: 'cluster' });
    expect(laboratoryInput({ profile: laboratoryProfile() }, 1).cluster.transfer).not.toHaveProperty('shared');
  });
});
