/** The KV memory of a worker, by hand and against a model that keeps sets. Ten tokens a block, a hundred blocks, if nothing else is said. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KvMemory, type KvOptions } from './kv-memory.js';
import { sequenceOf } from './testing/engine-rig.js';

/** A memory whose decoding sequences hold as many blocks as `growing.blocks` says. */
function memory(of: Partial<KvOptions> = {}) {
  const growing = { blocks: 0, asked: 0 };
  const kv = new KvMemory(
    { capacityTokens: 1000, blockTokens: 10, admission: 'prompt', watermark: 0, caching: 'off', ...of },
    {
      decodeBlocks: () => {
        growing.asked++;
        return growing.blocks;
      },
      decodeBlocksBound: () => growing.blocks + 3,
      get hasNoDecoding() {
        return growing.blocks === 0;
      },
    },
  );
  return { kv, growing };
}

/** A prompt of `tokens` tokens behind these prefix blocks of 20 tokens. */
function prompt(tokens: number, prefixBlocks?: number[], id = 0) {
  const sequence = sequenceOf(id, tokens, 10, prefixBlocks && { prefixBlocks, blockTokens: 20 });
  sequence.target = tokens;
  return sequence;
}

describe('blocks', () => {
  it('are whole: a token more than fits takes one more, tokens that fill none are not counted', () => {
    const { kv } = memory({ capacityTokens: 1009 });
    expect([1, 10, 11, 20, 0].map((tokens) => kv.blocksFor(tokens))).toEqual([1, 1, 2, 2, 0]);
    expect(kv.capacity).toBe(100);
  });

  it('are held by who takes them until they are given back', () => {
    const { kv } = memory();
    const one = prompt(95);
    kv.take(one, 95);
    expect([kv.used(), one.heldBlocks, kv.unclaimed]).toEqual([10, 10, 90]);
    kv.release(one);
    expect([kv.used(), one.heldBlocks, kv.unclaimed]).toEqual([0, 0, 100]);
    kv.release(one);
    expect(kv.used()).toBe(0);
  });

  it('follow from the contexts once their sequence grows', () => {
    const { kv, growing } = memory();
    const one = prompt(95);
    kv.take(one, 95);
    growing.blocks = 11;
    kv.letGrow(one);
    expect([kv.held, kv.used()]).toEqual([0, 11]);
  });

  it('are reserved for the whole life where admission says so, and nobody asks for contexts', () => {
    const { kv, growing } = memory({ admission: 'full' });
    growing.blocks = 50;
    kv.take(prompt(95), 105);
    expect([kv.used(), kv.reservesFully, growing.asked]).toEqual([11, true, 0]);
    expect([kv.fits(89), kv.fits(90)]).toEqual([true, false]);
  });

  it('fit as long as the growing ones leave room; the bound is asked first and the count only where it says no', () => {
    const { kv, growing } = memory();
    growing.blocks = 40;
    expect([kv.fits(57), growing.asked]).toEqual([true, 0]);
    expect([kv.fits(60), growing.asked]).toEqual([true, 1]);
    expect(kv.fits(61)).toBe(false);
  });
});

describe('a watermark', () => {
  it('is left free at admission, rounded up', () => {
    const { kv, growing } = memory({ watermark: 0.011 });
    growing.blocks = 40;
    expect([kv.admits(58), kv.admits(59), kv.fits(60)]).toEqual([true, false, true]);
  });

  it('is not asked of who is alone', () => {
    const { kv } = memory({ watermark: 0.5 });
    expect(kv.admits(100)).toBe(true);
    kv.take(prompt(10), 10);
    expect([kv.admits(49), kv.admits(50)]).toEqual([true, false]);
  });
});

