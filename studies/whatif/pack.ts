/** Requests as columns of text, small enough to lie in a page. Fit for a browser. */
import type { TrafficRequest } from '../../scenarios/index.js';

/** Columns of 32-bit numbers in base64; ids are the places in them. */
export interface PackedTraffic {
  readonly requests: number;
  /** Microseconds since the arrival before. */
  readonly gap_us: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  /** Names of classes, and each request's place in them plus one; absent where no request has a class. */
  readonly classes?: { readonly names: readonly string[]; readonly of: string };
  /** Prefix blocks: how many each request has, and their ids one after another; absent where no request has any. */
  readonly prefix?: { readonly blockTokens: number; readonly counts: string; readonly ids: string };
}

const MICRO = 1e6;

/** Collects requests in order of arrival. Sessions are not kept: whoever packs requests sees to it that none waits for another. */
export class TrafficPacker {
  private readonly gaps: number[] = [];
  private readonly inputs: number[] = [];
  private readonly outputs: number[] = [];
  private readonly classOf: number[] = [];
  private readonly names: string[] = [];
  private readonly counts: number[] = [];
  private readonly ids: number[] = [];
  private blockTokens: number | undefined;
  private last_us = 0;

  get requests(): number {
    return this.gaps.length;
  }

  add({ arrival_s, inputTokens, outputTokens, class: name, prefixBlocks, blockTokens }: TrafficRequest): void {
    const arrival_us = Math.round(arrival_s * MICRO);
    this.gaps.push(arrival_us - this.last_us);
    this.last_us = arrival_us;
    this.inputs.push(inputTokens);
    this.outputs.push(outputTokens);
    this.classOf.push(name === undefined ? 0 : this.placeOf(name) + 1);
    this.counts.push(prefixBlocks?.length ?? 0);
    for (const id of prefixBlocks ?? []) this.ids.push(id);
    this.blockTokens ??= blockTokens;
  }

  packed(): PackedTraffic {
    return {
      requests: this.gaps.length,
      gap_us: toText(this.gaps),
      inputTokens: toText(this.inputs),
      outputTokens: toText(this.outputs),
      ...(this.names.length > 0 && { classes: { names: this.names, of: toText(this.classOf) } }),
      ...(this.blockTokens !== undefined && {
        prefix: { blockTokens: this.blockTokens, counts: toText(this.counts), ids: toText(this.ids) },
      }),
    };
  }

  private placeOf(name: string): number {
    const place = this.names.indexOf(name);
    return place >= 0 ? place : this.names.push(name) - 1;
  }
}

/** The requests again, in their order. */
export function unpack(packed: PackedTraffic): TrafficRequest[] {
  const gaps = toNumbers(packed.gap_us);
  const inputs = toNumbers(packed.inputTokens);
  const outputs = toNumbers(packed.outputTokens);
  const classes = packed.classes && { names: packed.classes.names, of: toNumbers(packed.classes.of) };
  const prefix = packed.prefix && { counts: toNumbers(packed.prefix.counts), ids: toNumbers(packed.prefix.ids) };
  let arrival_us = 0;
  let at = 0;
  return Array.from({ length: packed.requests }, (_, id) => {
    arrival_us += gaps[id]!;
    const name = classes?.names[classes.of[id]! - 1];
    const blocks = prefix?.counts[id] ?? 0;
    const prefixBlocks = blocks > 0 ? Array.from(prefix!.ids.subarray(at, at + blocks)) : undefined;
    at += blocks;
    return {
      id,
      arrival_s: arrival_us / MICRO,
      inputTokens: inputs[id]!,
      outputTokens: outputs[id]!,
      ...(name !== undefined && { class: name }),
      ...(prefixBlocks && { prefixBlocks, blockTokens: packed.prefix!.blockTokens }),
    };
  });
}

function toText(numbers: readonly number[]): string {
  const bytes = new Uint8Array(Uint32Array.from(numbers).buffer);
  let text = '';
  // in pieces, because arguments of one call have an end
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

function toNumbers(text: string): Uint32Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Uint32Array(bytes.buffer);
}
