/** How much of the prompts a prefix cache could hold: an infinite one, and least-recently-used ones by capacity. */
import { LruBlocks } from './lru-blocks.js';

/** Hits of caches of several sizes. */
export interface ReuseStatistics {
  readonly block_tokens: number;
  readonly requests: number;
  readonly blocks: number;
  readonly unique_blocks: number;
  /** Hits of an infinite cache over blocks, and over tokens. */
  readonly block_hit_ratio: number;
  readonly token_hit_ratio: number;
  readonly lru: readonly { readonly capacity_blocks: number; readonly block_hit_ratio: number }[];
}

const CAPACITIES = [1000, 5000, 10_000, 30_000, 50_000, 100_000];

/** Takes requests in order. A hit is a block that is cached behind nothing but hits; then all its blocks are cached. */
export class PrefixReuse {
  private readonly seen = new Set<number>();
  private readonly caches = CAPACITIES.map((capacity) => new LruBlocks(capacity));
  private requests = 0;
  private blocks = 0;
  private hits = 0;
  private tokens = 0;
  private hitTokens = 0;

  constructor(private readonly blockTokens: number) {}

  add(blocks: readonly number[], inputTokens: number): void {
    let hits = 0;
    while (hits < blocks.length && this.seen.has(blocks[hits]!)) hits++;
    for (let i = hits; i < blocks.length; i++) this.seen.add(blocks[i]!);
    this.requests++;
    this.blocks += blocks.length;
    this.hits += hits;
    this.tokens += inputTokens;
    this.hitTokens += Math.min(inputTokens, hits * this.blockTokens);
    for (const cache of this.caches) cache.request(blocks);
  }

  /** `undefined` where no request had blocks. */
  statistics(): ReuseStatistics | undefined {
    if (this.requests === 0) return undefined;
    return {
      block_tokens: this.blockTokens,
      requests: this.requests,
      blocks: this.blocks,
      unique_blocks: this.seen.size,
      block_hit_ratio: this.hits / this.blocks,
      token_hit_ratio: this.hitTokens / this.tokens,
      lru: this.caches.map(({ capacity, hits }) => ({
        capacity_blocks: capacity,
        block_hit_ratio: hits / this.blocks,
      })),
    };
  }
}
