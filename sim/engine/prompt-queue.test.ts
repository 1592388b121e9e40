/** Who gets what of a step's budget. KV of 1,000 tokens in blocks of one, a budget of 100 tokens, four seats, if nothing else is said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineLimits } from '../cluster/pool-group.js';
import { createEngineModel } from '../engine-model/index.js';
import { poolSpec, smallProfile } from '../testing/index.js';
import { KvMemory } from './kv-memory.js';
import { PromptQueue } from './prompt-queue.js';
import type { Sequence } from './sequence.js';
import { type EngineRigOptions, sequenceOf } from './testing/engine-rig.js';

const NOBODY = { decodeBlocks: () => 0, decodeBlocksBound: () => 0, hasNoDecoding: true };

function queueOf({ decodesHere = true, ...spec }: EngineRigOptions = {}) {
  const model = createEngineModel(smallProfile({ maxKvTokens: 1000 }));
  const limits = engineLimits(poolSpec({ kv_admission: 'prompt', ...spec }), model, 'aggregated');
  const kv = new KvMemory({ ...limits.kv, capacityTokens: model.kvCapacityTokens }, NOBODY);
  const started: number[] = [];
  const queue = new PromptQueue<Sequence>(limits, kv, decodesHere, ({ request }) => started.push(request.id));
  const push = (...lengths: number[]) =>
    lengths.map((length, i) => {
      const sequence = sequenceOf(i, length);
      sequence.target = length;
      queue.push(sequence);
      return sequence;
    });
  const chunks = () => queue.chunks.map(({ request, chunk }) => [request.id, chunk]);
  return { queue, kv, started, push, chunks };
}

describe('the budget of a step', () => {
  it('goes to those who wait in order; the one it runs out on is half computed', () => {
    const { queue, push, chunks, started } = queueOf();
    push(60, 60, 60);
    queue.plan(100, 4, true);
    expect(chunks()).toEqual([
      [0, 60],
      [1, 40],
    ]);
    expect([started, queue.waitingCount, queue.size]).toEqual([[0, 1], 1, 2]);
    expect(queue.endStep().map(({ request }) => request.id)).toEqual([0]);
    expect([queue.size, queue.chunks.length]).toEqual([1, 0]);
  });

  it('goes to the half-computed prompt first in the next step', () => {
    const { queue, push, chunks } = queueOf();
    push(60, 60, 60);
    for (let i = 0; i < 2; i++) {
      queue.plan(100, 4, true);
      if (i === 0) queue.endStep();
    }
    expect(chunks()).toEqual([
      [1, 20],
      [2, 60],
    ]);
    expect(queue.endStep().map(({ request }) => request.id)).toEqual([1, 2]);
    expect(queue.size).toBe(0);
  });

  it('may leave the half-computed prompt without a chunk, which keeps its place', () => {
    const { queue, push, chunks } = queueOf();
    push(60, 60);
    queue.plan(50, 4, true);
    queue.endStep();
    queue.plan(0, 4, true);
    expect([chunks(), queue.size, queue.waitingCount]).toEqual([[], 1, 1]);
    queue.plan(100, 4, true);
    expect(chunks()).toEqual([
      [0, 10],
      [1, 60],
    ]);
  });

  it('goes to the half-computed prompt alone in a step that takes nobody in', () => {
    const { queue, push, chunks } = queueOf();
    push(60, 60);
    queue.plan(50, 4, true);
    queue.endStep();
    queue.plan(100, 4, false);
    expect(chunks()).toEqual([[0, 10]]);
  });

  it('is one whole prompt without chunks, however long, and others only as they fit whole', () => {
    const { queue, push, chunks } = queueOf({ chunked_prefill: false });
    push(500, 60);
    queue.plan(100, 4, true);
    expect(chunks()).toEqual([[0, 500]]);
    queue.endStep();
    queue.plan(50, 4, true);
    expect(chunks()).toEqual([[1, 60]]); // nobody before it in this step
    const more = queueOf({ chunked_prefill: false });
    more.push(60, 60);
    more.queue.plan(100, 4, true);
    expect(more.chunks()).toEqual([[0, 60]]);
  });
});

describe('seats', () => {
  it('are one for each that is taken in', () => {
    const { queue, push, chunks } = queueOf();
    const [, , third] = push(10, 10, 10);
    queue.plan(100, 2, true);
    expect(chunks().map(([id]) => id)).toEqual([0, 1]);
    expect(third!.stages.holdUps).toEqual({ lackedRoom: true });
  });

  it('are not missed by a prefill worker’s prompts, which do not stay', () => {
    const { queue, push } = queueOf({ decodesHere: false });
    const [, second] = push(10, 10);
    queue.plan(100, 1, true);
    expect(second!.stages.holdUps).toBeUndefined();
  });

  it('that are none take nobody in, but let the half-computed prompt go on', () => {
    const { queue, push, chunks } = queueOf();
    push(60, 10);
    queue.plan(50, 1, true);
    queue.endStep();
    queue.plan(100, 0, true);
    expect(chunks()).toEqual([[0, 10]]);
  });
});

describe('KV room', () => {
  it('is taken for the whole prompt with its first chunk', () => {
    const { queue, push, kv } = queueOf();
    push(300);
    queue.plan(100, 4, true);
    expect(kv.used()).toBe(300);
  });

  it('is taken for the whole life where that is reserved', () => {
    const { queue, push, kv } = queueOf({ kv_admission: 'full' });
    push(300);
    queue.plan(100, 4, true);
    expect(kv.used()).toBe(310);
  });

  it('holds back the head that finds none and all behind it', () => {
    const { queue, push, chunks } = queueOf();
    const [, second, third] = push(600, 600, 10);
    queue.plan(2000, 4, true);
    expect(chunks()).toEqual([[0, 600]]);
    expect([second!.stages.holdUps, third!.stages.holdUps]).toEqual([{ lackedRoom: true }, undefined]);
  });
});

describe('a cached prefix', () => {
  const blocks = { prefixBlocks: [1, 2, 3], blockTokens: 20 };
  const again = (preemptions: number) => {
    const of = queueOf({ prefix_caching: 'lru' });
    for (const id of [0, 1]) {
      const sequence = Object.assign(sequenceOf(id, 70, 10, blocks), {
        target: 70,
        preemptions: id === 1 ? preemptions : 0,
      });
      of.queue.push(sequence);
      of.queue.plan(100, 4, true);
      if (id === 1) return { ...of, sequence };
      of.queue.endStep();
      of.kv.release(sequence);
    }
    throw new Error('not reached');
  };

  it('is not computed again, and is noted as saved', () => {
    const { sequence, chunks } = again(0);
    expect(chunks()).toEqual([[1, 10]]);
    expect([sequence.computed, sequence.cachedTokens]).toEqual([60, 60]);
  });

  it('is not noted as saved for one that comes a second time', () => {
    const { sequence, chunks } = again(1);
    expect(chunks()).toEqual([[1, 10]]);
    expect(sequence.cachedTokens).toBe(0);
  });
});

describe('a fresh worker', () => {
  it('is slow until so many prompts are computed to their ends', () => {
    const { queue, push } = queueOf({ warm_up: { requests: 2, factor: 3 } });
    const [first] = push(150, 50, 50);
    const factors = Array.from({ length: 4 }, () => {
      queue.plan(100, 4, true);
      const seconds = queue.warmUp(1);
      queue.endStep();
      return seconds;
    });
    // half of the first; its rest and the second; the third; nothing
    expect(factors).toEqual([3, 3, 1, 1]);
    expect(first!.stages.holdUps).toEqual({ freshPrompt_s: 2 + 2 });
  });
});

it('a worker without a warm-up is as quick with its first prompt as with any', () => {
  const { queue, push } = queueOf();
  push(50);
  queue.plan(100, 4, true);
  expect(queue.warmUp(2)).toBe(2);
});

it('a warm-up of one prompt is over with the first', () => {
  const { queue, push } = queueOf({ warm_up: { requests: 1, factor: 3 } });
  push(50, 50);
  const factors = [1, 2].map(() => {
    queue.plan(50, 4, true);
    const seconds = queue.warmUp(1);
    queue.endStep();
    return seconds;
  });
  expect(factors).toEqual([3, 1]);
});

describe('who leaves', () => {
  it('is forgotten while it waits, and gives its KV back half computed', () => {
    const { queue, push, kv, chunks } = queueOf();
    const [partial, waiting] = push(150, 50, 50);
    queue.plan(100, 4, true);
    queue.endStep();
    for (const gone of [partial!, waiting!]) gone.isWanted = false;
    queue.removeUnwanted();
    expect([kv.used(), queue.size, queue.waitingCount]).toEqual([0, 0, 1]);
    queue.plan(100, 4, true);
    expect(chunks()).toEqual([[2, 50]]);
  });

  it('stays where it is wanted', () => {
    const { queue, push, kv } = queueOf();
    push(150, 50);
    queue.plan(100, 4, true);
    queue.endStep();
    queue.removeUnwanted();
    expect([kv.used(), queue.size, queue.waitingCount]).toEqual([150, 1, 1]);
  });

  it('is handed over where it waits and never had a step here', () => {
    const { queue, push } = queueOf();
    const [again, fresh] = push(50, 50);
    again!.preemptions = 1;
    expect(queue.takeWaiting()).toEqual([fresh]);
    expect(queue.waitingCount).toBe(1);
  });

  it('is the half-computed one where its place is needed; it may come back before all others', () => {
    const { queue, push, started } = queueOf();
    const [partial] = push(150, 50);
    queue.plan(100, 4, true);
    queue.endStep();
    expect(queue.takePartial()).toBe(partial);
    expect(queue.takePartial()).toBeUndefined();
    queue.unshift(Object.assign(partial!, { computed: 0, heldBlocks: 0 }));
    queue.plan(1000, 4, true);
    expect(started).toEqual([0, 0, 1]);
  });

  it('is everybody when the worker stops', () => {
    const { queue, push } = queueOf();
    push(150, 50);
    queue.plan(100, 4, true);
    queue.clear();
    expect([queue.size, queue.waitingCount, queue.chunks, queue.work.requests]).toEqual([0, 0, [], 0]);
  });
});

it('computes every prompt to its end, in order, never above the budget of a step', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 5 }), (of, budget, seats) => {
      const { queue, push, kv } = queueOf();
      push(...of);
      const done: number[] = [];
      for (let step = 0; step < 2000 && done.length < of.length; step++) {
        queue.plan(budget, seats - queue.size, true);
        expect(queue.work.newTokens).toBeLessThanOrEqual(budget);
        expect(queue.size).toBeLessThanOrEqual(seats);
        for (const sequence of queue.endStep()) {
          done.push(sequence.request.id);
          expect(sequence.computed).toBe(sequence.target);
          kv.release(sequence);
        }
      }
      expect(done).toEqual(of.map((_, id) => id));
      expect(kv.used()).toBe(0);
    }),
    { numRuns: 60 },
  );
});
