/**
 * Named random streams: one seed gives every purpose (arrivals, lengths, startup, …) a generator of its own, so that
 * changing what one purpose draws changes no other.
 */
import seedrandom from 'seedrandom';

/** Numbers of one purpose, one after the other. */
export interface RandomStream {
  /** The next number in [0, 1), 53 bits. */
  next(): number;
}

/** The stream of this name under this seed; the same pair always gives the same numbers. */
export function randomStream(seed: number, name: string): RandomStream {
  const generator = seedrandom.alea(`${seed}/${name}`);
  return { next: () => generator.double() };
}
