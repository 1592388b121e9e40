/** Kinds of workers inside a pool: their limits, their counts, and how an order is shared between them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngineModel } from '../engine-model/index.js';
import { poolSpec, smallProfile } from '../testing/index.js';
import { addCounts, engineLimits, kindSample, shareOrder } from './pool-group.js';
import { groupOf } from './testing/workers.js';

type GroupSpec = Parameters<typeof shareOrder>[0][number];

const groups = (...most: (number | undefined)[]) =>
  most.map((max_replicas) => ({ spec: max_replicas === undefined ? {} : { max_replicas } }) as GroupSpec);

describe('an order', () => {
  it.each([
    ['fills the groups in the order in which they are written', [2, 1], [0, 0], 3, [2, 1]],
    ['leaves what none of them takes unordered', [2, 1], [0, 0], 7, [2, 1]],
    ['goes to the last where that has no most', [2, undefined], [0, 0], 7, [2, 5]],
    ['of none takes all', [2, 1], [2, 1], 0, [0, 0]],
    ['that is what there is changes nothing, however it is spread', [3, undefined], [2, 2], 4, [2, 2]],
    ['of more fills up the first', [3, undefined], [2, 2], 6, [3, 3]],
    ['of fewer takes from the last', [3, undefined], [3, 3], 2, [2, 0]],
    ['of one fewer takes one from the last', [3, 3, 3], [2, 2, 2], 5, [2, 2, 1]],
    ['leaves a group as it is that has more than its most', [1, undefined], [3, 0], 4, [3, 1]],
  ] as const)('%s', (_, most, shares, desired, next) => {
    expect(shareOrder(groups(...most), shares, desired)).toEqual(next);
  });

  it('is met as far as the groups have room, by the fewest changes', () => {
    const group = fc.record({
      most: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
      share: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 40 }), (list, desired) => {
        const shares = list.map(({ most, share }) => Math.min(share, most ?? 9));
        const next = shareOrder(groups(...list.map(({ most }) => most)), shares, desired);
        const sum = (of: readonly number[]) => of.reduce((total, share) => total + share, 0);
        const room = sum(list.map(({ most }) => most ?? 1000));
        expect(sum(next)).toBe(Math.min(desired, room));
        next.forEach((share, i) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(list[i]!.most ?? 1000);
        });
        const moved = sum(next.map((share, i) => Math.abs(share - shares[i]!)));
        expect(moved).toBe(Math.abs(sum(next) - sum(shares))); // nobody goes where another comes
      }),
    );
  });

  it('does not change the shares it was given', () => {
    const shares = [1, 1];
    shareOrder(groups(undefined, undefined), shares, 5);
    expect(shares).toEqual([1, 1]);
  });
});

describe("an engine's limits", () => {
  const spec = poolSpec({
    max_batch: 8,
    max_batched_tokens: 100,
    block_tokens: 16,
    kv_admission: 'full',
    kv_watermark: 0.01,
    prefix_caching: 'lru',
    chunked_prefill: false,
  });

  it('are those of the spec', () => {
    expect(engineLimits(spec, createEngineModel(smallProfile()), 'decode')).toEqual({
      maxBatch: 8,
      maxStepTokens: 100,
      chunkedPrefill: false,
      kv: { blockTokens: 16, admission: 'full', watermark: 0.01, caching: 'lru' },
      warmUp: { requests: 0, factor: 1 },
    });
  });

  it('count once for each data-parallel rank, where an engine has them per rank', () => {
    const model = createEngineModel({ ...smallProfile(), attentionDp: 4 });
    const limits = engineLimits(spec, model, 'aggregated');
    expect([limits.maxBatch, limits.maxStepTokens, limits.kv.blockTokens]).toEqual([32, 400, 16]);
  });

  it('of a prefill worker ask for the room of the prompt alone: what it holds does not grow', () => {
    const model = createEngineModel(smallProfile());
    expect(engineLimits(spec, model, 'prefill').kv.admission).toBe('prompt');
    expect(engineLimits(spec, model, 'aggregated').kv.admission).toBe('full');
  });

  it('have a warm-up where the kind says so', () => {
    const warm = { ...spec, warm_up: { requests: 3, factor: 2 } };
    expect(engineLimits(warm, createEngineModel(smallProfile()), 'prefill').warmUp).toEqual({ requests: 3, factor: 2 });
  });
});

describe('the sample of a kind', () => {
  const sampleOf = (counts: object) => {
    const fleet = { counts: () => ({ ready: 0, starting: 0, draining: 0, desired: 9, ...counts }) };
    return kindSample({
      ...groupOf(),
      gpusPerWorker: 4,
      kind: { kind: 'decode/1', gpuSystem: 'h200' },
      fleet,
    } as never);
  };

  it('names the kind and counts the GPUs of who is ready, starts or drains', () => {
    expect(sampleOf({ ready: 3, starting: 2, draining: 1 })).toEqual({
      kind: 'decode/1',
      gpuSystem: 'h200',
      ready: 3,
      starting: 2,
      draining: 1,
      gpus: 24,
    });
  });

  it('leaves out those who wait for GPUs, and counts those of a warm pool that hold them', () => {
    expect(sampleOf({ ready: 1, starting: 3, pending: 2 }).gpus).toBe(8);
    expect(sampleOf({ ready: 1, warm: 2 }).gpus).toBe(12);
  });
});

describe('the counts of several groups', () => {
  const none = { ready: 0, starting: 0, draining: 0, desired: 5 };

  it('are added, but for what is ordered, which is the pool’s own', () => {
    const one = { ready: 1, starting: 2, draining: 3, desired: 4 };
    expect(addCounts(addCounts(none, one), one)).toEqual({ ready: 2, starting: 4, draining: 6, desired: 5 });
  });

  it('have what only some of them know', () => {
    const sum = addCounts(addCounts(none, { ...none, pending: 2 }), { ...none, warm: 1 });
    expect(sum).toEqual({ ...none, pending: 2, warm: 1 });
    expect(addCounts(sum, { ...none, pending: 1 })).toEqual({ ...none, pending: 3, warm: 1 });
  });
});
