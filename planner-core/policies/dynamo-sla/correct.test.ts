import { describe, expect, it } from 'vitest';
import { TickNotes } from '../tick-notes.js';
import { correct, type LiveWorkers } from './correct.js';
import type { Metrics } from './metrics.js';
import type { CorrectionFactors } from './size.js';
import { type SizingChoice, sizingOf } from './testing/sizing.js';

// the profile expects 0.1 ms a token: 100 ms
const METRICS: Metrics = { ttft_s: 0.1, itl_s: 0.02, requests: 60, isl: 1000, osl: 200, requestDuration_s: 4 };
const BEFORE: CorrectionFactors = { prefill: 3, decode: 4 };

function run(
  metrics: Partial<Metrics> = {},
  workers: LiveWorkers = { prefill: 2, decode: 2 },
  choice: SizingChoice = {},
) {
  const notes = new TickNotes();
  const answer = correct(sizingOf('0.5.1', choice), { ...METRICS, ...metrics }, workers, BEFORE, notes);
  return { ...answer, texts: notes.log.map(({ text }) => text) };
}

describe('the prefill factor', () => {
  it.each([
    [0.1, 1],
    [0.05, 0.5],
    [0.4, 4],
    [0, 0],
  ])('at a TTFT of %d s is %d', (ttft_s, factor) => {
    expect(run({ ttft_s }).factors.prefill).toBeCloseTo(factor, 9);
  });

  it('is a thousandth where the profile is read in the wrong unit', () => {
    expect(run({}, undefined, { rules: { profileTtftInMs: true } }).factors.prefill).toBeCloseTo(0.001, 12);
  });

  it('beyond the profile is against its longest prompt', () => {
    expect(run({ ttft_s: 1.6, isl: 1e6 }).factors.prefill).toBeCloseTo(1, 9);
  });
});

describe('the decode factor', () => {
  it('is against the ITL at the concurrency of a worker: requests ÷ workers × duration ÷ interval', () => {
    // 60 ÷ 2 × 4 ÷ 60 = 2 requests of 1,100 tokens: 2 % of the cache, 10.4 ms
    const expected_s = (10 + 20 * (2 / 99)) / 1000;
    expect(run().factors.decode).toBeCloseTo(0.02 / expected_s, 4);
  });

  it('falls with the batch that the worker has', () => {
    const crowded = run({ requests: 1200 }).factors.decode;
    expect(crowded).toBeCloseTo(0.02 / ((10 + 20 * (44 / 99)) / 1000), 3);
    expect(crowded).toBeLessThan(run().factors.decode);
  });

  it('of an idle interval is against an empty cache', () => {
    expect(run({ requests: 0, requestDuration_s: 0 }).factors.decode).toBeCloseTo(2, 4);
  });
});

describe('the planner gives up', () => {
  it('without decode workers, the prefill factor changed', () => {
    const { ok, factors, texts } = run({ ttft_s: 0.2 }, { prefill: 2, decode: 0 });
    expect(ok).toBe(false);
    expect(factors).toEqual({ prefill: expect.closeTo(2, 9), decode: 4 });
    expect(texts.at(-1)).toBe('Failed to correct prediction factors: float division by zero');
  });

  it('on a duration or a count that is no number', () => {
    for (const metrics of [{ requestDuration_s: Number.NaN }, { requests: Number.NaN }]) {
      const { ok, texts } = run(metrics);
      expect(ok).toBe(false);
      expect(texts.at(-1)).toBe('Failed to correct prediction factors: cannot convert float NaN to integer');
    }
  });

  it('not in 1.0: without decode workers the factor stays', () => {
    const answer = run({ ttft_s: 0.2 }, { prefill: 2, decode: 0 }, { rules: { keepsFactorWithoutDecode: true } });
    expect(answer).toMatchObject({ ok: true, factors: { prefill: expect.closeTo(2, 9), decode: 4 } });
    expect(answer.texts).toHaveLength(1);
  });

  it('and says it as an error', () => {
    const notes = new TickNotes();
    correct(sizingOf('0.5.1'), METRICS, { prefill: 1, decode: 0 }, BEFORE, notes);
    expect(notes.log.at(-1)?.level).toBe('error');
  });
});

it('tells workers and factors, word for word', () => {
  expect(run({ itl_s: 0.0104 }).texts).toEqual([
    'Number of prefill workers: 2, number of decode workers: 2',
    expect.stringMatching(/^Correction factors: TTFT: 1\.000, ITL: 1\.000$/),
  ]);
});

it('an error that is not of Python’s arithmetic is not swallowed', () => {
  const sizing = { ...sizingOf('0.5.1'), prefill: undefined as never };
  expect(() => correct(sizing, METRICS, { prefill: 1, decode: 1 }, BEFORE, new TickNotes())).toThrow(TypeError);
});
