import { expect, it } from 'vitest';
import { Kernel } from './kernel.js';

it('runs events in time order and lets them schedule more', () => {
  const kernel = new Kernel();
  const seen: string[] = [];
  const note = kernel.define<string>(0, (name) => {
    seen.push(`${name}@${kernel.now}`);
    if (name === 'first') kernel.at(kernel.now + 1, note, 'child');
  });
  kernel.at(5, note, 'last');
  kernel.at(1, note, 'first');
  while (kernel.nextTime < Number.POSITIVE_INFINITY) kernel.step();
  expect(seen).toEqual(['first@1', 'child@2', 'last@5']);
  expect(kernel.processed).toBe(3);
});

it('orders kinds of the same instant by their priority', () => {
  const kernel = new Kernel();
  const seen: string[] = [];
  const late = kernel.define<undefined>(5, () => seen.push('late'));
  const early = kernel.define<undefined>(1, () => seen.push('early'));
  kernel.at(1, late, undefined);
  kernel.at(1, early, undefined);
  kernel.step();
  kernel.step();
  expect(seen).toEqual(['early', 'late']);
});

it.each([-1, Number.NaN])('refuses to schedule at %d s', (time_s) => {
  const kernel = new Kernel();
  const kind = kernel.define<undefined>(0, () => undefined);
  expect(() => kernel.at(time_s, kind, undefined)).toThrow(RangeError);
});
