/** How long an attempt to start takes, and whether it fails. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StartupSpec } from '../../scenarios/index.js';
import { randomStream } from '../../scenarios/random/index.js';
import { backoffSeconds, drawAttempt, drawProvision } from './startup.js';

/** A stream of these numbers, and an error beyond them. */
function listed(...numbers: number[]) {
  return {
    next: () => {
      if (numbers.length === 0) throw new Error('drew');
      return numbers.shift()!;
    },
  };
}

const stages: StartupSpec['stages'] = [
  { name: 'init', fixed_s: 5 },
  { name: 'load', bytes_gb: 140 },
  { name: 'warm', fixed_s: 2 },
];
const fails = { probability: 0.3, retry_after_s: 10 };

describe('an attempt', () => {
  it('has its stages in order, seconds or bytes, and draws nothing for what is fixed', () => {
    expect(drawAttempt({ stages }, listed())).toEqual({
      stages: [
        { name: 'init', seconds: 5 },
        { name: 'load', bytes: 140e9 },
        { name: 'warm', seconds: 2 },
      ],
    });
  });

  it('takes no time in a stage that says nothing', () => {
    expect(drawAttempt({ stages: [{ name: 'nothing' }] }, listed()).stages).toEqual([{ name: 'nothing', seconds: 0 }]);
  });

  it.each([
    [0.3, undefined], // not below the probability
    [0.29, 1],
  ])('with a draw of %d fails after %s stages', (draw, failsAfter) => {
    expect(drawAttempt({ stages, fails }, listed(draw, 0)).failsAfter).toBe(failsAfter);
  });

  it('fails after any of its stages alike, never before the first', () => {
    const draws = [0, 0.33, 0.34, 0.66, 0.67, 0.999];
    const after = draws.map((draw) => drawAttempt({ stages, fails }, listed(0, draw)).failsAfter);
    expect(after).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('draws a lognormal stage by its mean and its 95th percentile, within four standard errors', () => {
    const random = randomStream(3, 'startup');
    const seconds = Array.from({ length: 4000 }, () => {
      const [stage] = drawAttempt({ stages: [{ name: 'load', lognormal: { mean_s: 60, p95_s: 100 } }] }, random).stages;
      return 'seconds' in stage! ? stage.seconds : Number.NaN;
    });
    const mean = seconds.reduce((sum, s) => sum + s, 0) / seconds.length;
    const deviation = Math.sqrt(seconds.reduce((sum, s) => sum + (s - mean) ** 2, 0) / seconds.length);
    expect(Math.abs(mean - 60)).toBeLessThan((4 * deviation) / Math.sqrt(seconds.length));
    const above = seconds.filter((s) => s > 100).length / seconds.length;
    expect(Math.abs(above - 0.05)).toBeLessThan(4 * Math.sqrt((0.05 * 0.95) / seconds.length));
  });
});

describe('the provisioning of a node', () => {
  it('has the seconds of its stages', () => {
    const spec = { stages: [{ name: 'boot', fixed_s: 30 }, { name: 'join' }] };
    expect(drawProvision(spec, listed())).toEqual([
      { name: 'boot', seconds: 30 },
      { name: 'join', seconds: 0 },
    ]);
  });
});

describe('the wait before a retry', () => {
  it.each([
    [10, 1, 10],
    [10, 2, 20],
    [10, 5, 160],
    [10, 6, 300], // not 320: as Kubernetes' CrashLoopBackOff
    [10, 60, 300],
    [400, 1, 400], // longer than that from the first one on
    [400, 3, 400],
    [0, 9, 0],
  ])('of %d s after %d failures is %d s', (retry_after_s, failures, seconds) => {
    expect(backoffSeconds({ probability: 1, retry_after_s }, failures)).toBe(seconds);
  });

  it('never falls with a failure more', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1000, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (retry_after_s, failures) => {
          const spec = { probability: 1, retry_after_s };
          expect(backoffSeconds(spec, failures + 1)).toBeGreaterThanOrEqual(backoffSeconds(spec, failures));
        },
      ),
    );
  });
});
