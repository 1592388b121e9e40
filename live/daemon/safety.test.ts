import { expect, it } from 'vitest';
import { doubtOf, figuresOf, orderable, requiredFigures } from './safety.js';

const RULES = { window_s: 60, maxAge_s: 15, required: [] };

it('decides on figures that are fresh and whole, silence among them', () => {
  expect(doubtOf({ traffic: { requests: 3 }, age_s: 4, uncovered_s: 0 }, [], RULES)).toBeUndefined();
  expect(doubtOf({ traffic: { requests: 0, inputTokensMean: Number.NaN } }, [], RULES)).toBeUndefined();
  expect(doubtOf({ queues: { decode: 2 } }, [], RULES)).toBeUndefined();
});

it.each([
  [{}, 'no_data', 'no series yet'],
  [{ traffic: { requests: 3 }, age_s: 15.1 }, 'metrics_stale', '15.1 s old'],
  [{ traffic: { requests: 3 }, uncovered_s: 7 }, 'no_data', '7.0 of the 60 s'],
  [{ traffic: { requests: 3 }, brokenCounters: ['a_sum'] }, 'no_data', 'Not a number: a_sum'],
  [{ latency: { itl: 0.1 } }, 'metrics_vanished', 'traffic.requests'],
] as const)('holds on %j', (reading, reason, text) => {
  const doubt = doubtOf(reading, ['traffic.requests'].slice(reason === 'metrics_vanished' ? 0 : 1) as never, RULES);
  expect(doubt).toMatchObject({ reason });
  expect(doubt?.text).toContain(text);
});

it('holds where a policy would read an absent figure as 0', () => {
  const rules = { ...RULES, required: requiredFigures('dynamo-sla') };
  expect(doubtOf({ traffic: { requests: 3 } }, [], rules)?.text).toContain('latency.ttft');
  expect(requiredFigures('hpa')).toEqual([]);
});

it('does not miss what may come and go', () => {
  expect(figuresOf({ traffic: { requests: 1, kvHitRate: 0.5, arrivals: 2 } })).toEqual(['traffic.requests']);
});

it('orders whole counts from the least on, and drops what is none', () => {
  const told: string[] = [];
  const targets = { prefill: 0, decode: Number.NaN, aggregated: 2.5 };
  expect(orderable(targets, 1, (text) => told.push(text))).toEqual({ prefill: 1 });
  expect(told).toHaveLength(3);
});
