import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoutingSpec, TrafficRequest } from '../../../scenarios/index.js';
import { FRESH, TestPool, type TestWorker } from '../testing/test-pool.js';

/** The test pool's engine has blocks of 16 tokens. */
const BLOCK = 16;

type KvSpec = Extract<RoutingSpec, { policy: 'kv_aware' }>;

const spec = (of: Partial<KvSpec> = {}): KvSpec => ({
  policy: 'kv_aware',
  overlap_score_credit: 1,
  prefill_load_scale: 1,
  temperature: 0,
  track_active_blocks: true,
  assume_kv_reuse: true,
  signals: FRESH,
  ...of,
});

const store = (pool: TestPool, id: number, ...blocks: number[]) => {
  for (const block of blocks) pool.router.blockStored(pool.workers[id]!, block);
};

describe('kv-aware', () => {
  it('goes where the prefix is cached, counting trace blocks in engine blocks', () => {
    const pool = new TestPool(spec(), 3);
    store(pool, 2, 7, 8);
    store(pool, 1, 7);
    expect(pool.choose({ inputTokens: 200, prefixBlocks: [7, 8, 9], blockTokens: 64 })).toBe(2);
    pool.router.blockRemoved(pool.workers[2]!, 7);
    expect(pool.choose({ inputTokens: 200, prefixBlocks: [7, 8, 9], blockTokens: 64 })).toBe(1);
  });

  it('gives a cached prefix up for a worker with less to do, at the price of the formula', () => {
    // Worker 0 has 4 engine blocks of the prompt cached. Worker 1 is idle. Prefill and decode blocks of what worker 0
    // was sent, 2 each for 32 tokens, weigh as much as the 4 blocks; a block more, and worker 1 is cheaper.
    const request = { inputTokens: 128, prefixBlocks: [1, 2], blockTokens: 64 };
    for (const [tokens, chosen] of [
      [31, [0]],
      [32, [0, 1]],
      [48, [1]],
    ] as const) {
      const ids = Array.from({ length: 40 }, (_, seed) => {
        const pool = new TestPool(spec(), 2, seed);
        store(pool, 0, 1);
        pool.place(pool.workers[0]!, pool.request({ inputTokens: tokens }));
        return pool.choose(request);
      });
      expect([...new Set(ids)].sort()).toEqual(chosen);
    }
  });

  it('takes the prefill load off when the prompt is computed, and the decode blocks at the end', () => {
    const pool = new TestPool(spec(), 2);
    const [busy, other] = [pool.workers[0]!, pool.workers[1]!];
    const first = pool.request({ inputTokens: 160 });
    const second = pool.request({ inputTokens: 240 });
    pool.place(busy, first);
    pool.place(other, second);
    expect(pool.choose()).toBe(0);
    pool.router.prefilled(other, second);
    // 10 prefill + 10 decode blocks against 15 decode blocks.
    expect(pool.choose()).toBe(1);
    pool.router.prefilled(busy, first);
    expect(pool.choose()).toBe(0);
    pool.router.ended(other, second);
    expect(pool.choose()).toBe(1);
  });

  it('charges only the prompt tokens that are not cached', () => {
    const pool = new TestPool(spec({ track_active_blocks: false }), 2);
    store(pool, 0, 1, 2);
    pool.place(pool.workers[0]!, pool.request({ inputTokens: 192, prefixBlocks: [1, 2], blockTokens: 64 }));
    pool.place(pool.workers[1]!, pool.request({ inputTokens: 80 }));
    expect(pool.choose()).toBe(0);
  });

  it('counts blocks that running requests share once, unless no reuse is assumed', () => {
    for (const [reuse, chosen] of [
      [true, 0],
      [false, 1],
    ] as const) {
      const pool = new TestPool(spec({ prefill_load_scale: 0, assume_kv_reuse: reuse }), 2);
      const shared = { inputTokens: 128, prefixBlocks: [1, 2], blockTokens: 64 };
      pool.place(pool.workers[0]!, pool.request(shared));
      pool.place(pool.workers[0]!, pool.request(shared));
      pool.place(pool.workers[1]!, pool.request({ inputTokens: 144 }));
      expect(pool.choose()).toBe(chosen);
    }
  });

  it('sees KV events with the lag of its signals, its own placements at once', () => {
    const pool = new TestPool(spec({ signals: { update_interval_s: 0, lag_s: 2, count_own: true } }), 2);
    store(pool, 1, 5);
    const request = { inputTokens: 64, prefixBlocks: [5], blockTokens: 64 };
    const ids = new Set(Array.from({ length: 40 }, () => pool.choose(request)));
    expect(ids.size).toBe(2);
    pool.clock.now = 2;
    expect(pool.choose(request)).toBe(1);
    pool.place(pool.workers[1]!, pool.request({ inputTokens: 640 }));
    expect(pool.choose(request)).toBe(0);
  });

  it('forgets a worker with its cache and its requests', () => {
    const pool = new TestPool(spec(), 2);
    store(pool, 0, 5);
    const request = pool.request({ inputTokens: 64, prefixBlocks: [5], blockTokens: 64 });
    pool.place(pool.workers[0]!, request);
    pool.router.remove(pool.workers[0]!);
    expect(pool.choose(request)).toBe(1);
    pool.router.ended(pool.workers[0]!, request);
    pool.add(2);
    pool.place(pool.workers[1]!, pool.request({ inputTokens: 16 }));
    expect(pool.choose(request)).toBe(2);
  });

  it('spreads equals evenly', () => {
    const pool = new TestPool(spec(), 4);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 8000; draw++) counts[pool.choose()!]!++;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(8000 * 0.25 * 0.75));
  });

  it('wants KV events only if it credits them', () => {
    expect(new TestPool(spec(), 1).router.wantsBlocks).toBe(true);
    expect(new TestPool(spec({ overlap_score_credit: 0 }), 1).router.wantsBlocks).toBe(false);
  });
});

