import { expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { planSchema } from './plan.js';

it('looks for the fewest dollars that meet the promise for 95 % of requests, on other seeds too', () => {
  expect(planSchema.parse({})).toEqual({
    objective: 'usd',
    attainment: 0.95,
    attainment_by_class: {},
    confidence: 0.95,
    max_gpus: 64,
    spare_workers: 0,
    seeds: 3,
    check_seeds: 5,
  });
});

itHasLimits(planSchema, {}, [
  ['objective', ['usd', 'gpus', 'goodput_per_gpu'], ['watts']],
  ['attainment', [0.01, 0.999], [0, 1]],
  ['attainment_by_class', [{ chat: 0.9 }], [{ chat: 1 }, { chat: 0 }]],
  ['confidence', [0.5, 0.99], [0.49, 1]],
  ['promises', [{ strict: { ttft_ms: 1 } }, undefined], [{ strict: { ttft: 1 } }]],
  ['engines', [['a', 'b']], [[], ['']]],
  ['modes', [['aggregated', 'disaggregated']], [[], ['both']]],
  ['max_gpus', [1], [0, 1.5]],
  ['spare_workers', [0, 2], [-1]],
  ['seeds', [2], [1]],
  ['check_seeds', [2], [1]],
  ['growth_percent_per_month', [0.1, undefined], [0]],
  ['vary', [{ 'planner.interval_s': [10, 60] }], [{ 'planner.interval_s': [] }, { 'planner.interval_s': 10 }]],
]);
