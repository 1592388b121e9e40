import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream, standardNormal } from '../../scenarios/random/index.js';
import { record } from '../testing/made-record.js';
import { compareRuns, type RunToCompare } from './compare.js';
import type { RequestLine } from './requests.js';

const SUMMARY = {
  throughput: { requests_per_s: 2, input_tokens_per_s: 1, output_tokens_per_s: 50 },
  attainment: { overall: 0.9, ci95: [0.88, 0.92], by_class: {} },
};

/** A run whose requests had these TTFTs, one a second. */
function run(ttfts_ms: readonly number[], summary: object = {}, more: { readonly status?: string } = {}): RunToCompare {
  const requests = ttfts_ms.map(
    (ttft_ms, id): RequestLine => ({
      id,
      arrival_s: id,
      inputTokens: 10,
      outputTokens: 5,
      ttft_ms,
      tpot_ms: 10,
      e2e_ms: ttft_ms + 40,
    }),
  );
  return { record: record({ rows: 0, run: more, summary: { ...SUMMARY, ...summary } }), requests };
}

const normal = (seed: number, count: number, mean: number) => {
  const random = randomStream(seed, 'compare');
  return Array.from({ length: count }, () => mean + standardNormal(random));
};
const upTo = (count: number, factor = 1) => Array.from({ length: count }, (_, i) => factor * (100 + i));

describe('two runs', () => {
  it('have the mean and the quantiles of each, and how far they lie apart', () => {
    const { ttft_ms } = compareRuns(run([100, 200, 300, 400]), run([110, 220, 330, 440])).latencies;
    expect(ttft_ms).toMatchObject({ count: { a: 4, b: 4 }, ks: 0.25 });
    const tenth = expect.closeTo(0.1);
    expect(ttft_ms!.mean).toEqual({ a: 250, b: 275, error: tenth });
    expect(ttft_ms!.p50).toEqual({ a: 200, b: 220, error: tenth });
    expect(ttft_ms!.p90).toEqual({ a: 400, b: 440, error: tenth });
    expect(ttft_ms!.p99).toEqual({ a: 400, b: 440, error: tenth });
  });

  it('differ by more than noise, or not', () => {
    const [a, b, c] = [run(normal(1, 500, 100)), run(normal(2, 500, 100)), run(normal(3, 500, 101))];
    expect(compareRuns(a, b).latencies.ttft_ms!.mean.beyondNoise).toBe(false);
    const { mean, p50 } = compareRuns(a, c).latencies.ttft_ms!;
    expect(mean.beyondNoise && p50.beyondNoise).toBe(true);
    expect(mean.ci95![0]).toBeGreaterThan(0);
    expect(compareRuns(c, a).latencies.ttft_ms!.mean.ci95![1]).toBeLessThan(0);
  });

  it('have no interval of a 99th percentile: a batch is too short for one', () => {
    const { p90, p99 } = compareRuns(run(normal(1, 500, 9)), run(normal(2, 500, 9))).latencies.ttft_ms!;
    expect(p90).toHaveProperty('ci95');
    expect(p99).not.toHaveProperty('ci95');
    expect(p99).not.toHaveProperty('beyondNoise');
  });

  it('have rates beside each other', () => {
    const { requests_per_s, output_tokens_per_s } = compareRuns(
      run([1]),
      run([1], { throughput: { requests_per_s: 3, input_tokens_per_s: 1, output_tokens_per_s: 50 } }),
    );
    expect(requests_per_s).toEqual({ a: 2, b: 3, error: 0.5 });
    expect(output_tokens_per_s).toEqual({ a: 50, b: 50, error: 0 });
  });

  it('have no relative error against nothing', () => {
    const idle = { throughput: { requests_per_s: 0, input_tokens_per_s: 0, output_tokens_per_s: 0 } };
    expect(compareRuns(run([1], idle), run([1])).requests_per_s).toEqual({ a: 0, b: 2 });
  });

  it('that are one have no distance and no error', () => {
    const one = run(upTo(50));
    const { latencies, attainment, matched, warnings } = compareRuns(one, one);
    for (const { mean, p50, ks } of Object.values(latencies)) {
      expect([mean.error, p50.error, ks, mean.beyondNoise]).toEqual([0, 0, 0, false]);
    }
    expect(attainment).toMatchObject({ error: 0, beyondNoise: false });
    expect(matched).toEqual({ requests: 50, median_abs_error: { ttft_ms: 0, tpot_ms: 0, e2e_ms: 0 } });
    expect(warnings).toEqual([]);
  });

  it('turn around: what is more in one is less in the other', () => {
    const some = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(some, some, (a, b) => {
        const [there, back] = [compareRuns(run(a), run(b)), compareRuns(run(b), run(a))];
        expect(back.latencies.ttft_ms!.ks).toBe(there.latencies.ttft_ms!.ks);
        expect(back.latencies.ttft_ms!.mean).toMatchObject({
          a: there.latencies.ttft_ms!.mean.b,
          b: there.latencies.ttft_ms!.mean.a,
        });
        expect(back.matched?.requests).toBe(there.matched?.requests);
      }),
      { numRuns: 40 },
    );
  });
});

