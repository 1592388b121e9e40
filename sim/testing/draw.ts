/** Draws of every kind from one random stream. */
import { type RandomStream, randomStream } from '../../scenarios/random/index.js';

/** One stream, and the draws that random runs are made of. */
export interface Draw {
  readonly random: RandomStream;
  /** A whole number, both ends included. */
  whole(least: number, most: number): number;
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  one<T>(...of: T[]): T;
}

/** The draws of a seed. */
export function drawFrom(seed: number, stream: string): Draw {
  const random = randomStream(seed, stream);
  const between = (least: number, most: number) => least + random.next() * (most - least);
  return {
    random,
    between,
    whole: (least, most) => Math.floor(between(least, most + 1)),
    chance: (probability) => random.next() < probability,
    one: (...of) => of[Math.floor(random.next() * of.length)]!,
  };
}
