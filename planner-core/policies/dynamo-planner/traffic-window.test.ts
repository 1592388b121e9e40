import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficObservation } from '../../ports.js';
import { frozen } from '../../testing/index.js';
import { observed } from '../testing/index.js';
import { EMPTY_WINDOW, gather, loadOf, type TrafficWindow } from './traffic-window.js';

const over = (...ticks: (TrafficObservation | undefined)[]): TrafficWindow =>
  ticks.reduce<TrafficWindow>(
    (window, traffic) => gather(window, observed(traffic ? { fields: { traffic } } : {}), 5),
    EMPTY_WINDOW,
  );

describe('the traffic of an interval', () => {
  it('adds up over its ticks', () => {
    const window = over(
      { requests: 10, inputTokensMean: 1000, outputTokensMean: 100 },
      { requests: 30, inputTokensMean: 200, outputTokensMean: 300 },
    );
    expect(window).toEqual({ seconds: 10, requests: 40, inputTokens: 16_000, outputTokens: 10_000, known: true });
    expect(loadOf(window)).toEqual({ requests: 40, isl: 400, osl: 250 });
  });

  it.each([
    ['no traffic', undefined],
    ['no series', {}],
    ['NaN', { requests: Number.NaN, inputTokensMean: 5 }],
  ])('%s counts for time alone', (_what, traffic) => {
    expect(over(traffic)).toEqual({ ...EMPTY_WINDOW, seconds: 5 });
    expect(over({ requests: 4, inputTokensMean: 10, outputTokensMean: 2 }, traffic)).toMatchObject({
      seconds: 10,
      requests: 4,
      known: true,
    });
  });

  it('of no requests is known, without lengths', () => {
    const idle = over({ requests: 0, inputTokensMean: Number.NaN, outputTokensMean: Number.NaN });
    expect(idle.known).toBe(true);
    expect(loadOf(idle)).toEqual({ requests: 0, isl: Number.NaN, osl: Number.NaN });
  });

  it('takes a length that is no number for nothing', () => {
    const odd = over({ requests: 4, inputTokensMean: Number.POSITIVE_INFINITY, outputTokensMean: 7 });
    expect(loadOf(odd)).toEqual({ requests: 4, isl: 0, osl: 7 });
    expect(loadOf(over({ requests: 4 }))).toEqual({ requests: 4, isl: 0, osl: 0 });
  });

  it('has lengths between the shortest and the longest of its ticks', () => {
    const tick = fc.record({
      requests: fc.integer({ min: 1, max: 100 }),
      inputTokensMean: fc.integer({ min: 1, max: 9000 }),
      outputTokensMean: fc.integer({ min: 1, max: 900 }),
    });
    fc.assert(
      fc.property(fc.array(tick, { minLength: 1, maxLength: 8 }), (ticks) => {
        const { isl } = loadOf(over(...ticks));
        const lengths = ticks.map(({ inputTokensMean }) => inputTokensMean);
        expect(isl).toBeGreaterThanOrEqual(Math.min(...lengths) - 1e-9);
        expect(isl).toBeLessThanOrEqual(Math.max(...lengths) + 1e-9);
      }),
    );
  });

  it('leaves the window before as it was', () => {
    const before = frozen(over({ requests: 4 }));
    expect(gather(before, observed({ requests: 6 }), 5).requests).toBe(10);
  });
});
