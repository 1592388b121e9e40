/**
 * The KV memory of one worker in blocks. Three kinds of use: blocks held by sequences that do not grow (a prompt being
 * computed, a cache on its way to or from another worker, a whole life reserved in advance), blocks shared through the
 * prefix cache, and those of decoding sequences, which grow with every token and are counted by the engine from their
 * contexts. Evictable cached blocks are not in use: they make room when a prompt is taken.
 */
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type CacheListener, type EvictionOrder, PrefixCache } from './prefix-cache.js';
import type { Sequence } from './sequence.js';

/** How large the memory is, and how it is given out. */
export interface KvOptions {
  readonly capacityTokens: number;
  readonly blockTokens: number;
  /** `prompt`: room for the prompt admits and each token takes its own; `full`: the whole life is reserved. */
  readonly admission: 'prompt' | 'full';
  /** Share of the blocks that admission leaves free. */
  readonly watermark: number;
  readonly caching: EvictionOrder | 'off';
  readonly cacheListener?: CacheListener;
}

/** The blocks of the decoding sequences: they grow with every token, so the engine counts them from its contexts. */
export interface GrowingBlocks {
  /** Blocks that they hold by themselves in the step under way. */
  decodeBlocks(): number;
  /** At least that, at any step of the run under way; quick to tell. */
  decodeBlocksBound(): number;
  /** Whether there are none. */
  readonly hasNoDecoding: boolean;
}

/** Tokens of a prefix block where a trace does not say: Mooncake's. */
const DEFAULT_PREFIX_BLOCK_TOKENS = 512;

/** What the prefix cache has of a prompt. */
export interface PrefixHit {
  blocks: number;
  tokens: number;
}

/** The blocks of one worker: who holds them, what the cache has, whether more fit. */
export class KvMemory {
  readonly capacity: number;
  readonly blockTokens: number;
  readonly reservesFully: boolean;
  private readonly spareAtAdmission: number;
  private readonly cache: PrefixCache | undefined;
  /** Blocks of sequences that do not grow. */
  held = 0;
  /** KV blocks of one prefix block of the trace; one trace has one size. */
  private blocksPerPrefixBlock = 0;
  private prefixBlockTokens = 0;
  private readonly hit: PrefixHit = { blocks: 0, tokens: 0 };

  constructor(
    options: KvOptions,
    private readonly growing: GrowingBlocks,
  ) {
    this.blockTokens = options.blockTokens;
    this.capacity = Math.floor(options.capacityTokens / options.blockTokens);
    this.reservesFully = options.admission === 'full';
    this.spareAtAdmission = Math.ceil(options.watermark * this.capacity);
    this.cache = options.caching === 'off' ? undefined : new PrefixCache(options.caching, options.cacheListener);
  }

  /** Blocks left for decoding sequences and newcomers, evictable ones included. */
  get unclaimed(): number {
    return this.capacity - this.held - this.pinned;
  }

  /** Blocks in use now. */
  used(): number {
    return this.held + this.pinned + (this.reservesFully ? 0 : this.growing.decodeBlocks());
  }

  /** Whether `blocks` more fit beside the decoding sequences. */
  fits(blocks: number): boolean {
    const free = this.unclaimed - blocks;
    if (this.reservesFully) return free >= 0;
    return this.growing.decodeBlocksBound() <= free || this.growing.decodeBlocks() <= free;
  }

  /** Whether a newcomer's blocks fit; whoever comes to an empty worker needs to leave nothing free. */
  admits(blocks: number): boolean {
    const isAlone = this.held === 0 && this.growing.hasNoDecoding;
    return this.fits(isAlone ? blocks : blocks + this.spareAtAdmission);
  }

  /** Blocks in use through the prefix cache, each counted once. */
  private get pinned(): number {
    return this.cache ? this.cache.pinned * this.blocksPerPrefixBlock : 0;
  }

  /** Blocks that so many tokens fill, the last one perhaps in part. */
  blocksFor(tokens: number): number {
    return Math.ceil(tokens / this.blockTokens);
  }

  /** What the cache would save of this prompt now; the same object each time. The last token is always computed. */
  lookUp(sequence: Sequence): PrefixHit {
    const { hit } = this;
    hit.blocks = 0;
    hit.tokens = 0;
    const blocks = this.cache && sequence.request.prefixBlocks;
    if (!blocks || blocks.length === 0) return hit;
    this.learnBlockSize(sequence);
    const most = Math.min(blocks.length, Math.floor((sequence.target - 1) / this.prefixBlockTokens));
    hit.blocks = this.cache!.hits(blocks, Math.min(most, this.wholeBlocks(sequence)));
    hit.tokens = hit.blocks * this.prefixBlockTokens;
    return hit;
  }

