import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { refusals } from '../testing/refusals.js';
import { LEAST_PROFILE, SMALL_PROFILE } from '../testing/small-profile.js';
import { checkProfile } from './check.js';

const faults = (changes: Partial<EngineProfile>) =>
  refusals(() => checkProfile({ ...SMALL_PROFILE, ...changes }, 'some.json')).map(({ message }) => message);
const prefill = (changes: Partial<EngineProfile['prefill']>) => ({ prefill: { ...SMALL_PROFILE.prefill, ...changes } });
const decode = (changes: Partial<EngineProfile['decode']>) => ({ decode: { ...SMALL_PROFILE.decode, ...changes } });

it('a sound profile passes, with all of its parts or with the least', () => {
  expect(() => checkProfile(SMALL_PROFILE, 'some.json')).not.toThrow();
  expect(() => checkProfile(LEAST_PROFILE, 'some.json')).not.toThrow();
});

describe('a profile is refused', () => {
  it.each<[string, Partial<EngineProfile>, string[]]>([
    ['without GPUs', { gpusPerWorker: 0 }, ['gpus_per_worker is 0; it must be a whole number above 0']],
    ['with half a GPU', { gpusPerWorker: 1.5 }, ['gpus_per_worker is 1.5; it must be a whole number above 0']],
    ['with tokens of no bytes', { kvBytesPerToken: 0 }, ['kv_bytes_per_token is 0; it must be above 0']],
    [
      'with a time that is none',
      prefill({ ttftMs: [10, Number.NaN, 35, 72] }),
      ['prefill.ttft_ms[1] is NaN; it must be a finite number'],
    ],
    ['with a time of 0', prefill({ ttftMs: [0, 18, 35, 72] }), ['prefill.ttft_ms[0] is 0; it must be above 0']],
    [
      'with prompts out of order',
      prefill({ isl: [100, 200, 200, 800] }),
      ['prefill.isl[2] is 200 after 200; values must ascend'],
    ],
    ['with arrays of two lengths', prefill({ ttftMs: [10, 18, 35] }), ['prefill: its arrays differ in length (4, 3)']],
    [
      'with three prompts',
      { prefill: { isl: [1, 2, 3], ttftMs: [1, 2, 3], tokensPerSecondPerGpu: [1, 2, 3] } },
      ['prefill: 3 points; at least 4 are needed'],
    ],
    [
      'with a KV usage above 1',
      decode({ kvUsage: [0.1, 1.5, 0.1, 0.5] }),
      ['decode.kv_usage[1] is 1.5; it must lie in 0..1'],
    ],
    ['without KV memory', decode({ maxKvTokens: 0 }), ['decode.max_kv_tokens is 0; it must be above 0']],
    [
      'with all points at one context',
      decode({ contextTokens: [100, 100, 100, 100] }),
      ['decode: all points lie on one line; points at two or more contexts and KV usages are needed'],
    ],
    [
      'with all points on a slope',
      decode({ kvUsage: [0.1, 0.2, 0.3, 0.4], contextTokens: [100, 200, 300, 400] }),
      ['decode: all points lie on one line; points at two or more contexts and KV usages are needed'],
    ],
    [
      'with one point several times',
      decode({ kvUsage: [0.1, 0.1, 0.1, 0.1], contextTokens: [100, 100, 100, 100] }),
      ['decode: all points lie on one line; points at two or more contexts and KV usages are needed'],
    ],
  ])('%s', (_name, changes, messages) => expect(faults(changes)).toEqual(messages));

  it('with all of its faults, the last with the page that tells more', () => {
    const told = refusals(() => checkProfile({ ...SMALL_PROFILE, gpusPerWorker: 0, kvBytesPerToken: -1 }, 'some.json'));
    expect(told).toEqual([
      { code: 'HR_PROFILE_INVALID', place: 'some.json', message: expect.stringMatching(/^gpus_per_worker/) },
      {
        code: 'HR_PROFILE_INVALID',
        place: 'some.json',
        message: expect.stringMatching(/^kv_bytes_per_token/),
        hint: 'docs/reference/profiles.md lists the arrays and their units.',
      },
    ]);
  });

  it('with twelve faults at most, and how many more', () => {
    const many = Array.from({ length: 20 }, (_, i) => -i - 1);
    const told = faults({
      prefill: { isl: many.map((_, i) => i + 1), ttftMs: many, tokensPerSecondPerGpu: many.map(() => 1) },
    });
    expect(told).toHaveLength(13);
    expect(told.at(-1)).toBe('and 8 more');
  });
});

describe('points on a line', () => {
  const onLine = fc.record({
    count: fc.integer({ min: 3, max: 12 }),
    usage: fc.double({ min: 0, max: 0.4, noNaN: true }),
    step: fc.double({ min: 0.001, max: 0.04, noNaN: true }),
    context: fc.integer({ min: 100, max: 10_000 }),
    slope: fc.integer({ min: 0, max: 5000 }),
  });

  it('are found whatever the line, and are none once one of them is off it', () => {
    fc.assert(
      fc.property(onLine, ({ count, usage, step, context, slope }) => {
        const points = Array.from({ length: count }, (_, i) => [usage + i * step, context + i * slope] as const);
        const of = (contexts: number[]) => ({
          decode: {
            ...SMALL_PROFILE.decode,
            kvUsage: points.map(([share]) => share),
            contextTokens: contexts,
            itlMs: points.map(() => 5),
            tokensPerSecondPerGpu: points.map(() => 50),
          },
        });
        const contexts = points.map(([, tokens]) => tokens);
        expect(faults(of(contexts))[0]).toMatch(/all points lie on one line/);
        const moved = contexts.map((tokens, i) => (i === 1 ? tokens * 2 + 1 : tokens));
        expect(() => checkProfile({ ...SMALL_PROFILE, ...of(moved) }, 'some.json')).not.toThrow();
      }),
      { numRuns: 60 },
    );
  });
});
