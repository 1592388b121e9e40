/**
 * Replica counts against a band of GPUs: the most there may be, and the fewest that should be. Dynamo's rules since 1.4;
 * the most is never exceeded, the fewest may be missed by one worker's GPUs when both are set, because workers of
 * different sizes cannot meet every total. A negative bound is off.
 */

/** The fewest and the most GPUs; a negative bound is off. */
export interface Band {
  readonly minGpus: number;
  readonly maxGpus: number;
}

/** Something for each of the two pools. */
export interface Pair {
  readonly prefill: number;
  readonly decode: number;
}

/** How far below the fewest GPUs a total may lie. */
export function tolerance({ minGpus, maxGpus }: Band, gpusPerWorker: readonly number[]): number {
  return minGpus >= 0 && maxGpus >= 0 ? Math.max(0, ...gpusPerWorker) : 0;
}

/** Whether a total of GPUs lies in the band, the fewest less the slack. */
export function isInBand(total: number, { minGpus, maxGpus }: Band, slack: number): boolean {
  return (maxGpus < 0 || total <= maxGpus) && (minGpus < 0 || total >= minGpus - slack);
}

/** GPUs (or watts) of both pools together. */
export function totalOf(counts: Pair, each: Pair): number {
  return counts.prefill * each.prefill + counts.decode * each.decode;
}

/** One pool brought into the band; 0 when even `least` workers do not fit under the most. */
export function clampSingle(count: number, gpus: number, band: Band, least: number): number {
  if (gpus <= 0 || isInBand(count * gpus, band, tolerance(band, [gpus]))) return count;
  if (band.maxGpus >= 0 && count * gpus > band.maxGpus) {
    return band.maxGpus < least * gpus ? 0 : Math.max(least, Math.floor(band.maxGpus / gpus));
  }
  return Math.max(least, Math.ceil(band.minGpus / gpus));
}

/**
 * Two pools brought into the band in proportion; 0 and 0 when even `least` of each do not fit under the most. `keepsDecode`:
 * prefill, rounded up to reach the fewest GPUs, takes none from decode (1.6; 1.4 let it).
 */
export function clampPair(counts: Pair, gpus: Pair, band: Band, least: Pair, keepsDecode = true): Pair {
  if (gpus.prefill <= 0 || gpus.decode <= 0) return counts;
  const total = totalOf(counts, gpus);
  if (isInBand(total, band, tolerance(band, [gpus.prefill, gpus.decode]))) return counts;
  return band.maxGpus >= 0 && total > band.maxGpus
    ? shrinkPair(counts, gpus, band.maxGpus, least)
    : growPair(counts, gpus, band, least, keepsDecode);
}

function shrinkPair(counts: Pair, gpus: Pair, maxGpus: number, least: Pair): Pair {
  if (maxGpus < totalOf(least, gpus)) return { prefill: 0, decode: 0 };
  const scale = maxGpus / totalOf(counts, gpus);
  const mostPrefill = Math.floor((maxGpus - least.decode * gpus.decode) / gpus.prefill);
  const prefill = Math.max(least.prefill, Math.min(mostPrefill, Math.floor(counts.prefill * scale)));
  const decode = Math.max(least.decode, Math.floor((maxGpus - prefill * gpus.prefill) / gpus.decode));
  return { prefill, decode };
}

/** Grows in proportion, the rest to decode; as it was when that breaks the most. */
function growPair(counts: Pair, gpus: Pair, band: Band, least: Pair, keepsDecode: boolean): Pair {
  const { minGpus, maxGpus } = band;
  const total = totalOf(counts, gpus);
  const wanted = total <= 0 ? minGpus / 2 / gpus.prefill : counts.prefill * (minGpus / total);
  const prefill = Math.max(least.prefill, Math.ceil(wanted));
  const rest = Math.max(0, minGpus - prefill * gpus.prefill);
  const needed = Math.max(least.decode, Math.ceil(rest / gpus.decode));
  const grown = { prefill, decode: keepsDecode ? Math.max(counts.decode, needed) : needed };
  if (maxGpus < 0 || totalOf(grown, gpus) <= maxGpus) return grown;
  if (needed >= counts.decode || !keepsDecode) return counts;
  return fitDirection(counts, { prefill, decode: counts.decode }, gpus, band, least);
}

