import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtOf, figuresOf, heldDecision, orderable, requiredFigures } from './safety.js';

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

describe('the edges of the rules', () => {
  const some = { traffic: { requests: 3 } };

  it.each([
    ['as old as may be', { ...some, age_s: 15 }, true],
    ['older', { ...some, age_s: 15.001 }, false],
    ['without an age', some, true],
    ['a tenth of the window uncovered', { ...some, uncovered_s: 6 }, true],
    ['more than a tenth', { ...some, uncovered_s: 6.001 }, false],
    ['no figure, but an empty queue', { queues: {} }, true],
    ['no figure, but workers one by one', { workersDetail: { decode: [] } }, true],
    ['what comes and goes alone', { traffic: { kvHitRate: 0.5 } }, false],
    ['a figure that is NaN alone', { latency: { ttft: Number.NaN } }, true],
  ])('%s', (_, reading, isEnough) => {
    expect(doubtOf(reading, [], RULES) === undefined).toBe(isEnough);
  });

  it('the gravest doubt is told: age before absence, absence before what has vanished', () => {
    const rules = { ...RULES, required: requiredFigures('dynamo-sla') };
    expect(doubtOf({ age_s: 99 }, ['latency.ttft'], rules)?.reason).toBe('metrics_stale');
    expect(doubtOf({}, ['latency.ttft'], rules)?.reason).toBe('no_data');
    const broken = doubtOf({ ...some, brokenCounters: ['a', 'b'], uncovered_s: 60 }, ['latency.ttft'], rules);
    expect(broken?.text).toBe('Not a number: a, b; holding');
    expect(doubtOf(some, ['latency.ttft'], rules)?.reason).toBe('metrics_vanished');
  });

  it('names all that has vanished and all that is missing', () => {
    expect(doubtOf(some, ['traffic.requests', 'latency.ttft', 'latency.itl'], RULES)?.text).toBe(
      'No series any more for latency.ttft, latency.itl; holding',
    );
    const rules = { ...RULES, required: ['traffic.requests', 'latency.itl', 'latency.ttft'] as const };
    expect(doubtOf(some, [], rules)?.text).toBe('There is no series yet for latency.itl, latency.ttft; holding');
  });

  it('all figures there: any age up to the limit is enough for the most demanding policy', () => {
    const whole = {
      traffic: { requests: 1, inputTokensMean: 2, outputTokensMean: 3 },
      latency: { ttft: 0.1, itl: 0.01, requestDuration: 1 },
    };
    const required = requiredFigures('dynamo-sla');
    expect(figuresOf(whole)).toEqual(required);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 15, noNaN: true }), (age_s) => {
        expect(doubtOf({ ...whole, age_s }, required, { ...RULES, required })).toBeUndefined();
      }),
    );
  });

  it('without any one of them there is a doubt', () => {
    const required = requiredFigures('dynamo-sla');
    expect(required).toHaveLength(6);
    for (const absent of required) {
      const figures = { traffic: {} as Record<string, number>, latency: {} as Record<string, number> };
      for (const figure of required.filter((each) => each !== absent)) {
        const [group, name] = figure.split('.') as ['traffic' | 'latency', string];
        figures[group][name] = 1;
      }
      expect(doubtOf(figures, [], { ...RULES, required })?.text).toContain(absent);
      expect(doubtOf(figures, required, RULES)).toMatchObject({ reason: 'metrics_vanished' });
    }
  });
});

it('a held decision carries every doubt, and no target', () => {
  const decision = heldDecision(
    { reason: 'metrics_unreachable', text: 'No figures' },
    { reason: 'workers_unknown', text: 'No workers' },
  );
  expect(decision).toEqual({
    targets: {},
    reasons: ['metrics_unreachable', 'workers_unknown'],
    explanation: {},
    log: [
      { level: 'warning', text: 'No figures' },
      { level: 'warning', text: 'No workers' },
    ],
  });
});

describe('what may be ordered', () => {
  it.each([
    [1, 1, { decode: 1 }, 0],
    [0, 0, { decode: 0 }, 0],
    [-1, 0, { decode: 0 }, 1],
    [-0, 0, { decode: 0 }, 0],
    [2 ** 53, 1, {}, 1],
    [Number.POSITIVE_INFINITY, 1, {}, 1],
    [1.0000001, 1, {}, 1],
  ])('%d with a least of %d', (target, least, expected, words) => {
    const told: string[] = [];
    const orders = orderable({ decode: target }, least, (text) => told.push(text));
    expect(orders.decode === undefined ? {} : { decode: orders.decode + 0 }).toEqual(expected);
    expect(told).toHaveLength(words);
  });

  it('says what was asked for and what is done instead', () => {
    const told: string[] = [];
    orderable({ prefill: 0, decode: Number.NaN }, 2, (text) => told.push(text));
    expect(told).toEqual([
      'The policy asked for 0 prefill workers; raised to its least, 2',
      'The policy asked for NaN decode workers, which is no count; holding',
    ]);
  });

  it('is never a fraction, never below the least, and never another role than was asked', () => {
    const target = fc.oneof(fc.double(), fc.integer({ min: -5, max: 50 }));
    fc.assert(
      fc.property(fc.record({ prefill: target, decode: target }), fc.nat(4), (targets, least) => {
        let words = 0;
        const orders = orderable(targets, least, () => {
          words += 1;
        });
        for (const [role, count] of Object.entries(orders)) {
          expect(Number.isSafeInteger(count)).toBe(true);
          expect(count).toBe(Math.max(least, targets[role as keyof typeof targets]));
        }
        const kept = Object.entries(targets).filter(([role, count]) => orders[role as keyof typeof targets] === count);
        expect(words).toBe(2 - kept.length); // whatever is not ordered as it was asked is told
      }),
    );
  });
});
