import { describe, expect, it } from 'vitest';
import { STILL, STILL_DISAGGREGATED } from './dynamo-families.js';
import { stillLabels } from './dynamo-labels.js';
import { readFamilies } from './families.js';

it('no label is one series', () => {
  expect(stillLabels([], 'm')).toEqual([{}]);
});

it('the model is the one that is served', () => {
  expect(stillLabels(['model'], 'Qwen/Qwen3')).toEqual([{ model: 'Qwen/Qwen3' }]);
});

it('several labels are every combination of their values', () => {
  expect(stillLabels(['phase', 'worker_type', 'model'], 'm')).toEqual([
    { phase: 'decode', worker_type: 'decode', model: 'm' },
    { phase: 'decode', worker_type: 'prefill', model: 'm' },
    { phase: 'prefill', worker_type: 'decode', model: 'm' },
    { phase: 'prefill', worker_type: 'prefill', model: 'm' },
  ]);
});

describe('every family that stands still', () => {
  it.each(readFamilies(STILL + STILL_DISAGGREGATED).map(({ name, labels }) => [name, labels] as const))(
    '%s has values for its labels, and no series twice',
    (_, labels) => {
      const series = stillLabels(labels, 'm');
      expect(series.length).toBeGreaterThan(0);
      for (const values of series) expect(Object.keys(values)).toEqual([...labels]);
      expect(new Set(series.map((values) => JSON.stringify(values))).size).toBe(series.length);
    },
  );
});
