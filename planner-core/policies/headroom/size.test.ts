import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../ports.js';
import { NOTHING_LEARNT } from './learn.js';
import { missesOf, type SizingInput } from './size.js';
import { LENGTHS, plainEngine } from './testing/engines.js';

const INPUT: SizingInput = {
  role: 'prefill',
  engine: plainEngine(),
  sla: { ttft: 0.5, tpot: 0.015 },
  interval_s: 10,
  lengths: LENGTHS,
  rates: new Array<number>(40).fill(20),
  weights: new Array<number>(40).fill(1),
  dispersion: 0,
  learnt: NOTHING_LEARNT,
  enough: 1,
};
const of = (fields: Partial<SizingInput>) => missesOf({ ...INPUT, ...fields });
const ROLES: readonly Role[] = ['prefill', 'decode', 'aggregated'];
/** Of an exponential length (variation 1) the median is 1 ÷ √2 of the mean. */
const MEDIAN = 1000 / Math.SQRT2;

describe('prefill', () => {
  it('serves a full step’s share of prompts', () => {
    expect(of({}).workerRate).toBeCloseTo(100, 9);
    expect(of({ lengths: { ...LENGTHS, isl: 2000 } }).workerRate).toBeCloseTo(50, 9);
    expect(of({ lengths: { ...LENGTHS, cachedShare: 0.5 } }).workerRate).toBeCloseTo(200, 9);
  });

  it('serves fewer where the engine was found slower, and no more where it was found faster', () => {
    expect(of({ learnt: { ...NOTHING_LEARNT, promptFactor: 2 } }).workerRate).toBeCloseTo(50, 9);
    expect(of({ learnt: { ...NOTHING_LEARNT, promptFactor: 0.5 } }).workerRate).toBeCloseTo(100, 9);
  });

  it('computes a median prompt, and what a first token takes beside it', () => {
    const { unloaded } = of({});
    expect(unloaded).toEqual({ ttft_s: expect.closeTo(0.01 + 1e-5 * MEDIAN, 9) });
    const slow = of({ learnt: { promptFactor: 2, tokenFactor: 1, overhead_s: 0.1 } }).unloaded;
    expect(slow.ttft_s).toBeCloseTo(0.1 + 2 * (0.01 + 1e-5 * MEDIAN), 9);
  });

  it('cannot keep a promise that the median prompt alone breaks: sized for throughput', () => {
    const broken = of({ sla: { ttft: 0.01 }, rates: INPUT.rates.map(() => 150) });
    expect(broken.infeasible).toBe(true);
    expect(of({ sla: { ttft: 0.02 } }).infeasible).toBe(false);
    expect(broken.missed(1)).toBeGreaterThan(0.5);
    expect(broken.missed(3)).toBeLessThan(0.01);
  });

  it('without a promise lets prompts wait ten seconds', () => {
    const free = of({ sla: {} });
    expect(free.infeasible).toBe(false);
    expect(free.missed(1)).toBeLessThan(1e-6);
    expect(of({ sla: {}, rates: INPUT.rates.map(() => 300) }).missed(1)).toBeGreaterThan(0.5);
  });

  it('does not mind the promise between tokens', () => {
    expect(of({ sla: { ttft: 0.5, tpot: 1e-6 } })).toMatchObject({ infeasible: false });
  });

  it('cuts prompts to the longest that the model serves', () => {
    const long = { ...LENGTHS, isl: 15_000, islVariation: 1.5 };
    const promise = { sla: { ttft: 0.3 }, lengths: long, rates: INPUT.rates.map(() => 1) };
    const whole = of({ ...promise, engine: plainEngine({ longestPrompt: 1e9 }) }).missed(2);
    const cut = of({ ...promise, engine: plainEngine({ longestPrompt: 16_000 }) }).missed(2);
    expect(whole).toBeGreaterThanOrEqual(0);
    expect(cut).toBeGreaterThanOrEqual(0);
  });
});

