import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frozen, line, noise } from '../../testing/index.js';
import { arrivalVariation, type Outlook, type Recorder, type RecordState, ratesOf, recorder } from './record.js';

const level = (count: number, rate: number) => new Array<number>(count).fill(rate);
const seen = (one: Recorder, rates: readonly number[]) => rates.reduce(one.observe, one.initialState);
const ONE = recorder(10, 60);
const outlookAfter = (rates: readonly number[], one = ONE): Outlook => one.outlook(seen(one, rates));

describe('a steady load', () => {
  const outlook = outlookAfter(level(60, 4));

  it('is expected to go on, far and near, without scatter', () => {
    expect(outlook.expected).toBeCloseTo(4, 9);
    expect(outlook.near).toBeCloseTo(4, 9);
    expect(outlook.most).toBe(4);
    expect(outlook.dispersion).toBe(0);
    for (const rate of ratesOf(outlook, 4)) expect(rate).toBeCloseTo(4, 6);
  });

  it('that moves is expected at its new level, and its errors scale with it', () => {
    const grown = outlookAfter([...level(100, 4), ...level(100, 8)]);
    expect(grown.expected).toBeCloseTo(8, 0);
  });

  it('of nothing is nothing', () => {
    const idle = outlookAfter(level(60, 0));
    expect([idle.expected, idle.near, idle.most]).toEqual([0, 0, 0]);
    expect(ratesOf(idle, 0).every((rate) => rate === 0)).toBe(true);
  });
});

describe('before there are errors', () => {
  it('shares of the mean are assumed', () => {
    const outlook = outlookAfter([10]);
    expect(outlook.expected).toBeCloseTo(10, 9);
    expect(outlook.errors.length).toBe(8);
    expect(Math.min(...outlook.errors)).toBeLessThan(0);
    expect(Math.max(...outlook.errors)).toBeGreaterThan(0);
  });

  it('how far ticks are from their mean is taken for them, too', () => {
    const calm = outlookAfter([10, 10, 10, 10]);
    const wild = outlookAfter([1, 19, 1, 19]);
    const spread = ({ errors }: Outlook) => Math.max(...errors) - Math.min(...errors);
    expect(spread(wild)).toBeGreaterThan(spread(calm));
  });

  it('nothing seen expects nothing', () => {
    expect(ONE.outlook(ONE.initialState)).toMatchObject({ expected: 0, near: 0, most: 0 });
  });

  it('a dozen errors of its own take their place', () => {
    // errors begin a horizon of six ticks after the first
    expect(outlookAfter(level(17, 4)).errors.length).toBe(7 + 17 + 11);
    expect(outlookAfter(level(18, 4)).errors.length).toBe(12);
  });
});

describe('bursts', () => {
  const bursts = line(120, 0, 1).map((i) => (i % 10 < 2 ? 50 : 0));

  it('keep their scatter', () => {
    const outlook = outlookAfter(bursts);
    expect(outlook.expected).toBeGreaterThan(5);
    expect(outlook.expected).toBeLessThan(15);
    expect(Math.max(...ratesOf(outlook, outlook.expected))).toBeGreaterThan(40);
  });

  it('are expected again as large as the largest was', () => {
    const unlike = line(120, 0, 1).map((i) => (i % 10 === 0 ? (i === 50 ? 60 : 40) : 0));
    expect(outlookAfter(unlike).most).toBe(60);
  });

  it('tell their dispersion: variance ÷ mean of neighbours, less the largest step', () => {
    // steps of 10 about a mean of 5: 50 each, of which one is left out
    const zigzag = line(41, 0, 1).map((i) => (i % 2 ? 10 : 0));
    expect(outlookAfter(zigzag).dispersion).toBeCloseTo((40 * 50 - 50) / 200, 9);
    expect(outlookAfter(level(41, 5)).dispersion).toBe(0);
    expect(outlookAfter([...level(20, 5), ...level(20, 50)]).dispersion).toBe(0);
  });

  it('a spike that stands alone is forgotten', () => {
    const spike = line(90, 0, 1).map((i) => (i === 40 ? 200 : 4));
    const outlook = outlookAfter(spike);
    expect(outlook.most).toBeLessThan(10);
    expect(Math.max(...ratesOf(outlook, outlook.expected))).toBeLessThan(10);
  });

  it('a spike of just now is not', () => {
    const spike = line(90, 0, 1).map((i) => (i === 87 ? 200 : 4));
    expect(outlookAfter(spike).most).toBe(200);
  });
});

