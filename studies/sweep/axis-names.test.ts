import { expect, it } from 'vitest';
import { axisNames } from './axis-names.js';

it.each([
  [
    ['planner.interval_s', 'cluster.prefill.startup, cluster.decode.startup'],
    ['interval_s', 'startup'],
  ],
  [
    ['cluster.prefill.replicas', 'cluster.decode.replicas'],
    ['prefill.replicas', 'decode.replicas'],
  ],
  [['planner.attainment'], ['planner.attainment']],
  [
    ['planner.attainment', 'cluster.prefill.startup, cluster.decode.startup'],
    ['planner.attainment', 'startup'],
  ],
  [['seed'], ['seed']],
])('the axes %j are called %j', (axes, names) => expect(axisNames(axes)).toEqual(names));
