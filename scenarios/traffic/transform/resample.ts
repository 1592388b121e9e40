/**
 * Other traffic of the same kind: a local block bootstrap (Paparoditis and Politis 2002). Each block of time is replaced by
 * one drawn from its neighbourhood, so that ramps and bursts stay where they were, while volume and mix differ by seed.
 * What holds for several seeds does not hold by the luck of one day.
 */
import { type RandomStream, randomStream } from '../../random/index.js';
import type { ResampleSpec } from '../../schema/traffic.js';
import { type Account, drop, warnOnce } from '../account.js';
import type { Stage, TraceRow } from '../trace-row.js';
import { copyOf } from './copy-row.js';

interface Block {
  readonly rows: TraceRow[];
  /** How often it was drawn. */
  drawn: number;
}

const SAME_PROMPTS =
  'rows drawn twice repeat their prompts: more of them is in a prefix cache than in the trace itself';

/** Holds 2 × reach + 1 blocks at a time. A row drawn again is a copy; one that is never drawn is dropped. */
export function resample(next: Stage, { block_s, reach }: ResampleSpec, seed: number, account: Account): Stage {
  account.transforms.push({ text: `resample blocks of ${block_s} s from ${reach} around` });
  return new Resampler(next, block_s * 1e6, reach, randomStream(seed, 'resample'), account);
}

class Resampler implements Stage {
  /** Blocks from `first` on; the last one is still being filled. */
  private readonly held: Block[] = [];
  private first = 0;
  /** The block to hand on next. */
  private due = 0;

  constructor(
    private readonly next: Stage,
    private readonly block_us: number,
    private readonly reach: number,
    private readonly random: RandomStream,
    private readonly account: Account,
  ) {}

  push(row: TraceRow): void {
    const index = Math.floor(row.time_us / this.block_us);
    while (this.first + this.held.length <= index) {
      this.held.push({ rows: [], drawn: 0 });
      // the neighbourhood of a block is whole once a later block begins
      if (this.first + this.held.length - 1 > this.due + this.reach) this.release();
    }
    this.held[index - this.first]!.rows.push(row);
  }

  end(): void {
    while (this.due < this.first + this.held.length) this.release();
    for (const block of this.held) this.forget(block);
    this.next.end();
  }

  private release(): void {
    const low = Math.max(this.first, this.due - this.reach);
    const high = Math.min(this.due + this.reach, this.first + this.held.length - 1);
    const source = low + Math.floor(this.random.next() * (high - low + 1));
    this.handOn(this.held[source - this.first]!, (this.due - source) * this.block_us);
    this.due++;
    while (this.first < this.due - this.reach) {
      this.forget(this.held.shift()!);
      this.first++;
    }
  }

  private handOn(block: Block, shift_us: number): void {
    const copy = block.drawn++;
    for (const row of block.rows) {
      if (copy > 0 && row.prefixBlocks) warnOnce(this.account, SAME_PROMPTS);
      const time_us = row.time_us + shift_us;
      this.next.push(copy === 0 ? { ...row, time_us } : copyOf(row, time_us, copy));
    }
  }

  private forget(block: Block): void {
    if (block.drawn === 0) for (const row of block.rows) drop(this.account, 'not drawn', row);
  }
}