describe('kv-aware choices', () => {
  const prompt = fc.record({ family: fc.nat({ max: 2 }), blocks: fc.nat({ max: 5 }), tail: fc.nat({ max: 70 }) });
  const step = fc.record({
    worker: fc.nat({ max: 5 }),
    prompt,
    act: fc.constantFrom('send', 'send', 'prefilled', 'ended', 'store', 'drop', 'remove', 'add'),
  });
  const settings = fc.record({
    overlap_score_credit: fc.constantFrom(0, 0.5, 1),
    prefill_load_scale: fc.constantFrom(0, 1, 2),
    track_active_blocks: fc.boolean(),
    assume_kv_reuse: fc.boolean(),
  });

  it('are always of the lowest cost by the formula, with and without a limit on who may be chosen', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), settings, (steps, setting) => {
        const pool = new TestPool(spec(setting), 4);
        const model = new NaiveModel(pool.workers, setting);
        for (const { worker: at, prompt: of, act } of steps) {
          model.act(pool, act, at, pool.request(requestOf(of)));
          const request = pool.request(requestOf(of));
          const even = ({ id }: TestWorker) => id % 2 === 0;
          for (const eligible of [undefined, even]) {
            const chosen = pool.router.choose(request, eligible);
            const candidates = model.alive.filter((worker) => !eligible || eligible(worker));
            const costs = candidates.map((worker) => model.cost(worker, request));
            if (candidates.length === 0) expect(chosen).toBeUndefined();
            else expect(model.cost(chosen!, request)).toBeCloseTo(Math.min(...costs), 9);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** A prompt of a family: chained prefix blocks of 64 tokens and a tail of its own; the ids name family and depth. */
function requestOf({ family, blocks, tail }: { family: number; blocks: number; tail: number }) {
  const prefixBlocks = Array.from({ length: blocks }, (_, depth) => family * 10 + depth);
  return { inputTokens: Math.max(1, blocks * 64 + tail), prefixBlocks, blockTokens: 64 };
}

/** The formula over plain sets, one engine block at a time. */
class NaiveModel {
  alive: TestWorker[];
  private readonly cached = new Map<TestWorker, Set<number>>();
  private active: { worker: TestWorker; request: TrafficRequest; prefillTokens: number }[] = [];

  constructor(
    workers: readonly TestWorker[],
    private readonly setting: Pick<
      KvSpec,
      'overlap_score_credit' | 'prefill_load_scale' | 'track_active_blocks' | 'assume_kv_reuse'
    >,
  ) {
    this.alive = [...workers];
  }

  /** Does the same to the pool and to the model. */
  act(pool: TestPool, act: string, at: number, request: TrafficRequest): void {
    const worker = this.alive[at % Math.max(1, this.alive.length)];
    const running = this.active[at % Math.max(1, this.active.length)];
    if (act === 'add') this.alive.push(pool.add(pool.workers.length));
    if (act === 'prefilled' && running) {
      running.prefillTokens = 0;
      pool.router.prefilled(running.worker, running.request);
    }
    if (act === 'ended' && running) {
      this.active = this.active.filter((entry) => entry !== running);
      pool.router.ended(running.worker, running.request);
    }
    if (!worker) return;
    const cache = this.cached.get(worker) ?? new Set();
    this.cached.set(worker, cache);
    if (act === 'send') {
      this.active.push({ worker, request, prefillTokens: request.inputTokens - this.overlap(worker, request) * BLOCK });
      pool.place(worker, request);
    } else if (act === 'remove') {
      this.alive = this.alive.filter((each) => each !== worker);
      this.active = this.active.filter((entry) => entry.worker !== worker);
      pool.router.remove(worker);
    } else if (act === 'store' || act === 'drop') {
      const last = request.prefixBlocks?.at(-1);
      if (last === undefined) return;
      if (act === 'store') for (const block of request.prefixBlocks!) cache.add(block);
      else cache.delete(last);
      if (act === 'store') for (const block of request.prefixBlocks!) pool.router.blockStored(worker, block);
      else pool.router.blockRemoved(worker, last);
    }
  }

  cost(worker: TestWorker, request: TrafficRequest): number {
    const { overlap_score_credit: credit, prefill_load_scale: scale, track_active_blocks: track } = this.setting;
    const own = this.active.filter((entry) => entry.worker === worker);
    const prefillTokens = own.reduce((sum, entry) => sum + entry.prefillTokens, request.inputTokens);
    const prefill = Math.max(prefillTokens / BLOCK - credit * this.overlap(worker, request), 0);
    const decode = new Set([...own.map((entry) => entry.request), request].flatMap((of) => this.blocksOf(of))).size;
    return scale * prefill + (track ? decode : 0);
  }

  /** Engine blocks of the prefix in the worker's cache; with no credit the router does not ask for events. */
  private overlap(worker: TestWorker, request: TrafficRequest): number {
    if (this.setting.overlap_score_credit === 0) return 0;
    const cache = this.cached.get(worker) ?? new Set();
    const gap = request.prefixBlocks!.findIndex((block) => !cache.has(block));
    return (gap === -1 ? request.prefixBlocks!.length : gap) * (64 / BLOCK);
  }

  /** Names of the full engine blocks of the prompt: the prefix by its trace blocks, the tail by the request. */
  private blocksOf(request: TrafficRequest): string[] {
    return Array.from({ length: Math.floor(request.inputTokens / BLOCK) }, (_, index) => {
      const traceBlock = request.prefixBlocks![Math.floor((index * BLOCK) / 64)];
      const shared = this.setting.assume_kv_reuse && traceBlock !== undefined;
      return shared ? `${traceBlock}/${index}` : `own ${request.id}/${index}`;
    });
  }
}
