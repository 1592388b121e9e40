/**
 * Block ids for prompts that begin alike. A block counts as shared only where it lies whole inside the shared prefix; the
 * rest of a prompt gets ids of its own.
 */

/** Hands out ids; groups are told apart by name. */
export class SharedPrefixes {
  private readonly groups = new Map<string, number[]>();
  private nextId = 0;

  constructor(private readonly blockTokens: number) {}

  /** Ids of a prompt of `inputTokens` of which the first `sharedTokens` are those of the group. */
  blocks(group: string, sharedTokens: number, inputTokens: number): number[] {
    const shared = Math.floor(Math.min(sharedTokens, inputTokens) / this.blockTokens);
    const ids = this.sharedIds(group, shared).slice(0, shared);
    const count = Math.ceil(inputTokens / this.blockTokens);
    while (ids.length < count) ids.push(this.nextId++);
    return ids;
  }

  /** The next id that no block has. */
  fresh(): number {
    return this.nextId++;
  }

  private sharedIds(group: string, count: number): number[] {
    let ids = this.groups.get(group);
    if (!ids) {
      ids = [];
      this.groups.set(group, ids);
    }
    while (ids.length < count) ids.push(this.nextId++);
    return ids;
  }
}
