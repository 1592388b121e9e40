import { describe, expect, it } from 'vitest';
import type { Observation, WorkerCounts } from '../../ports.js';
import type { DynamoPlannerConfig } from './config.js';
import { inventory, isBlocked, isStarting } from './situation.js';
import { pair, settingWith, situationWith } from './testing/situations.js';

const counts = (ready: number, starting = 0, draining = 0): WorkerCounts => ({
  ready,
  starting,
  draining,
  desired: ready + starting,
});
const seen = (workers: Observation['workers']): Observation => ({ time: 5, windowSeconds: 5, workers });
const take = (workers: Observation['workers'], config: Partial<DynamoPlannerConfig> = {}) =>
  inventory(seen(workers), settingWith(config));

describe('the workers counted', () => {
  it('are those ready, and those on their way', () => {
    expect(take({ prefill: counts(2, 1), decode: counts(4) })).toEqual({
      ready: pair(2, 4),
      pending: pair(1, 0),
      scaling: { prefill: true, decode: false },
    });
  });

  it('are none where the observation does not tell', () => {
    expect(take({})).toEqual({
      ready: pair(0, 0),
      pending: pair(0, 0),
      scaling: { prefill: false, decode: false },
    });
  });

  it('that drain make a rollout: nothing on its way is to be cut back', () => {
    const { pending, scaling } = take({ prefill: counts(2, 1), decode: counts(4, 0, 1) });
    expect(pending).toEqual(pair(0, 0));
    expect(scaling).toEqual({ prefill: true, decode: true });
  });

  it('in 1.4 are never on their way', () => {
    expect(take({ prefill: counts(2, 1), decode: counts(4) }, { release: '1.4.2' }).pending).toEqual(pair(0, 0));
  });

  it('of an aggregated pool count as decode', () => {
    const both = { aggregated: counts(3, 1), prefill: counts(9), decode: counts(9) };
    expect(take(both, { mode: 'agg' })).toMatchObject({ ready: pair(0, 3), pending: pair(0, 1) });
  });
});

describe('a scale-up under way', () => {
  it.each([
    [pair(0, 0), false],
    [pair(1, 0), true],
    [pair(0, 2), true],
  ])('%j on the way: %s', (pending, answer) => {
    expect(isStarting(situationWith({ pending }))).toBe(answer);
  });

  it('blocks a side only where it cannot be cut back', () => {
    const scaling = { prefill: true, decode: false };
    expect(isBlocked(situationWith({ scaling }), 'prefill')).toBe(true);
    expect(isBlocked(situationWith({ scaling }), 'decode')).toBe(false);
    expect(isBlocked(situationWith({ scaling, pending: pair(1, 0) }), 'prefill')).toBe(false);
  });
});
