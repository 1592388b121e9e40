/**
 * KV-aware: the worker where the prompt to compute and the KV blocks in use cost least, as Dynamo's KV router costs it
 * (lib/kv-router, DefaultWorkerSelector and ActiveSequences, release 1.4):
 *
 *   cost = prefill_load_scale × max(prefill blocks − overlap_score_credit × overlap blocks, 0) + decode blocks
 *
 * in engine blocks. Prefill blocks: (tokens the worker still has to compute + the prompt) ÷ block size. Overlap: full
 * blocks of the prompt's prefix in the worker's cache. Decode blocks: those in use there, and those that the prompt adds.
 *
 * A choice does not cost every worker: what the prompt itself adds is the same for all, so a worker without any of its
 * blocks is ordered by its load alone, which a tree keeps; only the others are costed one by one. As the credit is at
 * most 1 and no overlap longer than the prompt, the maximum above never bites.
 */
import type { KvAwareSpec, SignalsSpec, TrafficRequest } from '../../../scenarios/index.js';
import { MinTree } from '../min-tree.js';
import type { Routable, Router, RouterOptions } from '../router.js';
import { Slots } from '../slots.js';
import { ActiveSequences } from './active-sequences.js';
import { prefixBlocks } from './blocks.js';
import { CachedBlocks } from './cached-blocks.js';
import { pickLowest, pickSoftmax } from './pick.js';

/** The router of `policy: kv_aware`. */
export function kvAware<W extends Routable>(
  options: Omit<RouterOptions<W>, 'spec' | 'load'>,
  spec: KvAwareSpec,
  signals: SignalsSpec,
): Router<W> {
  const { random, blockTokens } = options;
  const slots = new Slots<W>();
  const cached = new CachedBlocks(slots, options.kernel, signals);
  /** Workers by the cost that they have without this request and without its prefix. */
  const tree = new MinTree();
  const settle = (slot: number) => {
    const worker = slots.at(slot);
    if (worker) tree.set(slot, loadCost(slot), worker.id);
  };
  const sequences = new ActiveSequences({ blockTokens, shared: spec.assume_kv_reuse, moved: settle });
  /** What the cost of each slot falls by for the request at hand; the slots that have some are in `relieved`. */
  const relief: number[] = [];
  const relieved: number[] = [];

  function loadCost(slot: number): number {
    const decodeBlocks = spec.track_active_blocks ? sequences.blocks(slot) : 0;
    return (spec.prefill_load_scale * sequences.prefillTokens(slot)) / blockTokens + decodeBlocks;
  }

  function relieve(slot: number, blocks: number): void {
    if (blocks === 0) return;
    if (!relief[slot]) relieved.push(slot);
    relief[slot] = (relief[slot] ?? 0) + blocks;
  }

  function findRelief(request: TrafficRequest): void {
    for (const slot of relieved) relief[slot] = 0;
    relieved.length = 0;
    if (!request.prefixBlocks) return;
    const worth = spec.prefill_load_scale * spec.overlap_score_credit;
    if (worth > 0) {
      cached.index.walk(request.prefixBlocks, (slot, depth) => {
        relieve(slot, worth * prefixBlocks(request, depth, blockTokens));
      });
    }
    if (spec.track_active_blocks) sequences.sharedWith(request, relieve);
  }

  /** The lowest cost: the best of the tree, or a relieved worker below it. */
  function lowest(): number | undefined {
    const best = tree.first;
    if (best === undefined) return undefined;
    const reliefCosts = relieved.map((slot) => tree.key(slot) - relief[slot]!);
    const level = tree.key(best);
    const least = reliefCosts.reduce((low, cost) => Math.min(low, cost), level);
    const tied = relieved.filter((_, position) => reliefCosts[position] === least);
    const others = least === level ? tree.tied : 0;
    if (tied.length + others === 1) return tied[0] ?? best;
    const drawn = Math.floor(random.next() * (tied.length + others));
    return drawn < others ? tree.tiedAt(drawn) : tied[drawn - others]!;
  }

  /** Costs every worker that may be chosen. */
  function among(eligible: ((worker: W) => boolean) | undefined): number | undefined {
    const candidates: number[] = [];
    for (let slot = 0; slot < slots.limit; slot++) {
      const worker = slots.at(slot);
      if (worker && (!eligible || eligible(worker))) candidates.push(slot);
    }
    if (candidates.length === 0) return undefined;
    const costs = candidates.map((slot) => tree.key(slot) - (relief[slot] ?? 0));
    const { temperature } = spec;
    return candidates[temperature > 0 ? pickSoftmax(costs, temperature, random) : pickLowest(costs, random)];
  }

  return {
    wantsBlocks: spec.overlap_score_credit > 0,
    add: (worker) => {
      const slot = slots.add(worker);
      sequences.addSlot(slot);
      settle(slot);
    },
    remove: (worker) => {
      const slot = slots.remove(worker);
      if (slot === undefined) return;
      tree.delete(slot);
      sequences.removeSlot(slot);
      for (const clean of cached.index.forget(slot)) slots.release(clean);
    },
    loadChanged: () => {},
    blockStored: (worker, block) => cached.stored(worker, block),
    blockRemoved: (worker, block) => cached.removed(worker, block),
    choose: (request, eligible) => {
      cached.refresh();
      findRelief(request);
      const slot = eligible || spec.temperature > 0 ? among(eligible) : lowest();
      return slot === undefined ? undefined : slots.at(slot);
    },
    placed: (worker, request) => {
      const slot = slots.of(worker);
      if (slot === undefined) return;
      const depth = spec.overlap_score_credit > 0 ? cached.index.depthOf(slot, request.prefixBlocks ?? []) : 0;
      const cachedTokens = prefixBlocks(request, depth, blockTokens) * blockTokens;
      sequences.book(slot, request, request.inputTokens - cachedTokens);
    },
    prefilled: (_worker, request) => sequences.prefilled(request),
    ended: (_worker, request) => sequences.end(request),
  };
}
