import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Load } from '../../forecast/load-forecast.js';
import { PythonError } from '../python.js';
import { TickNotes } from '../tick-notes.js';
import type { DynamoSlaRelease } from './releases.js';
import { type CorrectionFactors, size } from './size.js';
import { type SizingChoice, sizingOf } from './testing/sizing.js';

// 10 requests a second of 1,000 and 200 tokens: 10,000 prompt tokens/s, 2,000 output tokens/s
const LOAD: Load = { requests: 600, isl: 1000, osl: 200 };
const ONE: CorrectionFactors = { prefill: 1, decode: 1 };

function run(
  load: Partial<Load> = {},
  factors: Partial<CorrectionFactors> = {},
  choice: SizingChoice = {},
  release: DynamoSlaRelease = '0.5.1',
) {
  const notes = new TickNotes();
  const counts = size(sizingOf(release, choice), { ...LOAD, ...load }, { ...ONE, ...factors }, notes);
  return { ...counts, notes, texts: notes.log.map(({ text }) => text) };
}

describe('prefill', () => {
  it.each([
    [600, 1, 1],
    [601, 1, 2],
    [3000, 1, 5],
    [0, 1, 1],
    [6000, 0.5, 5],
    [6000, 0.01, 1],
    [6000, 3, 10],
    [6000, Number.NaN, 10],
  ])('%d requests and a factor of %d: %d', (requests, prefill, count) => {
    expect(run({ requests }, { prefill }).prefill).toBe(count);
  });

  it('divides by the GPUs of a worker', () => {
    expect(run({ requests: 6000 }, {}, { gpus: [4, 1] }).prefill).toBe(3);
  });

  it('writes down load, engine and need', () => {
    expect(run({ requests: 6000 }, { prefill: 0.5 }).notes.numbers).toMatchObject({
      prefill_load_tokens_per_s: 50_000,
      prefill_engine_tokens_per_s: expect.closeTo(10_000, 6),
      prefill_needed: 5,
    });
  });
});

describe('decode', () => {
  it.each([
    ['a full cache keeps 30 ms: 1,001 tokens/s', 600, 1, 2],
    ['a little more is one more', 601, 1, 3],
    ['half the target: 15 ms up to 24 of 99 steps', 600, 2, Math.ceil(2000 / ((1001 * 24) / 99))],
    ['twice the target', 600, 0.5, 2],
  ])('%s', (_what, requests, decode, count) => {
    expect(run({ requests }, { decode }).decode).toBe(count);
  });

  it('has the emptiest cell where none keeps the target', () => {
    // an empty cache makes next to nothing: as many workers as the budget has
    const { decode, notes } = run({}, { decode: 1e6 });
    expect(notes.numbers['decode_kv_usage_expected']).toBe(0);
    expect(decode).toBeGreaterThan(50);
  });

  it.each([0, -0.5])('takes a factor of %d for none, and warns', (decode) => {
    const { notes, texts } = run({}, { decode });
    expect(notes.numbers['decode_itl_target_ms']).toBeCloseTo(30.1, 9);
    expect(texts[0 + 1]).toBe(`d_correction_factor is ${decode === 0 ? '0.0' : '-0.5'}, using default value of 1.0`);
    expect(notes.log.find(({ level }) => level === 'warning')).toBeDefined();
  });

  it('looks at prompt and half the output', () => {
    const { notes } = run({ isl: 3900, osl: 200 });
    expect(notes.numbers['decode_itl_expected_ms']).toBeCloseTo(30, 3);
    expect(notes.numbers['decode_load_tokens_per_s']).toBe(2000);
  });
});

describe('what raises', () => {
  it.each([
    ['a load that is no number', { requests: Number.NaN }],
    ['a load without end', { requests: Number.POSITIVE_INFINITY }],
  ])('%s', (_what, load) => {
    expect(() => run(load)).toThrow(PythonError);
  });
});

describe('a profile that serves nothing', () => {
  const silent = { prefill: { ttftMs: () => 1, tokensPerSecondPerGpu: () => 0 } };

  it('raises before 1.0, and gives the minimum since', () => {
    const sized = (release: DynamoSlaRelease) =>
      size({ ...sizingOf(release, { options: { minEndpoint: 3 } }), ...silent }, LOAD, ONE, new TickNotes());
    expect(() => sized('0.5.1')).toThrow(PythonError);
    expect(sized('1.0.2').prefill).toBe(3);
  });
});