describe('a prompt kept for another worker', () => {
  it('is in use until it is fetched, while its sequence holds blocks elsewhere', () => {
    const [here, there] = [memory().kv, memory().kv];
    const one = prompt(95);
    here.take(one, 95);
    here.keep(one);
    expect([here.used(), one.heldBlocks, one.keptBlocks]).toEqual([10, 0, 10]);
    there.take(one, 96);
    here.releaseKept(one);
    expect([here.used(), there.used(), one.keptBlocks]).toEqual([0, 10, 0]);
    here.releaseKept(one);
    expect(here.used()).toBe(0);
  });

  it('leaves its shared blocks in the cache', () => {
    const { kv } = memory({ caching: 'lru' });
    const one = prompt(100, [1, 2, 3, 4, 5]);
    kv.take(one, 100);
    kv.keep(one);
    expect([one.pinned, one.keptPinned, kv.used()]).toEqual([0, 5, 10]);
    kv.releaseKept(one);
    expect([kv.used(), kv.lookUp(prompt(100, [1, 2, 3, 4, 5])).blocks]).toEqual([0, 4]);
  });
});

describe('the prefix cache', () => {
  const cached = (of: Partial<KvOptions> = {}) => {
    const all = memory({ caching: 'lru', ...of });
    const first = prompt(95, [1, 2, 3, 4, 5]);
    all.kv.take(first, 95);
    return { ...all, first };
  };

  it('shares the whole blocks of a prompt, each counted once', () => {
    const { kv, first } = cached();
    // 95 tokens: four whole prefix blocks of two KV blocks each, and 15 tokens of its own
    expect([first.pinned, first.heldBlocks, kv.used(), kv.sharedOf(first)]).toEqual([4, 2, 10, 8]);
    const second = prompt(60, [1, 2, 9], 1);
    expect(kv.lookUp(second)).toEqual({ blocks: 2, tokens: 40 });
    expect(kv.claimOf(second, kv.lookUp(second), 60)).toBe(2);
    kv.take(second, 60);
    expect(kv.used()).toBe(12);
    kv.release(first);
    expect(kv.used()).toBe(6);
    kv.release(second);
    expect(kv.used()).toBe(0);
  });

  it('never saves the last token', () => {
    const { kv } = cached();
    expect(kv.lookUp(prompt(40, [1, 2])).tokens).toBe(20);
    expect(kv.lookUp(prompt(41, [1, 2])).tokens).toBe(40);
    expect(kv.lookUp(prompt(1, [1])).tokens).toBe(0);
  });

  it('claims blocks again that nobody uses now', () => {
    const { kv, first } = cached();
    kv.release(first);
    const again = prompt(95, [1, 2, 3, 4, 5], 1);
    expect(kv.lookUp(again).blocks).toBe(4);
    expect(kv.claimOf(again, kv.lookUp(again), 95)).toBe(10);
  });

  it('knows nothing of prompts without blocks, or where it is off', () => {
    const { kv } = cached();
    expect(kv.lookUp(prompt(95))).toEqual({ blocks: 0, tokens: 0 });
    expect(kv.lookUp(prompt(95, []))).toEqual({ blocks: 0, tokens: 0 });
    const off = cached({ caching: 'off' });
    expect([off.kv.lookUp(prompt(95, [1, 2])).blocks, off.first.pinned, off.kv.used()]).toEqual([0, 0, 10]);
  });

  it('throws out blocks that growth has taken, the least recently used, and only as many as it must', () => {
    const { kv, growing, first } = cached();
    kv.release(first);
    growing.blocks = 95; // 5 blocks are left: room for two prefix blocks of two KV blocks
    kv.reclaim();
    expect([1, 2, 3, 4].map((block) => kv.lookUp(prompt(95, [block])).blocks)).toEqual([0, 0, 1, 1]);
    kv.reclaim();
    expect(kv.lookUp(prompt(95, [3])).blocks).toBe(1);
    growing.blocks = 100;
    kv.reclaim();
    expect([3, 4].map((block) => kv.lookUp(prompt(95, [block])).blocks)).toEqual([0, 0]);
  });

  it('throws out nothing while there is room for all, whether all is reserved or not', () => {
    for (const admission of ['prompt', 'full'] as const) {
      const { kv, first } = cached({ admission });
      kv.release(first);
      kv.reclaim();
      expect(kv.lookUp(prompt(95, [1, 2, 3, 4])).blocks).toBe(4);
    }
  });

  it('throws out what reservations have taken', () => {
    const { kv, first } = cached({ admission: 'full' });
    kv.release(first);
    kv.take(prompt(950, undefined, 1), 950);
    kv.reclaim();
    expect([1, 2, 3, 4].map((block) => kv.lookUp(prompt(95, [block])).blocks)).toEqual([0, 0, 1, 1]);
  });

  it('takes prefix blocks of 512 tokens where the trace does not say', () => {
    const { kv } = memory({ caching: 'lru', blockTokens: 16, capacityTokens: 16_000 });
    const one = sequenceOf(0, 1100, 1, { prefixBlocks: [1, 2, 3] });
    kv.take(one, 1100);
    expect([one.pinned, kv.sharedOf(one)]).toEqual([2, 64]);
  });

  it('refuses prefix blocks that are no whole number of KV blocks', () => {
    const { kv } = memory({ caching: 'lru', blockTokens: 15 });
    const share = () => kv.take(prompt(95, [1, 2]), 95);
    expect(share).toThrow(expect.objectContaining({ code: 'HR_SCENARIO_INVALID' }));
    expect(share).toThrow('prefix blocks of 20 tokens are no whole number of KV blocks of 15');
    expect(share).toThrow('Set block_tokens of the pool to a divisor, or its prefix_caching to off.');
  });
});

