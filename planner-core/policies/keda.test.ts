import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HPA_BEHAVIOUR } from './hpa-behaviour.js';
import { type KedaOptions, keda } from './keda.js';
import { decodeCounts, type Moment, played } from './testing/index.js';

const FREE = { stabilisation_s: 0, policies: [], select: 'Max' } as const;
const OPTIONS: KedaOptions = {
  targetQueue: 5,
  activationQueue: 2,
  cooldown_s: 60,
  tolerance: 0.1,
  bounds: { min: 0, max: 10 },
  behaviour: { scaleUp: FREE, scaleDown: FREE },
};
const count = (moment: Moment, options: Partial<KedaOptions> = {}) =>
  decodeCounts(keda({ ...OPTIONS, ...options }), [moment])[0];

describe('from nothing', () => {
  it.each([
    [0, 0],
    [2, 0],
    [3, 1],
    [500, 1],
  ])('a queue of %d wakes %d', (queue, woken) => {
    expect(count({ ready: 0, queue })).toBe(woken);
  });

  it('says what it did', () => {
    expect(played(keda(OPTIONS), [{ ready: 0, queue: 3 }])[0]?.reasons).toContain('scale_up');
    expect(played(keda(OPTIONS), [{ ready: 0, queue: 1 }])[0]?.reasons).toContain('no_change');
  });

  it('does not wake a second while one starts', () => {
    expect(count({ ready: 0, starting: 1, queue: 4 })).toBe(1);
  });
});

describe('above one: ⌈queue ÷ target⌉', () => {
  it.each([
    [2, 10, 2],
    [2, 10.9, 2],
    [2, 12, 3],
    [2, 26, 6],
    [4, 17, 4],
    [4, 4, 1],
    [2, 500, 10],
  ])('%d workers with %d waiting: %d', (ready, queue, wanted) => {
    expect(count({ ready, queue })).toBe(wanted);
  });

  it('is within its tolerance of the target', () => {
    expect(count({ ready: 4, queue: 21.9 })).toBe(4);
    expect(count({ ready: 4, queue: 22.1 })).toBe(5);
    expect(played(keda(OPTIONS), [{ ready: 4, queue: 20 }])[0]?.reasons).toContain('within_tolerance');
  });

  it('never falls below one, nor below its minimum, while it is active', () => {
    expect(count({ ready: 4, queue: 3 })).toBe(1);
    expect(count({ ready: 4, queue: 3 }, { bounds: { min: 3, max: 10 } })).toBe(3);
  });

  it('obeys its behaviour', () => {
    expect(count({ ready: 2, queue: 500 }, { behaviour: HPA_BEHAVIOUR, bounds: { min: 0, max: 50 } })).toBe(6);
    const moments = [0, 10].map((time) => ({ time, ready: 4, queue: time === 0 ? 20 : 3 }));
    expect(decodeCounts(keda({ ...OPTIONS, behaviour: HPA_BEHAVIOUR }), moments)).toEqual([4, 4]);
  });
});

describe('the cooldown', () => {
  const policy = keda(OPTIONS);

  it('without activity leads back to the minimum', () => {
    const moments = [0, 30, 59, 60].map((time) => ({ time, ready: 1, queue: time === 0 ? 9 : 0 }));
    expect(decodeCounts(policy, moments)).toEqual([2, 1, 1, 0]);
    expect(played(policy, moments).at(-1)?.reasons).toContain('cooldown');
  });

  it('begins again with every activity', () => {
    const queues = [9, 0, 9, 0, 0, 0];
    const moments = queues.map((queue, i) => ({ time: 30 * i, ready: 1, queue }));
    expect(decodeCounts(policy, moments)).toEqual([2, 1, 2, 1, 0, 0]);
  });

  it('a queue at the activation threshold is no activity', () => {
    const moments = [0, 59, 60].map((time) => ({ time, ready: 1, queue: 2 }));
    expect(decodeCounts(policy, moments)).toEqual([1, 1, 0]);
  });

  it('leads to the minimum that there is', () => {
    const two = keda({ ...OPTIONS, bounds: { min: 2, max: 10 } });
    const moments = [0, 60].map((time) => ({ time, ready: 4, queue: 0 }));
    expect(decodeCounts(two, moments)).toEqual([2, 2]);
  });
});

describe('without a queue to see', () => {
  it.each([
    [{ ready: 3 }, 3],
    [{ ready: 0 }, 0],
    [{ ready: 3, queue: Number.NaN }, 3],
  ])('%j holds %d', (moment, held) => {
    expect(count(moment)).toBe(held);
    expect(played(keda(OPTIONS), [moment])[0]?.reasons).toContain('no_data');
  });

  it('holds the minimum at least', () => {
    expect(count({ ready: 0 }, { bounds: { min: 2, max: 10 } })).toBe(2);
  });

  it('keeps what it knew of activity', () => {
    const moments = [
      { time: 0, ready: 1, queue: 9 },
      { time: 50, ready: 1 },
      { time: 60, ready: 1, queue: 0 },
    ];
    expect(decodeCounts(keda(OPTIONS), moments)).toEqual([2, 1, 0]);
  });
});

it('asks for no fewer when more wait', () => {
  const queue = fc.integer({ min: 0, max: 80 });
  fc.assert(
    fc.property(queue, queue, fc.integer({ min: 1, max: 9 }), (a, b, ready) => {
      expect(count({ ready, queue: Math.max(a, b) })).toBeGreaterThanOrEqual(count({ ready, queue: Math.min(a, b) })!);
    }),
  );
});