describe('a step', () => {
  it('is not expected again on top of itself', () => {
    const outlook = outlookAfter([...level(50, 2), ...level(10, 12)]);
    expect(Math.max(...ratesOf(outlook, outlook.expected))).toBeLessThanOrEqual(12);
  });

  const steady = line(60, 0, 1).map((i) => 12 + (i % 3));

  it('beyond all that was seen is expected at once, at its mean', () => {
    expect(outlookAfter([...steady, 40]).expected).toBeCloseTo(40, 9);
    expect(outlookAfter([...steady, 40, 44]).expected).toBeCloseTo(42, 9);
    expect(outlookAfter([...steady, 40]).near).toBeCloseTo(40, 9);
    expect(outlookAfter([...steady, ...level(10, 40)]).expected).toBeCloseTo(40, 9);
  });

  it('within chance is none: three deviations of a count', () => {
    // the highest was 14: 14 + 3·√(14 ÷ 10) is 17.5
    expect(outlookAfter([...steady, 17]).expected).toBeLessThan(14);
    expect(outlookAfter([...steady, 18]).expected).toBeCloseTo(18, 9);
  });

  it('that is over is none', () => {
    expect(outlookAfter([...steady, 40, 12]).expected).toBeLessThan(16);
  });
});

it('a ramp is seen coming', () => {
  const outlook = outlookAfter(line(90, 5, 0.2));
  expect(outlook.expected).toBeGreaterThan(5 + 0.2 * 89);
  expect(outlook.expected).toBeCloseTo(5 + 0.2 * 95, 0);
  expect(outlook.near).toBeLessThan(outlook.expected);
});

describe('what errors count', () => {
  it('the last 1, half as much a half-life before: 1,200 s', () => {
    const { weights } = outlookAfter(level(240, 4));
    expect(weights.at(-1)).toBe(1);
    expect(weights.at(-121)).toBeCloseTo(0.5, 12);
  });

  it('or three horizons where that is longer', () => {
    const { weights } = outlookAfter(level(240, 4), recorder(10, 600));
    expect(weights.at(-1)).toBe(1);
    expect(weights.at(-91)).toBeCloseTo(0.5 ** (90 / 180), 12);
  });
});

describe('the memory', () => {
  it('holds forty minutes, ten horizons, and 240 ticks at the most', () => {
    const kept = (interval_s: number, horizon_s: number) => {
      const one = recorder(interval_s, horizon_s);
      return seen(one, level(400, 4)).rates.length;
    };
    expect(kept(30, 60)).toBe(80);
    expect(kept(30, 300)).toBe(100);
    expect(kept(10, 60)).toBe(240);
    expect(kept(1, 60)).toBe(240);
    expect(kept(600, 600)).toBe(30);
  });

  it('is plain data, and is never written into', () => {
    const rates = noise(40, 3).map((value) => Math.max(0, 10 + 4 * value));
    const state = frozen(seen(ONE, rates));
    const copy = JSON.parse(JSON.stringify(state)) as RecordState;
    expect(ONE.observe(copy, 7)).toEqual(ONE.observe(state, 7));
    expect(ONE.outlook(copy)).toEqual(ONE.outlook(state));
  });
});

describe('a forecaster of one’s own', () => {
  const own = recorder(10, 60, { kind: 'constant' });

  it('takes the place of the choice', () => {
    expect(own.initialState.forecasters).toHaveLength(1);
    expect(ONE.initialState.forecasters).toHaveLength(3);
    const zigzag = line(61, 0, 1).map((i) => (i % 2 ? 10 : 2));
    expect(outlookAfter(zigzag, own).expected).toBe(2);
  });

  it('is judged by its own errors', () => {
    const { errors } = outlookAfter(line(40, 0, 1), own);
    // a line of one a tick is missed by six at a horizon of six ticks
    for (const error of errors) expect(error).toBeGreaterThan(0);
  });
});

describe('rates to come', () => {
  const outlook: Outlook = {
    expected: 10,
    near: 10,
    errors: [-20, -1, 0, 3, 90],
    most: 30,
    weights: [],
    dispersion: 0,
  };

  it('are the level with the errors, none below nothing, none above the peak', () => {
    expect(ratesOf(outlook, 10)).toEqual([0, 9, 10, 13, 30]);
    expect(ratesOf(outlook, 50)).toEqual([30, 49, 50, 50, 50]);
  });
});

describe('the variation of arrivals inside an interval', () => {
  it.each([
    [0, 10, 1],
    [0.1, 10, 1],
    [0.4, 10, 2],
    [10, 10, 10],
    [4, 1, 2],
  ])('of a dispersion of %d over %d s is %d', (dispersion, interval_s, variation) => {
    expect(arrivalVariation(dispersion, interval_s)).toBeCloseTo(variation, 12);
  });
});

it('whatever came, what is to come is not negative, nor above the highest rate and what is expected', () => {
  const rates = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(rates, (list) => {
      const outlook = outlookAfter(list);
      const { expected, near, most, weights, errors } = outlook;
      for (const one of [expected, near, most, outlook.dispersion]) expect(one).toBeGreaterThanOrEqual(0);
      expect(weights).toHaveLength(errors.length);
      const highest = Math.max(expected, ...list);
      for (const rate of ratesOf(outlook, expected)) {
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(highest + 1e-9);
      }
    }),
    { numRuns: 50 },
  );
});
