/**
 * What the router has sent to each worker and not yet seen end, as Dynamo's router keeps it: prompt tokens still to be
 * computed, and KV blocks in use, where blocks of a common prefix count once. All of it is the router's own knowledge,
 * so it is never stale.
 */
import type { TrafficRequest } from '../../../scenarios/index.js';
import { prefixBlocks, promptBlocks } from './blocks.js';
import { HolderIndex } from './holder-index.js';

interface Booking {
  readonly slot: number;
  readonly request: TrafficRequest;
  /** Prompt tokens to compute; 0 once the prompt is computed. */
  prefillTokens: number;
}

/** A prefix block in use: by how many requests, and for how many engine blocks it counts. */
interface BlockUse {
  requests: number;
  readonly engineBlocks: number;
}

/** How blocks are counted. */
export interface SequenceOptions {
  readonly blockTokens: number;
  /** Whether requests with a common prefix share its blocks. */
  readonly shared: boolean;
  /** Told each slot whose load is new. */
  readonly moved: (slot: number) => void;
}

/** What one router has sent out. */
export class ActiveSequences {
  private readonly bookings = new Map<number, Booking>();
  private readonly prefillTokensBySlot: number[] = [];
  private readonly blocksBySlot: number[] = [];
  private readonly usesBySlot: Map<number, BlockUse>[] = [];
  private readonly index = new HolderIndex();

  constructor(private readonly options: SequenceOptions) {}

  /** A worker without requests. */
  addSlot(slot: number): void {
    this.prefillTokensBySlot[slot] = 0;
    this.blocksBySlot[slot] = 0;
    this.usesBySlot[slot] = new Map();
  }

  /** The worker is gone, and with it what it was sent. */
  removeSlot(slot: number): void {
    for (const [id, booking] of this.bookings) if (booking.slot === slot) this.bookings.delete(id);
    for (const block of this.usesBySlot[slot]!.keys()) this.index.drop(slot, block);
    this.addSlot(slot);
  }

  /** Prompt tokens sent to this worker and not yet computed. */
  prefillTokens(slot: number): number {
    return this.prefillTokensBySlot[slot]!;
  }

  /** Engine blocks in use by what this worker was sent. */
  blocks(slot: number): number {
    return this.blocksBySlot[slot]!;
  }

  /** Tells each worker that already uses blocks of this prompt, and how many engine blocks. */
  sharedWith(request: TrafficRequest, found: (slot: number, engineBlocks: number) => void): void {
    if (!this.options.shared || !request.prefixBlocks) return;
    this.index.walk(request.prefixBlocks, (slot, depth) => {
      found(slot, prefixBlocks(request, depth, this.options.blockTokens));
    });
  }

  /** Books a request that was sent to a worker and has this many prompt tokens to compute there. */
  book(slot: number, request: TrafficRequest, prefillTokens: number): void {
    this.end(request);
    this.bookings.set(request.id, { slot, request, prefillTokens });
    this.prefillTokensBySlot[slot]! += prefillTokens;
    this.blocksBySlot[slot]! += this.ownBlocks(request) + this.useShared(slot, request);
    this.options.moved(slot);
  }

  /** The prompt of a request is computed. */
  prefilled(request: TrafficRequest): void {
    const booking = this.bookings.get(request.id);
    if (!booking || booking.prefillTokens === 0) return;
    this.prefillTokensBySlot[booking.slot]! -= booking.prefillTokens;
    booking.prefillTokens = 0;
    this.options.moved(booking.slot);
  }

  /** The request has left its worker. */
  end(request: TrafficRequest): void {
    const booking = this.bookings.get(request.id);
    if (!booking) return;
    const { slot } = booking;
    this.bookings.delete(request.id);
    this.prefillTokensBySlot[slot]! -= booking.prefillTokens;
    this.blocksBySlot[slot]! -= this.ownBlocks(booking.request) + this.releaseShared(slot, booking.request);
    this.options.moved(slot);
  }

  /** Engine blocks of the prompt that no other request can share. */
  private ownBlocks(request: TrafficRequest): number {
    const { blockTokens, shared } = this.options;
    const prompt = promptBlocks(request, blockTokens);
    return shared ? prompt - prefixBlocks(request, request.prefixBlocks?.length ?? 0, blockTokens) : prompt;
  }

  /** Uses the prefix blocks of the request; returns the engine blocks that nobody there used before. */
  private useShared(slot: number, request: TrafficRequest): number {
    const uses = this.usesBySlot[slot]!;
    let fresh = 0;
    this.eachShared(request, (block, position) => {
      const use = uses.get(block);
      if (use) {
        use.requests++;
        return;
      }
      const { blockTokens } = this.options;
      const engineBlocks =
        prefixBlocks(request, position + 1, blockTokens) - prefixBlocks(request, position, blockTokens);
      uses.set(block, { requests: 1, engineBlocks });
      this.index.store(slot, block);
      fresh += engineBlocks;
    });
    return fresh;
  }

  /** Lets go of the prefix blocks of the request; returns the engine blocks that nobody there uses now. */
  private releaseShared(slot: number, request: TrafficRequest): number {
    const uses = this.usesBySlot[slot]!;
    let freed = 0;
    this.eachShared(request, (block) => {
      const use = uses.get(block)!;
      if (--use.requests > 0) return;
      uses.delete(block);
      this.index.drop(slot, block);
      freed += use.engineBlocks;
    });
    return freed;
  }

  private eachShared(request: TrafficRequest, visit: (block: number, position: number) => void): void {
    if (this.options.shared) request.prefixBlocks?.forEach(visit);
  }
}