/**
 * The pair nearest to the proposal that fits the band while each count stays between what it is and what was proposed.
 * When one pool is to give to the other, both move or neither. The counts as they are when nothing fits.
 */
export function fitDirection(current: Pair, proposed: Pair, gpus: Pair, band: Band, least: Pair): Pair {
  if (gpus.prefill <= 0 || gpus.decode <= 0) return proposed;
  const slack = tolerance(band, [gpus.prefill, gpus.decode]);
  const isLeast = proposed.prefill >= least.prefill && proposed.decode >= least.decode;
  if (isLeast && isInBand(totalOf(proposed, gpus), band, slack)) return proposed;
  let best: { readonly score: readonly number[]; readonly pair: Pair } | undefined;
  for (const prefill of countsBetween(current.prefill, proposed.prefill, least.prefill)) {
    const decode = nearestDecode(prefill, current, proposed, gpus, band, least, slack);
    if (decode === undefined) continue;
    const pair = { prefill, decode };
    const score = directionScore(pair, current, proposed);
    if (!best || isLess(score, best.score)) best = { score, pair };
  }
  return best?.pair ?? current;
}

function countsBetween(current: number, proposed: number, least: number): number[] {
  const low = Math.max(Math.min(current, proposed), least);
  return Array.from({ length: Math.max(0, Math.max(current, proposed) - low + 1) }, (_, i) => low + i);
}

/** Of the decode counts that fit beside this prefill count, the one nearest to the proposal. */
function nearestDecode(
  prefill: number,
  current: Pair,
  proposed: Pair,
  gpus: Pair,
  { minGpus, maxGpus }: Band,
  least: Pair,
  slack: number,
): number | undefined {
  let low = Math.max(Math.min(current.decode, proposed.decode), least.decode);
  let high = Math.max(current.decode, proposed.decode);
  const taken = prefill * gpus.prefill;
  if (minGpus >= 0) low = Math.max(low, Math.ceil((minGpus - slack - taken) / gpus.decode));
  if (maxGpus >= 0) high = Math.min(high, Math.floor((maxGpus - taken) / gpus.decode));
  if (isRebalance(current, proposed)) {
    if (prefill === current.prefill)
      return low <= current.decode && current.decode <= high ? current.decode : undefined;
    if (proposed.decode > current.decode) low = Math.max(low, current.decode + 1);
    else high = Math.min(high, current.decode - 1);
  }
  return low <= high ? Math.min(Math.max(proposed.decode, low), high) : undefined;
}

/** Whether one pool is to go up and the other down. */
export function isRebalance(current: Pair, proposed: Pair): boolean {
  return Math.sign(proposed.prefill - current.prefill) * Math.sign(proposed.decode - current.decode) < 0;
}

/** Nearest to the proposal, then in its proportion, then the most progress, then the fewest workers. */
function directionScore(pair: Pair, current: Pair, proposed: Pair): number[] {
  const progress = {
    prefill: Math.abs(pair.prefill - current.prefill),
    decode: Math.abs(pair.decode - current.decode),
  };
  const asked = {
    prefill: Math.abs(proposed.prefill - current.prefill),
    decode: Math.abs(proposed.decode - current.decode),
  };
  return [
    Math.abs(proposed.prefill - pair.prefill) + Math.abs(proposed.decode - pair.decode),
    Math.abs(progress.prefill * asked.decode - progress.decode * asked.prefill),
    -(progress.prefill + progress.decode),
    pair.prefill,
    pair.decode,
  ];
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs >= 0 && a[differs]! < b[differs]!;
}