describe('decode', () => {
  const decode = (fields: Partial<SizingInput> = {}) => of({ role: 'decode', ...fields });

  it('serves the largest batch that keeps the promise', () => {
    // 15 ms are kept by a batch of 50.5
    expect(decode().workerRate).toBeCloseTo(50.5 / (100 * 0.015), 6);
  });

  it('serves the largest batch that fits where that is smaller', () => {
    const step_s = (batch: number) => 0.01 + (0.01 * (batch - 1)) / 99;
    expect(decode({ sla: {} }).workerRate).toBeCloseTo(64 / (100 * step_s(64)), 6);
    const small = plainEngine({ kvTokens: 10_500 });
    expect(decode({ engine: small }).workerRate).toBeCloseTo(10 / (100 * step_s(10)), 6);
  });

  it('holds one request at least', () => {
    expect(decode({ engine: plainEngine({ kvTokens: 10 }) }).workerRate).toBeCloseTo(1 / (100 * 0.01), 6);
  });

  it('is slower where the engine was found slower', () => {
    const slow = decode({ learnt: { ...NOTHING_LEARNT, tokenFactor: 1.25 } });
    // 12.5 ms at a batch of 1, 15 ms at 20.8
    expect(slow.unloaded).toEqual({ tpot_s: expect.closeTo(0.0125, 12) });
    expect(slow.workerRate).toBeCloseTo(20.8 / (100 * 0.015), 6);
    expect(decode({ learnt: { ...NOTHING_LEARNT, tokenFactor: 0.5 } }).workerRate).toBeCloseTo(decode().workerRate, 9);
  });

  it('cannot keep a promise below a step of one: sized for throughput', () => {
    const broken = decode({ sla: { tpot: 0.005 } });
    expect(broken.infeasible).toBe(true);
    expect(broken.workerRate).toBeCloseTo(decode({ sla: {} }).workerRate, 9);
  });

  it('takes an answer of less than a token for one', () => {
    expect(Number.isFinite(decode({ lengths: { ...LENGTHS, osl: 0.1 } }).workerRate)).toBe(true);
  });
});

describe('both in one', () => {
  it('serves the harmonic sum of both', () => {
    const prefill = of({}).workerRate;
    const decode = of({ role: 'decode' }).workerRate;
    expect(of({ role: 'aggregated' }).workerRate).toBeCloseTo(1 / (1 / prefill + 1 / decode), 9);
  });

  it('misses more than either alone: prompts stretch the steps between', () => {
    const rates = INPUT.rates.map(() => 60);
    for (const workers of [2, 3, 4]) {
      const alone = Math.max(of({ rates }).missed(workers), of({ role: 'decode', rates }).missed(workers));
      expect(of({ role: 'aggregated', rates }).missed(workers)).toBeGreaterThanOrEqual(alone - 1e-9);
    }
  });

  it('tells of both, and keeps neither promise where one is broken', () => {
    const { unloaded, infeasible } = of({ role: 'aggregated' });
    expect(Object.keys(unloaded).sort()).toEqual(['tpot_s', 'ttft_s']);
    expect(infeasible).toBe(false);
    expect(of({ role: 'aggregated', sla: { ttft: 0.001 } }).infeasible).toBe(true);
    expect(of({ role: 'aggregated', sla: { tpot: 0.001 } }).infeasible).toBe(true);
  });
});

describe.each(ROLES)('misses of %s', (role) => {
  it('are a share, and never rise with the workers', () => {
    const rates = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 12 }), (list, workers) => {
        const { missed } = of({ role, rates: list, weights: list.map(() => 1) });
        const [fewer, more] = [missed(workers), missed(workers + 1)];
        expect(fewer).toBeGreaterThanOrEqual(0);
        expect(fewer).toBeLessThanOrEqual(1 + 1e-9);
        expect(more).toBeLessThanOrEqual(fewer + 1e-6);
      }),
      { numRuns: 40 },
    );
  });

  it('are worked out once for a count', () => {
    let asked = 0;
    const counted = plainEngine();
    const { missed } = of({
      role,
      engine: counted,
      rates: new Proxy([20, 20], {
        get: (list, key) => {
          if (key === '0') asked++;
          return Reflect.get(list, key) as unknown;
        },
      }),
      weights: [1, 1],
    });
    missed(3);
    const once = asked;
    missed(3);
    expect(asked).toBe(once);
    missed(4);
    expect(asked).toBeGreaterThan(once);
  });

  it('are more of burstier arrivals', () => {
    const calm = of({ role, rates: INPUT.rates.map(() => 15) }).missed(1);
    const bursty = of({ role, rates: INPUT.rates.map(() => 15), dispersion: 20 }).missed(1);
    expect(bursty).toBeGreaterThanOrEqual(calm);
  });
});
