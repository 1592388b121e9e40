import { describe, expect, it } from 'vitest';
import type { EngineStep, Observation, WorkerObservation } from '../../ports.js';
import { engineStep } from '../../testing/index.js';
import type { Demand } from './demand.js';
import { type Learnt, learn, NOTHING_LEARNT } from './learn.js';
import { LENGTHS, plainEngine } from './testing/engines.js';

const ENGINE = plainEngine();
const WORKERS = { ready: 2, starting: 0, draining: 0, desired: 2 };
const DEMAND: Demand = { rate: 5, lengths: LENGTHS };
const PREFILL = { role: 'prefill', engine: ENGINE } as const;
const DECODE = { role: 'decode', engine: ENGINE } as const;
const BOTH = { role: 'aggregated', engine: ENGINE } as const;

interface Case {
  readonly steps?: readonly Partial<EngineStep>[];
  readonly latency?: Observation['latency'];
  readonly demand?: Demand;
  readonly fields?: Partial<Observation>;
  readonly shared?: boolean;
  readonly before?: Learnt;
}

function learntFrom({ steps, latency = {}, demand = DEMAND, fields, shared, before = NOTHING_LEARNT }: Case): Learnt {
  const workers = (steps ?? []).map((step, i): WorkerObservation => ({ id: String(i), step: engineStep(step) }));
  const observation: Observation = {
    time: 10,
    windowSeconds: 10,
    workers: shared ? { aggregated: WORKERS } : { prefill: WORKERS, decode: WORKERS },
    workersDetail: { [shared ? 'aggregated' : 'prefill']: workers },
    latency,
    ...fields,
  };
  const engines = shared ? { prompts: BOTH, tokens: BOTH } : { prompts: PREFILL, tokens: DECODE };
  return learn(before, { observation, demand, ...engines });
}

describe('steps with prompts', () => {
  // 1,000 tokens take 20 ms by the profile
  const step = (wallTime: number) => ({ wallTime, prefillRequests: 1, prefillTokens: 1000 });

  it.each([
    ['as slow as the profile', 0.02, 1],
    ['half as slow again', 0.03, 1.05],
    ['twice as slow', 0.04, 1.1],
    ['ten times as slow: twice at the most', 0.2, 1.1],
    ['as fast again', 0.01, 0.95],
    ['ten times as fast: twice at the most', 0.002, 0.95],
  ])('%s move the factor by a tenth', (_what, wallTime, factor) => {
    expect(learntFrom({ steps: [step(wallTime)] }).promptFactor).toBeCloseTo(factor, 9);
  });

  it('are taken together over the workers', () => {
    expect(learntFrom({ steps: [step(0.02), step(0.06)] }).promptFactor).toBeCloseTo(1.1, 9);
  });

  it.each([
    ['none', []],
    ['idle ones', [{ wallTime: 0, prefillTokens: 1000 }]],
    ['decode beside them', [{ ...step(0.2), decodeRequests: 3 }]],
    ['no tokens', [{ wallTime: 0.2 }]],
  ])('%s: the factor is slowly forgotten', (_what, steps) => {
    const before = { ...NOTHING_LEARNT, promptFactor: 2 };
    expect(learntFrom({ steps, before }).promptFactor).toBeCloseTo(2 - 0.005, 12);
  });

  it('need many ticks to be believed', () => {
    let learnt = NOTHING_LEARNT;
    for (let i = 0; i < 60; i++) learnt = learntFrom({ steps: [step(0.03)], before: learnt });
    expect(learnt.promptFactor).toBeCloseTo(1.5, 2);
  });
});

describe('the time between tokens', () => {
  // 5 requests a second of 100 tokens on two workers: a batch of 250 times the ITL
  it('is held against the step at the batch of Little’s law', () => {
    // 20 ms: a batch of 5, whose step takes 10.4 ms
    const expected_s = 0.01 + (0.01 * 4) / 99;
    expect(learntFrom({ latency: { itl: 0.02 } }).tokenFactor).toBeCloseTo(1 + 0.1 * (0.02 / expected_s - 1), 6);
  });

  it.each<[string, Partial<Case>]>([
    ['no ITL', {}],
    ['an ITL of 0', { latency: { itl: 0 } }],
    ['an ITL of NaN', { latency: { itl: Number.NaN } }],
    ['no rate', { latency: { itl: 0.05 }, demand: { lengths: LENGTHS } }],
    ['no lengths', { latency: { itl: 0.05 }, demand: { rate: 5 } }],
    ['fewer than five requests', { latency: { itl: 0.05 }, demand: { rate: 0.4, lengths: LENGTHS } }],
    ['nobody ready', { latency: { itl: 0.05 }, fields: { workers: {} } }],
    ['a batch larger than the engine’s', { latency: { itl: 0.3 } }],
  ])('%s teaches nothing', (_what, choice) => {
    const before = { ...NOTHING_LEARNT, tokenFactor: 1.5 };
    expect(learntFrom({ ...choice, before }).tokenFactor).toBeCloseTo(1.5 - 0.0025, 12);
  });

  it('of a worker that does both is less by what prompts take of it', () => {
    // 5 prompts a second of 10 ms on two workers: a fortieth of their time
    const expected_s = 0.01 + (0.01 * 4) / 99;
    const sample = (0.02 * (1 - 0.025)) / expected_s;
    expect(learntFrom({ shared: true, latency: { itl: 0.02 } }).tokenFactor).toBeCloseTo(1 + 0.1 * (sample - 1), 6);
  });

  it('of a worker that is busy with prompts teaches nothing', () => {
    const busy: Demand = { rate: 90, lengths: { ...LENGTHS, osl: 2 } };
    expect(learntFrom({ shared: true, latency: { itl: 0.05 }, demand: busy }).tokenFactor).toBe(1);
  });
});

describe('the overhead of a first token', () => {
  // 20 ms alone
  it.each([
    [0.12, 0.01],
    [0.02, 0],
    [0.01, 0],
    [50, 0.2],
  ])('of a TTFT of %d s moves it to %d', (ttft, overhead_s) => {
    expect(learntFrom({ latency: { ttft } }).overhead_s).toBeCloseTo(overhead_s, 9);
  });

  it('is net of what the prompts themselves are slower by', () => {
    const before = { ...NOTHING_LEARNT, promptFactor: 2 };
    const steps = [{ wallTime: 0.04, prefillRequests: 1, prefillTokens: 1000 }];
    expect(learntFrom({ latency: { ttft: 0.12 }, steps, before }).overhead_s).toBeCloseTo(0.008, 9);
  });

  it.each<[string, Partial<Case>]>([
    ['no TTFT', {}],
    ['a queue', { latency: { ttft: 0.5 }, fields: { queues: { prefill: 1 } } }],
    ['workers busy enough to queue now and then', { latency: { ttft: 0.5 }, demand: { rate: 50, lengths: LENGTHS } }],
    ['fewer than five requests', { latency: { ttft: 0.5 }, demand: { rate: 0.4, lengths: LENGTHS } }],
    ['nobody ready', { latency: { ttft: 0.5 }, fields: { workers: {} } }],
  ])('%s teaches nothing: it is forgotten', (_what, choice) => {
    const before = { ...NOTHING_LEARNT, overhead_s: 1 };
    expect(learntFrom({ ...choice, before }).overhead_s).toBeCloseTo(0.995, 12);
  });
});

it('nothing is learnt at first', () => {
  expect(NOTHING_LEARNT).toEqual({ promptFactor: 1, tokenFactor: 1, overhead_s: 0 });
  expect(learntFrom({})).toEqual(NOTHING_LEARNT);
});