describe('bounds', () => {
  it('raise to the minimum, and say so', () => {
    const { prefill, decode, notes } = run({ requests: 6 }, {}, { options: { minEndpoint: 4 } });
    expect([prefill, decode]).toEqual([4, 4]);
    expect(notes.reasons).toEqual(['forecast', 'min_endpoint']);
    expect(notes.numbers).toMatchObject({ prefill_needed: 1, prefill_after_min: 4, decode_after_min: 4 });
  });

  it('shrink to the GPU budget, and say so', () => {
    const { prefill, decode, notes, texts } = run({ requests: 6000 }, {}, { options: { maxGpuBudget: 10 } });
    expect(prefill + decode).toBe(10);
    expect(notes.reasons).toEqual(['forecast', 'gpu_budget']);
    expect(texts.at(-1)).toBe(
      `Total number of GPUs required (30) exceeds the max GPU budget (10), scaling down to ${prefill} prefill and ${decode} decode replicas`,
    );
  });

  it('have the rounding of their release', () => {
    const budget = { options: { maxGpuBudget: 7 }, gpus: [2, 2] as const };
    expect(run({ requests: 6000 }, {}, budget, '0.5.1')).toMatchObject({ prefill: 1, decode: 2 });
    const seed = run({ requests: 6000, osl: 100 }, {}, budget, '0.5.1');
    expect(2 * (seed.prefill + seed.decode)).toBe(8);
    const current = run({ requests: 6000, osl: 100 }, {}, budget, '1.0.2');
    expect(2 * (current.prefill + current.decode)).toBeLessThanOrEqual(7);
  });

  it('have none where the budget is off, from 1.0 on', () => {
    const off = { options: { maxGpuBudget: -1 } };
    expect(run({ requests: 60_000 }, {}, off, '1.0.2').prefill).toBe(100);
    expect(run({ requests: 60_000 }, {}, off, '0.5.1').prefill).toBe(1);
  });
});

describe('the log', () => {
  it('of 0.5 and later tells the calculation, word for word', () => {
    const { texts } = run({ requests: 3000 });
    expect(texts[0]).toBe('Prefill calculation: 50000.00(p_thpt) / 10000.00(p_engine_cap) = 5(num_p)');
    expect(texts[1]).toMatch(
      /^Decode calculation: 10000\.00\(d_thpt\) \/ 100[01]\.\d\d\(d_engine_cap\) = 10\(num_d\)$/,
    );
    expect(texts[2]).toBe('Predicted number of engine replicas: prefill=5, decode=10');
  });

  it('before 0.5 tells the result alone', () => {
    expect(run({ requests: 3000 }, {}, {}, '0.4.1').texts).toEqual([
      'Predicted number of engine replicas: prefill=5, decode=10',
    ]);
  });
});

describe('any load', () => {
  const requests = fc.integer({ min: 0, max: 20_000 });
  const factor = fc.double({ min: 0.1, max: 3, noNaN: true });

  it('needs whole workers, the minimum at least, and no fewer for more requests', () => {
    fc.assert(
      fc.property(requests, requests, factor, factor, (a, b, prefill, decode) => {
        const wide = { options: { maxGpuBudget: 1e6, minEndpoint: 2 } };
        const [few, many] = [Math.min(a, b), Math.max(a, b)].map((n) =>
          run({ requests: n }, { prefill, decode }, wide),
        );
        for (const role of ['prefill', 'decode'] as const) {
          expect(Number.isInteger(many![role])).toBe(true);
          expect(few![role]).toBeGreaterThanOrEqual(2);
          expect(many![role]).toBeGreaterThanOrEqual(few![role]);
        }
      }),
    );
  });

  it('needs no fewer decode workers where tokens come slower than the profile says', () => {
    fc.assert(
      fc.property(requests, factor, factor, (count, a, b) => {
        const decode = (of: number) =>
          run({ requests: count }, { decode: of }, { options: { maxGpuBudget: 1e9 } }).decode;
        expect(decode(Math.max(a, b))).toBeGreaterThanOrEqual(decode(Math.min(a, b)));
      }),
    );
  });
});
