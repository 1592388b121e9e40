import { describe, expect, it } from 'vitest';
import { provisioned } from './provisioned.js';
import { type Moment, plainContext, played } from './testing/index.js';

const BOUNDS = { min: 1, max: 1000 };
/** Ten requests a second, and fifty from 40 to 50 s, for a hundred seconds. */
const CONTEXT = plainContext({
  trafficSeconds: 100,
  trafficAhead: (from_s, to_s) => {
    const burst = Math.max(0, Math.min(50, to_s) - Math.max(40, from_s));
    return { requests: 10 * (to_s - from_s) + 40 * burst, inputTokensMean: 1000, outputTokensMean: 200 };
  },
});
const one = (of: 'peak' | 'mean', moment: Moment = {}, bounds = BOUNDS, context = CONTEXT) =>
  played(provisioned({ of, bounds }), [moment], context)[0]!;

describe('a constant count', () => {
  it('of the peak is what the busiest interval needs', () => {
    expect(one('peak').targets).toEqual({ prefill: 5, decode: 10 });
  });

  it('of the mean is what the mean rate needs', () => {
    // 1,400 requests in 100 s: 14 a second
    expect(one('mean').targets).toEqual({ prefill: 2, decode: 3 });
  });

  it('does not change, whatever is seen', () => {
    for (const moment of [{ requests: 1e6 }, { queue: 1e6, time: 45 }, { ready: 0 }]) {
      expect(one('peak', moment).targets).toEqual({ prefill: 5, decode: 10 });
    }
    expect(one('peak').reasons).toEqual(['static', 'static']);
  });

  it('is bounded', () => {
    expect(one('peak', {}, { min: 1, max: 4 }).targets).toEqual({ prefill: 4, decode: 4 });
    expect(one('mean', {}, { min: 3, max: 4 }).targets).toEqual({ prefill: 3, decode: 3 });
  });

  it('counts a last interval that the traffic does not fill', () => {
    const short = { ...CONTEXT, trafficSeconds: 41 };
    // the burst begins a second before the end, and fills its interval all the same
    expect(one('peak', {}, BOUNDS, short).decode).toBe(10);
  });

  it('of no traffic is the minimum', () => {
    const none = { ...CONTEXT, trafficAhead: () => ({ requests: 0, inputTokensMean: 0, outputTokensMean: 0 }) };
    expect(one('peak', {}, BOUNDS, none).targets).toEqual({ prefill: 1, decode: 1 });
    expect(one('mean', {}, { min: 0, max: 9 }, none).targets).toEqual({ prefill: 0, decode: 0 });
  });

  it('has a name of its own', () => {
    expect(provisioned({ of: 'peak', bounds: BOUNDS }).name).toBe('static-peak');
    expect(provisioned({ of: 'mean', bounds: BOUNDS }).name).toBe('static-mean');
  });
});

it('refuses to start where the traffic or its length is not known', () => {
  const { trafficSeconds: _length, ...endless } = CONTEXT;
  const { trafficAhead: _ahead, ...unknown } = CONTEXT;
  for (const of of ['peak', 'mean'] as const) {
    for (const context of [endless, unknown]) {
      expect(() => provisioned({ of, bounds: BOUNDS }).init(context)).toThrow(RangeError);
    }
  }
});
