import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecaster } from '../forecast/index.js';
import { type LastValueOptions, lastValue } from './last-value.js';
import { type Moment, plainContext, played } from './testing/index.js';

const OPTIONS: LastValueOptions = { forecaster: forecaster({ kind: 'constant' }), bounds: { min: 1, max: 100 } };
const CONTEXT = plainContext();
const all = (moments: readonly Moment[], options: Partial<LastValueOptions> = {}) =>
  played(lastValue({ ...OPTIONS, ...options }), moments, CONTEXT);
const one = (moment: Moment, options: Partial<LastValueOptions> = {}) => all([moment], options)[0]!;
const traffic = (fields: object): Moment => ({ fields: { traffic: fields } });

describe('⌈λ ÷ µ⌉ for the last interval', () => {
  // a prefill worker serves 10 requests a second, a decode worker 5
  it.each([
    [0, 1, 1],
    [1, 1, 1],
    [50, 1, 1],
    [100, 1, 2],
    [101, 2, 3],
    [1000, 10, 20],
    [90_000, 100, 100],
  ])('%d requests in 10 s: %d and %d', (requests, prefill, decode) => {
    expect(one({ requests }).targets).toEqual({ prefill, decode });
  });

  it('writes down what it expects and what that needs', () => {
    expect(one({ requests: 101 }).explanation).toEqual({ forecast_requests: 101, prefill_needed: 2, decode_needed: 3 });
    expect(one({ requests: 101 }).reasons).toEqual(['forecast']);
  });

  it('counts arrivals where the frontend does', () => {
    const seen = { requests: 10, arrivals: 1000, inputTokensMean: 1000, outputTokensMean: 200 };
    expect(one(traffic(seen)).targets).toEqual({ prefill: 10, decode: 20 });
  });

  it('is for the requests, not the interval: a longer window has a lower rate', () => {
    const seen = { traffic: { requests: 1000, inputTokensMean: 1000, outputTokensMean: 200 }, windowSeconds: 20 };
    expect(one({ fields: seen }).targets).toEqual({ prefill: 5, decode: 10 });
  });

  it('carries the lengths through an idle interval', () => {
    const idle = { requests: 0, inputTokensMean: Number.NaN, outputTokensMean: Number.NaN };
    const decisions = all([{ requests: 1000 }, traffic(idle), traffic({ requests: 500 })]);
    expect(decisions.map(({ decode }) => decode)).toEqual([20, 1, 10]);
  });
});

describe('another forecast', () => {
  it('is sized for', () => {
    const mean = { forecaster: forecaster({ kind: 'moving-average', window: 2 }) };
    expect(all([{ requests: 1000 }, { requests: 200 }], mean).map(({ prefill }) => prefill)).toEqual([10, 6]);
  });

  it('may be a quantile: more for bursts, once there are errors to judge by', () => {
    const loads = [100, 300, 120, 280, 150, 250].map((requests, i) => ({ time: 10 * i, requests }));
    const chosen = forecaster({ kind: 'moving-average', window: 6 });
    const expected = (quantile?: number) =>
      all(loads, { forecaster: chosen, ...(quantile !== undefined && { quantile }) }).map(
        ({ explanation }) => explanation['forecast_requests']!,
      );
    expect(expected(0.95).at(-1)).toBeGreaterThan(1.2 * expected().at(-1)!);
    expect(expected(0.5)).toEqual(expected());
    expect(expected(0.95)[0]).toBe(expected()[0]);
  });
});

describe('without traffic to see', () => {
  it.each([
    ['nothing', {}],
    ['no series', traffic({})],
    ['NaN', traffic({ requests: Number.NaN })],
    ['arrivals of NaN', traffic({ requests: 5, arrivals: Number.NaN })],
  ])('%s: everything is held', (_what, moment) => {
    const decision = one(moment);
    expect(decision.targets).toEqual({});
    expect(decision.reasons).toEqual(['no_data']);
  });

  it('the forecast does not move', () => {
    const mean = { forecaster: forecaster({ kind: 'moving-average', window: 2 }) };
    const decisions = all([{ requests: 1000 }, {}, { requests: 200 }], mean);
    expect(decisions.at(-1)?.prefill).toBe(6);
  });

  it('requests whose lengths are not known are sized as requests without any', () => {
    expect(one(traffic({ requests: 500 })).targets).toEqual({ prefill: 1, decode: 1 });
  });
});

it('orders no fewer for more requests', () => {
  const requests = fc.integer({ min: 0, max: 5000 });
  fc.assert(
    fc.property(requests, requests, (a, b) => {
      const [few, many] = [one({ requests: Math.min(a, b) }), one({ requests: Math.max(a, b) })];
      expect(many.prefill).toBeGreaterThanOrEqual(few.prefill!);
      expect(many.decode).toBeGreaterThanOrEqual(few.decode!);
    }),
  );
});
