import { expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { slaSchema } from './sla.js';

it('a promise bounds what it names, and nothing else', () => {
  const promise = { ttft_ms: 500, classes: { batch: { e2e_ms: 60_000 } } };
  expect(slaSchema.parse(promise)).toEqual(promise);
  expect(slaSchema.parse({})).toEqual({});
});

itHasLimits(slaSchema, {}, [
  ['ttft_ms', [0.1, 500, undefined], [0, -1, '500ms', null, Number.POSITIVE_INFINITY]],
  ['tpot_ms', [0.1], [0]],
  ['e2e_ms', [0.1], [0]],
  ['itl_ms', [], [20]],
  [
    'classes',
    [{}, { chat: { ttft_ms: 1 } }],
    [{ chat: { ttft_ms: 0 } }, { chat: { tfft_ms: 1 } }, [], { chat: { classes: {} } }],
  ],
]);
