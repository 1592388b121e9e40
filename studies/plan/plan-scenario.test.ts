/** Whether a plan has an answer for every promise: by a deployment, or by settings of a planner. */
import { expect, it } from 'vitest';
import { madeAnswer, madePlan } from '../testing/index.js';
import { isFeasible } from './plan-scenario.js';
import type { SettingsAnswer } from './settings.js';

/** No deployment keeps the promise. */
function without(promise: string) {
  const { best, ...answer } = madeAnswer({ promise });
  return answer;
}
const settled = { best: {} } as unknown as SettingsAnswer;
const unsettled = {} as unknown as SettingsAnswer;

it('a deployment for every promise is enough', () => {
  expect(isFeasible(madePlan([madeAnswer({ promise: 'a' }), madeAnswer({ promise: 'b' })]))).toBe(true);
});

it('one promise without either is too many', () => {
  expect(isFeasible(madePlan([madeAnswer({ promise: 'a' }), without('b')]))).toBe(false);
  expect(isFeasible(madePlan([without('a')], { settings: { a: unsettled } }))).toBe(false);
});

it('settings answer for their own promise alone', () => {
  expect(isFeasible(madePlan([without('a')], { settings: { a: settled } }))).toBe(true);
  expect(isFeasible(madePlan([without('a')], { settings: { b: settled } }))).toBe(false);
});

it('a deployment stands where settings were looked for in vain', () => {
  expect(isFeasible(madePlan([madeAnswer({ promise: 'a' })], { settings: { a: unsettled } }))).toBe(true);
});
