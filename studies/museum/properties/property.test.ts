import { expect, it } from 'vitest';
import { type PropertySpec, propertyOf, propertySchema } from './index.js';
import { first } from './property.js';

it('the earliest of several breaches is the first one, and the one named first among equals', () => {
  const [late, early, also] = [9, 3, 3].map((at_s, i) => ({ at_s, found: `${i}` }));
  expect(first([late, undefined, early, also])).toBe(early);
  expect(first([undefined, undefined])).toBeUndefined();
  expect(first([])).toBeUndefined();
});

it.each<[PropertySpec, string]>([
  [
    { holds: 'no_more_than_needed', over: 0, from_s: 0, grace_s: 0, ahead_s: 0 },
    'never more than need workers ordered',
  ],
  [
    { holds: 'no_more_than_needed', over: 2, from_s: 60, grace_s: 0, ahead_s: 0 },
    'never more than need + 2 workers ordered from 60 s on',
  ],
  [{ holds: 'no_fewer_than_needed', from_s: 60, to_s: 90 }, 'never fewer than the need ordered from 60 to 90 s'],
  [{ holds: 'raises_no_further', over: 1, from_s: 0 }, 'no count is raised beyond need + 1'],
  [{ holds: 'not_lowered', from_s: 5, to_s: 9 }, 'no count is lowered from 5 to 9 s'],
  [
    { holds: 'rises', role: 'decode', above: 2, from_s: 7, within_ticks: 3 },
    'decode rises above 2 within 3 ticks from 7 s on',
  ],
  [{ holds: 'still', from_s: 400, changes: 0 }, 'at most 0 scale events from 400 s on'],
  [{ holds: 'small_steps', most: 8 }, 'no decision moves a role by more than 8 workers'],
  [{ holds: 'drains', below: 20, by_s: 800 }, 'fewer than 20 requests wait from 800 s on'],
  [{ holds: 'loses_nothing' }, 'no request is lost'],
  [{ holds: 'says', reason: 'infeasible', by_s: 60 }, "says 'infeasible' by 60 s"],
  [{ holds: 'factors_bounded', least: 0.2, most: 5 }, 'correction factors stay within 0.2 and 5'],
  [{ holds: 'sound_numbers' }, 'no negative or unbounded number behind a decision'],
])('%j promises: %s', (spec, says) => {
  expect(propertyOf(spec).says).toBe(says);
  expect(propertySchema.parse(spec)).toEqual(spec);
});

it('times that a file leaves out are the whole run', () => {
  expect(propertySchema.parse({ holds: 'no_more_than_needed', over: 1 })).toEqual({
    holds: 'no_more_than_needed',
    over: 1,
    from_s: 0,
    grace_s: 0,
    ahead_s: 0,
  });
});

it.each([
  [{ holds: 'nothing' }],
  [{ holds: 'drains', below: 0, by_s: 1 }],
  [{ holds: 'loses_nothing', by_s: 1 }],
  [{ holds: 'rises', role: 'aggregated', above: 1, from_s: 0, within_ticks: 1 }],
])('%j is no property', (spec) => {
  expect(propertySchema.safeParse(spec).success).toBe(false);
});
