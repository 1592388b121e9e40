/** Draws token counts from the distributions a scenario can name. */
import { normalCdf, type RandomStream, standardNormal } from '../../random/index.js';
import type { LengthsSpec, QuantileTable } from '../../schema/generator.js';

type Lognormal = NonNullable<Extract<LengthsSpec, { lognormal?: unknown }>['lognormal']>;
/** Draws one token count. */
export type DrawLength = (random: RandomStream) => number;

/** A sampler of whole lengths, at least 1. A constant takes nothing from the random stream. */
export function lengthSampler(spec: LengthsSpec): DrawLength {
  if (typeof spec === 'number') return () => spec;
  if (Array.isArray(spec)) return fromQuantiles(spec);
  if (spec.histogram) return fromHistogram(spec.histogram);
  return fromLognormal(spec.lognormal!);
}

/** Longest table of a bounded lognormal; one number and a look-up are several times faster than a normal and a power. */
const LONGEST_TABLE = 1 << 17;

function fromLognormal({ median, sigma, max }: Lognormal): DrawLength {
  if (max !== undefined && max <= LONGEST_TABLE && sigma > 0) {
    const notAbove = (length: number) => normalCdf(Math.log((length + 0.5) / median) / sigma);
    const cumulative = Float64Array.from({ length: max }, (_, i) => (i + 1 === max ? 1 : notAbove(i + 1)));
    const find = firstAbove(cumulative);
    return (random) => find(random.next()) + 1;
  }
  return (random) => {
    const length = Math.max(1, Math.round(median * Math.exp(sigma * standardNormal(random))));
    return max === undefined ? length : Math.min(max, length);
  };
}

/** A length by linear interpolation in its quantile table. */
function fromQuantiles(table: QuantileTable): DrawLength {
  const probabilities = Float64Array.from(table, ([probability]) => probability);
  const tokens = Float64Array.from(table, ([, count]) => count);
  const find = firstAbove(probabilities);
  return (random) => {
    const p = random.next();
    const right = Math.max(1, find(p));
    const p0 = probabilities[right - 1]!;
    const tokens0 = tokens[right - 1]!;
    return Math.round(tokens0 + ((p - p0) / (probabilities[right]! - p0)) * (tokens[right]! - tokens0));
  };
}

function fromHistogram(pairs: readonly (readonly [number, number])[]): DrawLength {
  const { quantile } = histogram(
    pairs.map(([tokens]) => tokens),
    pairs.map(([, weight]) => weight),
  );
  return (random) => quantile(random.next());
}

/** A discrete distribution of token counts. */
export interface Histogram {
  /** The length below which a share `p` of the weight lies, 0 ≤ p < 1. */
  quantile(p: number): number;
}

/** A distribution over single lengths, ascending or not; weights of any sum. */
export function histogram(tokens: readonly number[], weights: readonly number[]): Histogram {
  const order = tokens.map((_, i) => i).sort((a, b) => tokens[a]! - tokens[b]!);
  const sorted = Float64Array.from(order, (i) => tokens[i]!);
  const cumulative = new Float64Array(order.length);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  order.forEach((i, rank) => {
    sum += weights[i]!;
    cumulative[rank] = sum / total;
  });
  const find = firstAbove(cumulative);
  return { quantile: (p) => sorted[Math.min(sorted.length - 1, find(p))]! };
}

const MOST_GUIDES = 1 << 14;

/** Index of the first entry above p in an ascending table, with a guide table in front of the linear search. */
function firstAbove(ascending: Float64Array): (p: number) => number {
  const guides = Math.min(MOST_GUIDES, 2 ** Math.ceil(Math.log2(ascending.length + 1) + 2));
  const guide = new Uint32Array(guides);
  for (let i = 0, at = 0; i < guides; i++) {
    while (at < ascending.length && ascending[at]! <= i / guides) at++;
    guide[i] = at;
  }
  return (p) => {
    let at = guide[(p * guides) | 0]!;
    while (at < ascending.length && ascending[at]! <= p) at++;
    return at;
  };
}