  /** Further blocks that taking it would claim, given what `lookUp` found. */
  claimOf(sequence: Sequence, hit: PrefixHit, tokens: number): number {
    if (hit.blocks === 0) return this.blocksFor(tokens);
    const already = this.cache!.pinnedAmong(sequence.request.prefixBlocks!, hit.blocks);
    return this.blocksFor(tokens) - already * this.blocksPerPrefixBlock;
  }

  /** Takes a sequence: pins its prompt's whole blocks and holds the rest of `tokens`. */
  take(sequence: Sequence, tokens: number): void {
    const blocks = this.cache && sequence.request.prefixBlocks;
    if (blocks && blocks.length > 0) {
      this.learnBlockSize(sequence);
      sequence.pinned = this.wholeBlocks(sequence);
      this.cache!.pin(blocks, sequence.pinned);
    }
    sequence.heldBlocks = this.blocksFor(tokens) - this.sharedOf(sequence);
    this.held += sequence.heldBlocks;
  }

  /** From now on its blocks follow from its context. */
  letGrow(sequence: Sequence): void {
    this.held -= sequence.heldBlocks;
    sequence.heldBlocks = 0;
  }

  /** Gives everything back; its prompt's blocks stay as evictable ones. */
  release(sequence: Sequence): void {
    this.letGrow(sequence);
    if (sequence.pinned === 0) return;
    this.cache!.unpin(sequence.request.prefixBlocks!, sequence.pinned);
    sequence.pinned = 0;
  }

  /** Its prompt is computed and stays for whoever fetches it; elsewhere it may hold blocks of its own from now on. */
  keep(sequence: Sequence): void {
    sequence.keptBlocks = sequence.heldBlocks;
    sequence.keptPinned = sequence.pinned;
    sequence.heldBlocks = 0;
    sequence.pinned = 0;
  }

  /** Gives back what was kept. */
  releaseKept(sequence: Sequence): void {
    this.held -= sequence.keptBlocks;
    sequence.keptBlocks = 0;
    if (sequence.keptPinned > 0) this.cache!.unpin(sequence.request.prefixBlocks!, sequence.keptPinned);
    sequence.keptPinned = 0;
  }

  /** KV blocks that a sequence uses through the prefix cache. */
  sharedOf(sequence: Sequence): number {
    return sequence.pinned * this.blocksPerPrefixBlock;
  }

  /**
   * Throws out cached blocks that the growth of decoding sequences has taken. Must be called before any block is given back,
   * so that what goes does not depend on how often it is called.
   */
  reclaim(): void {
    const { cache, growing, reservesFully } = this;
    if (!cache || cache.evictable === 0) return;
    const evictable = cache.evictable * this.blocksPerPrefixBlock;
    if (evictable + (reservesFully ? 0 : growing.decodeBlocksBound()) <= this.unclaimed) return;
    const free = this.unclaimed - (reservesFully ? 0 : growing.decodeBlocks());
    const excess = cache.evictable - Math.max(0, Math.floor(free / this.blocksPerPrefixBlock));
    if (excess > 0) cache.evict(excess);
  }

  private wholeBlocks({ request }: Sequence): number {
    return Math.min(request.prefixBlocks!.length, Math.floor(request.inputTokens / this.prefixBlockTokens));
  }

  /** Throws HR_SCENARIO_INVALID where a prefix block is not a whole number of KV blocks: an engine shares whole ones. */
  private learnBlockSize({ request }: Sequence): void {
    if (this.prefixBlockTokens > 0) return;
    const tokens = request.blockTokens ?? DEFAULT_PREFIX_BLOCK_TOKENS;
    const blocks = tokens / this.blockTokens;
    if (Number.isInteger(blocks)) {
      this.prefixBlockTokens = tokens;
      this.blocksPerPrefixBlock = blocks;
      return;
    }
    throw new HeadroomError('HR_SCENARIO_INVALID', {
      message: `prefix blocks of ${tokens} tokens are no whole number of KV blocks of ${this.blockTokens}`,
      hint: 'Set block_tokens of the pool to a divisor, or its prefix_caching to off.',
    });
  }
}
