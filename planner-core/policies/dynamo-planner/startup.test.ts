import { describe, expect, it } from 'vitest';
import { confirmReduction, startupPair, startupReduction } from './startup.js';
import { pair, type SituationChoice, situationWith } from './testing/situations.js';

describe('a reduction of what starts', () => {
  it.each([
    [undefined, 2, 2, undefined],
    [5, 2, 2, undefined],
    [4, 2, 2, undefined],
    [3, 2, 2, undefined],
    [2, 2, 2, 2],
    [1, 2, 2, 1],
    [2, 2, 0, undefined],
    [0, 0, 3, 0],
  ])('to %s of %d ready and %d on the way: %s', (target, ready, pending, answer) => {
    expect(startupReduction(target, ready, pending)).toBe(answer);
  });
});

describe('both sides', () => {
  const starting = (choice: SituationChoice = {}) => situationWith({ pending: pair(2, 0), ...choice });

  it('keep all they have ordered where they are not reduced', () => {
    expect(startupPair(starting(), pair(1, 2))).toEqual({ prefill: 1, decode: undefined });
    expect(startupPair(starting(), pair(1, 1))).toEqual({ prefill: 1, decode: 1 });
  });

  it('are fitted with all that the other side has on its way', () => {
    // one prefill worker and three of decode, one of them starting, are the fewest GPUs exactly
    const both = { pending: pair(2, 1), config: { minGpuBudget: 4, maxGpuBudget: -1 } };
    expect(startupPair(situationWith(both), { prefill: 1 })).toEqual({ prefill: 1, decode: undefined });
  });

  it('have nothing to say where nothing is reduced', () => {
    expect(startupPair(starting(), pair(5, 2))).toBeUndefined();
    expect(startupPair(starting(), {})).toBeUndefined();
    expect(startupPair(starting(), { prefill: undefined, decode: 2 })).toBeUndefined();
  });

  it('stay above the GPU floor', () => {
    const floor = { config: { minGpuBudget: 4, maxGpuBudget: -1 } };
    expect(startupPair(starting(floor), pair(2, 2))).toEqual({ prefill: 2, decode: undefined });
    // one and two are below four; nothing in between is a reduction of what starts
    expect(startupPair(starting(floor), { prefill: 1, decode: undefined })).toEqual({ prefill: 2, decode: undefined });
  });
});

describe('a confirmation', () => {
  const starting = (choice: SituationChoice = {}) => situationWith({ pending: pair(2, 0), ...choice });
  const ask = (
    prefill: number,
    before: Parameters<typeof confirmReduction>[2],
    now_s: number,
    choice?: SituationChoice,
  ) => confirmReduction(starting(choice), { prefill }, before, now_s);

  it('takes a whole load interval of asking for the same', () => {
    const first = ask(1, undefined, 100);
    expect(first.targets).toBeUndefined();
    expect(first.candidate).toEqual({
      targets: { prefill: 1, decode: undefined },
      inventory: [2, 2, 2, 0],
      since_s: 100,
    });
    const early = ask(1, first.candidate, 104);
    expect(early).toEqual({ candidate: first.candidate });
    expect(ask(1, first.candidate, 105).targets).toEqual({ prefill: 1, decode: undefined });
  });

  it('begins anew when something else is asked for, or the workers have changed', () => {
    const { candidate } = ask(1, undefined, 100);
    expect(ask(2, candidate, 110)).toMatchObject({ candidate: { since_s: 110 } });
    const changed = ask(1, candidate, 110, { pending: pair(1, 0) });
    expect(changed.targets).toBeUndefined();
    expect(changed.candidate?.since_s).toBe(110);
  });

  it('is dropped when nothing is reduced any more', () => {
    const { candidate } = ask(1, undefined, 100);
    expect(ask(4, candidate, 110)).toEqual({});
    expect(confirmReduction(starting(), {}, candidate, 110)).toEqual({});
  });

  it('survives JSON', () => {
    const { candidate } = ask(1, undefined, 100);
    expect(ask(1, JSON.parse(JSON.stringify(candidate)), 110).targets).toEqual({ prefill: 1, decode: undefined });
  });

  it('never goes below the minimum, nor above what serves', () => {
    const least = { config: { minEndpoint: 2 } };
    expect(ask(1, undefined, 100, least).candidate?.targets).toEqual({ prefill: 2, decode: undefined });
    const short = { config: { minEndpoint: 3 } };
    expect(ask(1, undefined, 100, short)).toEqual({});
  });

  it('counts what the other side has on its way', () => {
    // three of prefill, one of them starting, and one of decode are the fewest GPUs exactly
    const both = { pending: pair(1, 2), config: { minGpuBudget: 4 } };
    const { candidate } = confirmReduction(situationWith(both), { decode: 1 }, undefined, 100);
    expect(candidate?.targets).toEqual({ prefill: undefined, decode: 1 });
  });

  it.each([
    ['below the fewest GPUs', { config: { minGpuBudget: 4 } }],
    ['above the most GPUs', { config: { maxGpuBudget: 2 } }],
    [
      'above the power limit',
      { config: { totalGpuPowerLimit_w: 1 }, setting: { limits: { decode: { wattsPerWorker: 9 } } } },
    ],
  ])('is none for a reduction that is still %s', (_what, choice) => {
    expect(ask(1, undefined, 100, choice)).toEqual({});
  });
});
