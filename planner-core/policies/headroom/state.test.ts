import { describe, expect, it } from 'vitest';
import type { Observation, Role, WorkerCounts } from '../../ports.js';
import { engineStep, frozen } from '../../testing/index.js';
import { plainProfile } from '../testing/index.js';
import { NOTHING_LEARNT } from './learn.js';
import type { RoleSetup } from './plan.js';
import { recorder } from './record.js';
import { advance, type HeadroomState, initialState } from './state.js';
import { plainEngine } from './testing/engines.js';

const setup = (role: Role): RoleSetup => ({
  role,
  engine: plainEngine(),
  startup_s: 30,
  horizon_s: 40,
  recorder: recorder(10, 40),
});
const SETUPS = [setup('prefill'), setup('decode')];
const POOL = { profile: plainProfile(), replicas: 2 };
const START = initialState(SETUPS, { prefill: POOL, decode: { ...POOL, replicas: 5 } });
const counts = (ready: number, starting = 0): WorkerCounts => ({
  ready,
  starting,
  draining: 0,
  desired: ready + starting,
});

/** A tick in which prefill steps took twice their time: something to learn from. */
function seen(time: number, fields: Partial<Observation> = {}): Observation {
  const step = engineStep({ wallTime: 0.04, prefillRequests: 1, prefillTokens: 1000 });
  return {
    time,
    windowSeconds: 10,
    traffic: { requests: 50, inputTokensMean: 1000, outputTokensMean: 100 },
    workers: { prefill: counts(2), decode: counts(5) },
    workersDetail: { prefill: [{ id: 'a', step }] },
    ...fields,
  };
}
const run = (observations: readonly Observation[], setups = SETUPS, start = START): HeadroomState =>
  observations.reduce((state, observation) => advance(setups, state, observation).state, start);

describe('at the start', () => {
  it('nothing is known but the replicas of the pools', () => {
    expect(START.demand).toEqual({ silent_s: 0, idle_s: 0 });
    expect(START.learnt).toEqual(NOTHING_LEARNT);
    expect(START.roles.prefill).toMatchObject({ cohorts: [], floors: [], ready: 2 });
    expect(START.roles.decode!.ready).toBe(5);
    expect(initialState(SETUPS, {}).roles.prefill!.ready).toBe(0);
  });
});

describe('a tick', () => {
  it('feeds the demand to the record of every role', () => {
    const { roles } = run([seen(10), seen(20)]);
    expect(roles.prefill!.record.rates).toEqual([5, 5]);
    expect(roles.decode!.record.rates).toEqual([5, 5]);
  });

  it('without a rate leaves the records as they are', () => {
    const silent = seen(20, { traffic: { requests: Number.NaN } });
    expect(run([seen(10), silent]).roles.prefill!.record.rates).toEqual([5]);
  });

  it('reconciles orders with the workers observed', () => {
    const ordered = seen(10, { workers: { prefill: counts(2, 3), decode: counts(5) } });
    expect(run([ordered]).roles.prefill!.cohorts).toEqual([{ due_s: 40, count: 3 }]);
    const half = seen(20, { workers: { prefill: counts(4, 1), decode: counts(5) } });
    expect(run([ordered, half]).roles.prefill!.cohorts).toEqual([{ due_s: 40, count: 1 }]);
  });

  it('leaves a role alone that the observation does not count', () => {
    const half = seen(10, { workers: { decode: counts(7, 1) } });
    const { roles } = run([half]);
    expect(roles.prefill).toMatchObject({ cohorts: [], ready: 2 });
    expect(roles.decode!.ready).toBe(7);
    expect(roles.prefill!.record.rates).toEqual([5]);
  });

  it('remembers the queue of the first stage while it is told', () => {
    const queue = (prefill: number) => seen(10, { queues: { prefill, decode: 99 } });
    expect(run([queue(7)]).queued).toBe(7);
    expect(run([queue(7), seen(20)]).queued).toBeUndefined();
  });

  it('bounds the demand by what can have come in', () => {
    const calm = seen(10, { queues: { prefill: 0 } });
    const wild = seen(20, {
      queues: { prefill: 0 },
      traffic: { arrivals: 1e9, inputTokensMean: 1000, outputTokensMean: 100 },
    });
    const state = run([calm, wild]);
    // two workers of 100 prompts a second and two steps each, twice that
    expect(state.roles.prefill!.record.rates.at(-1)).toBeCloseTo(4 * (100 + 1.6384), 6);
  });

  it('gives the demand that it read', () => {
    const { demand } = advance(SETUPS, START, seen(10));
    expect(demand).toMatchObject({ rate: 5, lengths: { isl: 1000, osl: 100 } });
  });
});

describe('learning', () => {
  it('goes on while nobody is new', () => {
    expect(run([seen(10)]).learnt.promptFactor).toBeCloseTo(1.1, 9);
  });

  it('stops for a minute when a worker has become ready: cold workers are slow', () => {
    const more = { workers: { prefill: counts(3), decode: counts(5) } };
    const fresh = run([seen(10, more)]);
    expect(fresh.learnt).toEqual(NOTHING_LEARNT);
    expect(fresh.roles.prefill!.freshSince_s).toBe(10);
    expect(run([seen(10, more), seen(69, more)]).learnt).toEqual(NOTHING_LEARNT);
    expect(run([seen(10, more), seen(70, more)]).learnt.promptFactor).toBeCloseTo(1.1, 9);
  });

  it('stops for a new worker of either role, and not for one that goes', () => {
    expect(run([seen(10, { workers: { prefill: counts(2), decode: counts(6) } })]).learnt).toEqual(NOTHING_LEARNT);
    expect(run([seen(10, { workers: { prefill: counts(1), decode: counts(3) } })]).learnt.promptFactor).toBeCloseTo(
      1.1,
      9,
    );
  });

  it('needs a stage for prompts and one for tokens', () => {
    const lone = [setup('prefill')];
    expect(run([seen(10)], lone, initialState(lone, { prefill: POOL })).learnt).toEqual(NOTHING_LEARNT);
    const both = [setup('aggregated')];
    const workers = { aggregated: counts(2) };
    const step = engineStep({ wallTime: 0.04, prefillRequests: 1, prefillTokens: 1000 });
    const one = seen(10, { workers, workersDetail: { aggregated: [{ id: 'a', step }] } });
    expect(run([one], both, initialState(both, { aggregated: POOL })).learnt.promptFactor).toBeCloseTo(1.1, 9);
  });
});

it('is plain data, and is never written into', () => {
  const before = frozen(run([seen(10), seen(20, { queues: { prefill: 3 } })]));
  const copy = JSON.parse(JSON.stringify(before)) as HeadroomState;
  expect(advance(SETUPS, copy, seen(30))).toEqual(advance(SETUPS, before, seen(30)));
});