describe('attainment', () => {
  const compared = (a: object, b: object) =>
    compareRuns(run([1], { attainment: a }), run([1], { attainment: b })).attainment;

  it("has Newcombe's interval of the difference", () => {
    // his first example: 56 of 70 against 48 of 80 lie 0.0524 to 0.3339 apart (Statistics in Medicine 17, 1998, method 10)
    const [seventy, eighty] = [
      { overall: 56 / 70, ci95: [0.6918, 0.877] },
      { overall: 48 / 80, ci95: [0.4904, 0.7004] },
    ];
    const { ci95, beyondNoise } = compared({ ...eighty, by_class: {} }, { ...seventy, by_class: {} })!;
    expect(ci95).toEqual([expect.closeTo(0.0524, 3), expect.closeTo(0.3339, 3)]);
    expect(beyondNoise).toBe(true);
  });

  it('of two runs that are near each other is noise', () => {
    const near = { overall: 0.91, ci95: [0.89, 0.93], by_class: {} };
    expect(compared(SUMMARY.attainment, near)).toMatchObject({ a: 0.9, b: 0.91, beyondNoise: false });
  });

  it('is absent where one of them promised nothing', () => {
    expect(compared({ by_class: {} }, SUMMARY.attainment)).toBeUndefined();
    expect(compared(SUMMARY.attainment, { overall: 0.9, by_class: {} })).toBeUndefined();
  });
});

describe('requests that both served', () => {
  it('are matched one by one', () => {
    const { matched } = compareRuns(run(upTo(50)), run(upTo(50, 1.1)));
    expect(matched!.requests).toBe(50);
    expect(matched!.median_abs_error.ttft_ms).toBeCloseTo(0.1, 9);
    expect(matched!.median_abs_error.tpot_ms).toBe(0);
  });

  it('have the same number and the same lengths', () => {
    const [a, b] = [run(upTo(4)), run(upTo(4))];
    const change = (i: number, what: Partial<RequestLine>) => ({
      ...b,
      requests: b.requests.map((request, at) => (at === i ? { ...request, ...what } : request)),
    });
    expect(compareRuns(a, change(0, { inputTokens: 11 })).matched!.requests).toBe(3);
    expect(compareRuns(a, change(0, { outputTokens: 6 })).matched!.requests).toBe(3);
    expect(compareRuns(a, change(0, { id: 9 })).matched!.requests).toBe(3);
  });

  it('must be half of the shorter run', () => {
    const short = (shared: number) => {
      const b = run(upTo(4));
      return { ...b, requests: b.requests.map((request, i) => (i < shared ? request : { ...request, id: 1000 + i })) };
    };
    expect(compareRuns(run(upTo(40)), short(2)).matched!.requests).toBe(2);
    expect(compareRuns(run(upTo(40)), short(1)).matched).toBeUndefined();
    expect(compareRuns(run(upTo(40)), short(1)).warnings).toEqual([
      'The runs did not serve the same requests; their distributions are compared.',
    ]);
  });

  it('have no error of a latency that one of them lacks, and none against 0', () => {
    const { matched } = compareRuns(run([0, Number.NaN, 100, 100]), run([5, 5, Number.NaN, 150]));
    expect(matched!.median_abs_error.ttft_ms).toBe(0.5);
    const nothing = compareRuns(run([0, 0]), run([5, 5])).matched!.median_abs_error;
    expect(nothing).not.toHaveProperty('ttft_ms');
    expect(nothing).toHaveProperty('tpot_ms');
  });
});

describe('what makes two runs hard to compare', () => {
  it('is said of each of them', () => {
    const bad = { client: { valid: false, faults: ['sent late', 'slow'] }, requests: { failed: 3 } };
    expect(
      compareRuns(run([1], bad, { status: 'interrupted' }), run([1], { requests: { failed: 1 } })).warnings,
    ).toEqual([
      'A is invalid: sent late; slow.',
      'A is interrupted.',
      'A has 3 failed requests; they have no latency.',
      'B has 1 failed requests; they have no latency.',
    ]);
  });

  it('is nothing of a live run that was valid', () => {
    expect(compareRuns(run([1], { client: { valid: true, faults: [] } }), run([1])).warnings).toEqual([]);
  });

  it('leaves a latency out that one of them lacks', () => {
    const nowhere = run([Number.NaN, Number.NaN]);
    const { latencies } = compareRuns(run([1, 2]), nowhere);
    expect(Object.keys(latencies)).toEqual(['tpot_ms']);
    expect(compareRuns(run([]), run([])).latencies).toEqual({});
  });
});