it('uses what a model of sets says, never less than nothing nor more than there is, and nothing in the end', () => {
  const step = fc.record({
    leave: fc.boolean(),
    keep: fc.boolean(),
    place: fc.nat({ max: 20 }),
    family: fc.nat({ max: 2 }),
    tokens: fc.integer({ min: 1, max: 160 }),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.constantFrom('lru' as const, 'leaf_first' as const),
      (steps, caching) => {
        const { kv } = memory({ caching, admission: 'full', capacityTokens: 500 });
        const inside: { sequence: ReturnType<typeof prompt>; blocks: number[]; own: number; kept: boolean }[] = [];
        const leave = (place: number) => {
          const [{ sequence, kept }] = inside.splice(place, 1) as [(typeof inside)[number]];
          if (kept) kv.releaseKept(sequence);
          else kv.release(sequence);
        };
        steps.forEach(({ leave: leaves, keep, place, family, tokens }, id) => {
          const target = inside[place % Math.max(1, inside.length)];
          kv.reclaim();
          if (leaves && target) leave(place % inside.length);
          else if (keep && target && !target.kept) {
            target.kept = true;
            kv.keep(target.sequence);
          } else {
            const prefixBlocks = Array.from({ length: Math.ceil(tokens / 20) }, (_, i) => family * 100 + i);
            const sequence = prompt(tokens, prefixBlocks, id);
            const hit = kv.lookUp(sequence);
            if (!kv.admits(kv.claimOf(sequence, hit, tokens))) return;
            const whole = Math.floor(tokens / 20);
            kv.take(sequence, tokens);
            inside.push({
              sequence,
              blocks: prefixBlocks.slice(0, whole),
              own: Math.ceil(tokens / 10) - 2 * whole,
              kept: false,
            });
          }
          kv.reclaim();
          const shared = new Set(inside.flatMap(({ blocks }) => blocks)).size;
          expect(kv.used()).toBe(2 * shared + inside.reduce((sum, { own }) => sum + own, 0));
          expect(kv.used()).toBeGreaterThanOrEqual(0);
          expect(kv.used()).toBeLessThanOrEqual(kv.capacity);
        });
        while (inside.length > 0) leave(0);
        expect([kv.used(), kv.held]).toEqual([0, 0]);
      },
    ),
    { numRuns: 100 },
  );
});
