import { describe, expect, it } from 'vitest';
import { itHasLimits } from '../testing/limits.js';
import { benchSchema, scheduleSchema } from './bench.js';

describe('a load with nothing said', () => {
  it('streams chats at the times of the traffic, with exact lengths', () => {
    expect(benchSchema.parse({})).toEqual({
      endpoint: 'chat',
      stream: true,
      schedule: { kind: 'traffic', speedup: 1 },
      exact_output: true,
      history: 'received',
      body: {},
      timeouts: { connect_s: 10, first_token_s: 300, gap_s: 120, total_s: 1800 },
      warm_up_s: 0,
      drain_limit_s: 120,
      find: { attainment: 0.9, from: 1, most: 4096, trial_s: 30, resolution: 0.05, rates: 8, saturating_clients: 512 },
      workers: 1,
      scrape_interval_s: 1,
    });
  });
});

describe('a schedule', () => {
  it.each([
    [{}, { kind: 'traffic', speedup: 1 }],
    [
      { speedup: 2, duration_s: 60 },
      { kind: 'traffic', speedup: 2, duration_s: 60 },
    ],
    [
      { kind: 'rate', stages: [{ duration_s: 10, rps: 0, to_rps: 5 }] },
      { kind: 'rate', process: 'poisson', shape: 1, stages: [{ duration_s: 10, rps: 0, to_rps: 5 }] },
    ],
    [
      { kind: 'concurrency', clients: 4 },
      { kind: 'concurrency', clients: 4, ramp_s: 0 },
    ],
    [
      { kind: 'users', users: 4, rps: 2 },
      { kind: 'users', users: 4, rps: 2 },
    ],
  ])('%j is %j', (given, read) => expect(scheduleSchema.parse(given)).toEqual(read));

  it.each([
    { kind: 'rate' },
    { kind: 'rate', stages: [] },
    { kind: 'rate', stages: [{ duration_s: 0, rps: 1 }] },
    { kind: 'rate', stages: [{ duration_s: 1, rps: -1 }] },
    { kind: 'rate', stages: [{ duration_s: 1, rps: 1 }], duration_s: 5 },
    { kind: 'rate', process: 'weibull', stages: [{ duration_s: 1, rps: 1 }] },
    { kind: 'rate', shape: 0, stages: [{ duration_s: 1, rps: 1 }] },
    { kind: 'concurrency', clients: 0 },
    { kind: 'concurrency', clients: 1, ramp_s: -1 },
    { kind: 'users', users: 1, rps: 0 },
    { kind: 'users', users: 1 },
    { kind: 'traffic', speedup: 0 },
    { kind: 'traffic', clients: 5 },
    { kind: 'burst' },
  ])('is not %j', (given) => expect(scheduleSchema.safeParse(given).success).toBe(false));
});

itHasLimits(benchSchema, {}, [
  ['model', ['llama', undefined], ['']],
  ['endpoint', ['chat', 'completions', 'responses', 'embeddings'], ['image']],
  ['history', ['received', 'recorded'], ['none']],
  ['body', [{}, { temperature: 0, stop: ['a'] }], [[], 'x']],
  ['timeouts.connect_s', [0.1], [0]],
  ['timeouts.gap_s', [0.1], [0]],
  ['warm_up_s', [0, 5], [-1]],
  ['drain_limit_s', [0], [-1]],
  ['find.attainment', [0.01, 1], [0, 1.01]],
  ['find.rates', [1], [0, 1.5]],
  ['workers', [1, 64], [0, 65, 1.5]],
  ['scrape_interval_s', [0.1], [0]],
]);

describe('timeouts and the search', () => {
  itHasLimits(benchSchema, { timeouts: {}, find: {} }, [
    ['timeouts.first_token_s', [0.5], [0, -1]],
    ['timeouts.total_s', [0.5], [0]],
    ['timeouts.read_s', [], [5]],
    ['find.from', [0.1], [0]],
    ['find.most', [0.1], [0]],
    ['find.trial_s', [0.1], [0]],
    ['find.resolution', [0.001], [0]],
    ['find.saturating_clients', [1], [0, 0.5]],
    ['stream', [true, false], ['no']],
    ['exact_output', [true, false], [1]],
    ['tokenizer', ['tokenizer.json', undefined], [5]],
  ]);
});
