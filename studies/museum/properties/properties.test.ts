/** Each kind of property on trails made by hand: where it holds, and the first moment at which it does not. */
import { describe, expect, it } from 'vitest';
import { flat, ordering } from '../../testing/index.js';
import type { Trail } from '../trail.js';
import { type Breach, type Circumstances, type PropertySpec, propertyOf, WITHIN_BOUNDS } from './index.js';

const CIRCUMSTANCES: Circumstances = {
  need: [
    { from_s: 0, prefill: 1, decode: 1 },
    { from_s: 100, prefill: 3, decode: 1 },
    { from_s: 200, prefill: 1, decode: 1 },
  ],
  bounds: { min: 1, max: 4 },
};

function breach(spec: PropertySpec, trail: Trail): Breach | undefined {
  return propertyOf(spec).check(trail, CIRCUMSTANCES);
}

describe('no_more_than_needed', () => {
  const spec = { holds: 'no_more_than_needed', over: 1, from_s: 0, grace_s: 0, ahead_s: 0 } as const;

  it('allows the need and so many more, at its time', () => {
    expect(breach(spec, ordering([...flat(2, 9), ...flat(4, 10), 2]))).toBeUndefined();
    expect(breach(spec, ordering([1, 1, 3]))).toEqual({ at_s: 30, role: 'prefill', found: '3 ordered, at most 2' });
  });

  it('looks back and ahead as far as it says', () => {
    const early = ordering([...flat(1, 4), ...flat(4, 5)]); // at 50 s for 100 s
    expect(breach(spec, early)?.at_s).toBe(50);
    expect(breach({ ...spec, ahead_s: 50 }, early)).toBeUndefined();
    const late = ordering([...flat(1, 10), ...flat(4, 14)]); // still 4 at 240 s
    expect(breach(spec, late)?.at_s).toBe(200);
    expect(breach({ ...spec, grace_s: 50 }, late)).toBeUndefined();
  });

  it('is asked of its time alone', () => {
    const spike = ordering([1, 4, 1]);
    expect(breach({ ...spec, from_s: 25 }, spike)).toBeUndefined();
    expect(breach({ ...spec, to_s: 15 }, spike)).toBeUndefined();
  });
});

it('no_fewer_than_needed: the need is covered', () => {
  const spec = { holds: 'no_fewer_than_needed', from_s: 0 } as const;
  expect(breach(spec, ordering([...flat(1, 9), ...flat(3, 5)]))).toBeUndefined();
  expect(breach(spec, ordering(flat(2, 12)))).toEqual({ at_s: 100, role: 'prefill', found: '2 ordered, 3 needed' });
});

it('raises_no_further: what is there may stay, nothing is added beyond', () => {
  const spec = { holds: 'raises_no_further', over: 1, from_s: 0 } as const;
  expect(breach(spec, ordering(flat(4, 5)))).toBeUndefined();
  expect(breach(spec, ordering([1, 2, 3]))).toEqual({ at_s: 30, role: 'prefill', found: 'from 2 to 3, at most 2' });
});

it('not_lowered: a count may rise or stay', () => {
  const spec = { holds: 'not_lowered', from_s: 15, to_s: 35 } as const;
  expect(breach(spec, ordering([2, 2, 3, 1]))).toBeUndefined(); // lowered at 40 s
  expect(breach(spec, ordering([2, 2, 1]))).toEqual({ at_s: 30, role: 'prefill', found: 'from 2 to 1' });
});

it('rises: within so many ticks', () => {
  const spec = { holds: 'rises', role: 'prefill', above: 1, from_s: 15, within_ticks: 3 } as const;
  expect(breach(spec, ordering([1, 1, 1, 2]))).toBeUndefined();
  expect(breach(spec, ordering([1, 1, 1, 1, 2]))).toEqual({ at_s: 40, role: 'prefill', found: 'still 1 ordered' });
});

it('still: scale events are counted from a time on', () => {
  const spec = { holds: 'still', from_s: 25, changes: 1 } as const;
  expect(breach(spec, ordering([1, 2, 1]))).toBeUndefined();
  expect(breach(spec, ordering([1, 2, 1, 2, 1]))).toEqual({ at_s: 40, role: 'prefill', found: '3 scale events' });
});

it('small_steps: up and down alike', () => {
  const spec = { holds: 'small_steps', most: 2 } as const;
  expect(breach(spec, ordering([1, 3, 1]))).toBeUndefined();
  expect(breach(spec, ordering([1, 3, 4, 1]))).toMatchObject({ at_s: 40, found: 'from 4 to 1 in one decision' });
});

it('drains: a backlog that comes back later breaks it too', () => {
  const waiting = (queued: readonly number[]): Trail => ({
    ...ordering([1]),
    glimpses: queued.map((count, i) => ({ time_s: 10 * i, ordered: {}, queued: { decode: count } })),
  });
  const spec = { holds: 'drains', below: 5, by_s: 20 } as const;
  expect(breach(spec, waiting([50, 9, 4, 0]))).toBeUndefined();
  expect(breach(spec, waiting([50, 0, 0, 5]))).toEqual({ at_s: 30, role: 'decode', found: '5 requests wait' });
});

it('loses_nothing: the first loss, and how many there are', () => {
  const spec = { holds: 'loses_nothing' } as const;
  expect(breach(spec, ordering([1]))).toBeUndefined();
  expect(breach(spec, { ...ordering([1]), lost_s: [12, 40] })).toEqual({ at_s: 12, found: '2 requests lost' });
});

it('says: a reason in time', () => {
  const spec = { holds: 'says', reason: 'infeasible', by_s: 20 } as const;
  expect(breach(spec, ordering([1, 1], { reasons: ['forecast', 'infeasible'] }))).toBeUndefined();
  expect(breach(spec, ordering([1, 1], { reasons: ['forecast'] }))?.found).toBe('not said; the reasons were forecast');
  expect(breach(spec, ordering([1]))?.found).toBe('not said; the reasons were none');
});

it('factors_bounded: by their names', () => {
  const spec = { holds: 'factors_bounded', least: 0.5, most: 2 } as const;
  expect(breach(spec, ordering([1], { numbers: { decode_factor: 2, load: 900 } }))).toBeUndefined();
  expect(breach(spec, ordering([1], { numbers: { decode_factor: 2.5 } }))?.found).toBe('decode_factor is 2.50');
  expect(breach(spec, ordering([1], { numbers: { decode_factor: Number.NaN } }))?.found).toBe('decode_factor is NaN');
});

it.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])('sound_numbers: %d is not', (value) => {
  const spec = { holds: 'sound_numbers' } as const;
  expect(breach(spec, ordering([1], { numbers: { load: 3 } }))).toBeUndefined();
  expect(breach(spec, ordering([1], { numbers: { load: value } }))).toMatchObject({ at_s: 10 });
});

describe('the bounds', () => {
  const check = (trail: Trail) => WITHIN_BOUNDS.check(trail, CIRCUMSTANCES);

  it('are kept by whole counts from the minimum on, and by both roles together', () => {
    expect(check(ordering([1, 4]))).toBeUndefined();
    expect(check(ordering([1, 7]))).toBeUndefined(); // 7 + 1 of 2 × 4: a common budget
  });

  it.each([
    [0, 'orders 0, at least 1 allowed'],
    [1.5, 'orders 1.5, at least 1 allowed'],
    [Number.NaN, 'orders NaN, at least 1 allowed'],
    [8, '9 workers of both roles ordered, 8 allowed'],
  ])('are broken by %d', (count, found) => {
    expect(check(ordering([1, count]))).toMatchObject({ at_s: 20, found });
  });
});
