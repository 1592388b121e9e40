import { describe, expect, it } from 'vitest';
import type { EngineProfile } from '../../planner-core/index.js';
import { LEAST_PROFILE, SMALL_PROFILE } from '../testing/small-profile.js';
import { engineFaults, stepFaults } from './check-steps.js';

const steps = (changes: Partial<EngineProfile>) => stepFaults({ ...SMALL_PROFILE, ...changes });
const engine = (changes: Partial<EngineProfile>) => engineFaults({ ...SMALL_PROFILE, ...changes });
const table = (changes: Partial<NonNullable<EngineProfile['prefillTable']>>) => ({
  prefillTable: { ...SMALL_PROFILE.prefillTable!, ...changes },
});

it('what is not there has no fault, and what is sound has none', () => {
  for (const profile of [LEAST_PROFILE, SMALL_PROFILE])
    expect([...stepFaults(profile), ...engineFaults(profile)]).toEqual([]);
});

describe('prefill steps', () => {
  it.each<[string, NonNullable<EngineProfile['prefillSteps']>, string[]]>([
    ['of no tokens', { tokens: [0, 5], stepMs: [1, 2] }, ['prefill_steps.tokens[0] is 0; it must be above 0']],
    ['of no time', { tokens: [4, 5], stepMs: [1, 0] }, ['prefill_steps.step_ms[1] is 0; it must be above 0']],
    ['of two lengths', { tokens: [4, 5], stepMs: [1] }, ['prefill_steps: its arrays differ in length (2, 1)']],
    ['that are none', { tokens: [], stepMs: [] }, ['prefill_steps: 0 points; at least 1 are needed']],
    ['out of order', { tokens: [5, 4], stepMs: [1, 2] }, ['prefill_steps.tokens[1] is 4 after 5; values must ascend']],
  ])('%s', (_name, prefillSteps, faults) => expect(steps({ prefillSteps })).toEqual(faults));
});

describe('a table of prefill steps', () => {
  it.each<[string, Partial<NonNullable<EngineProfile['prefillTable']>>, string[]]>([
    [
      'with half a prompt',
      { batch: [1, 1, 0.5] },
      ['prefill_table.batch[2] is 0.5; it must be a whole number above 0'],
    ],
    ['with no new tokens', { newTokens: [100, 200, 0] }, ['prefill_table.new_tokens[2] is 0; it must be above 0']],
    [
      'with fewer cached tokens than none',
      { cachedTokens: [0, 0, -1] },
      ['prefill_table.cached_tokens[2] is -1; it must not be below 0'],
    ],
    ['with a time of none', { stepMs: [10, 18, 0] }, ['prefill_table.step_ms[2] is 0; it must be above 0']],
    ['with arrays of two lengths', { stepMs: [10, 18] }, ['prefill_table: its arrays differ in length (3, 2)']],
    [
      'without lone prompts',
      { batch: [2, 2, 2] },
      ['prefill_table: no point of batch 1 without cached tokens; the others are measured against those'],
    ],
    [
      'with lone prompts in a cache alone',
      { cachedTokens: [5, 5, 0] },
      ['prefill_table: no point of batch 1 without cached tokens; the others are measured against those'],
    ],
  ])('%s', (_name, changes, faults) => expect(steps(table(changes))).toEqual(faults));
});

describe('decode steps', () => {
  const row = { contextTokens: 100, batch: [1, 8], stepMs: [5, 6] };
  it.each<[string, NonNullable<EngineProfile['decodeSteps']>, string[]]>([
    ['that are none', [], ['decode_steps: 0 points; at least 1 are needed']],
    ['of no context', [{ ...row, contextTokens: 0 }], ['decode_steps[0].context_tokens is 0; it must be above 0']],
    ['of no batch', [{ ...row, batch: [0, 8] }], ['decode_steps[0].batch[0] is 0; it must be above 0']],
    ['of no time', [{ ...row, stepMs: [5, -1] }], ['decode_steps[0].step_ms[1] is -1; it must be above 0']],
    ['of two lengths', [{ ...row, stepMs: [5] }], ['decode_steps[0]: its arrays differ in length (2, 1)']],
    [
      'with batches out of order',
      [{ ...row, batch: [8, 1] }],
      ['decode_steps[0].batch[1] is 1 after 8; values must ascend'],
    ],
    [
      'with contexts out of order',
      [row, { ...row, contextTokens: 100 }],
      ['decode_steps context_tokens[1] is 100 after 100; values must ascend'],
    ],
  ])('%s', (_name, decodeSteps, faults) => expect(steps({ decodeSteps })).toEqual(faults));
});

describe('polynomials', () => {
  const good = SMALL_PROFILE.polynomials!;
  it.each<[string, Partial<typeof good>, string[]]>([
    [
      'of no coefficients',
      { prefillMs: [], decodeMs: [] },
      [
        'polynomials.prefill_ms: 0 points; at least 1 are needed',
        'polynomials.decode_ms: 0 points; at least 1 are needed',
      ],
    ],
    ['of prefill that fall', { prefillMs: [1, -0.1] }, ['polynomials.prefill_ms[1] is -0.1; it must not be below 0']],
    [
      'that are no numbers',
      { decodeMs: [Number.NaN] },
      ['polynomials.decode_ms[0] is NaN; it must be a finite number'],
    ],
    ['without a floor', { decodeFloorMs: 0 }, ['polynomials.decode_floor_ms is 0; it must be above 0']],
  ])('%s', (_name, changes, faults) => expect(steps({ polynomials: { ...good, ...changes } })).toEqual(faults));
});

describe('facts about an engine', () => {
  const calibration = SMALL_PROFILE.calibration!;
  it.each<[string, Partial<EngineProfile>, string[]]>([
    ['a negative overhead', { stepOverheadMs: -1 }, ['step_overhead_ms is -1; it must not be below 0']],
    ['a negative overhead of clients', { clientOverheadMs: -1 }, ['client_overhead_ms is -1; it must not be below 0']],
    ['half a rank', { attentionDp: 1.5 }, ['attention_dp is 1.5; it must be a whole number above 0']],
    [
      'less than a token a step',
      { speculative: { tokensPerStep: 0.5 } },
      ['speculative.tokens_per_step is 0.5; it must be at least 1'],
    ],
    ['an overlap beyond 1', { mixed: { overlap: 2 } }, ['mixed.overlap is 2; it must lie in 0..1']],
    [
      'a calibration of nothing',
      { calibration: { ...calibration, prefillFactor: 0 } },
      ['calibration.prefill_factor is 0; it must be above 0'],
    ],
    [
      'a calibration without factors',
      { calibration: { ...calibration, decodeFactors: { batch: [], factor: [] } } },
      ['calibration.decode_factors: 0 points; at least 1 are needed'],
    ],
    [
      'a calibration of batches out of order',
      { calibration: { ...calibration, decodeFactors: { batch: [64, 1], factor: [1, 0] } } },
      [
        'calibration.decode_factors.factor[1] is 0; it must be above 0',
        'calibration.decode_factors.batch[1] is 1 after 64; values must ascend',
      ],
    ],
  ])('%s', (_name, changes, faults) => expect(engine(changes)).toEqual(faults));

  it('at their limits are sound', () => {
    expect(
      engine({
        stepOverheadMs: 0,
        clientOverheadMs: 0,
        attentionDp: 1,
        speculative: { tokensPerStep: 1 },
        mixed: { overlap: 1 },
      }),
    ).toEqual([]);
  });
});
