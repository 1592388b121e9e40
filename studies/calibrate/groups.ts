/**
 * Requests in groups that tell a profile's parts from each other: by prompt length (computation against overhead) and by how many
 * decoded beside them (factors of single batch sizes).
 */
import { meanOf } from '../../reports/index.js';
import type { Latency, Recorded } from './recorded.js';

/** Groups of request ids, and the company of each request. */
export interface Groups {
  /** Ids by prompt length, ascending. */
  readonly byPrompt: readonly (readonly number[])[];
  /** Ids of requests with more than one token, by the number that decoded beside them, ascending. */
  readonly byBatch: readonly (readonly number[])[];
  /** Mean number of requests that decoded together with each request. */
  readonly batchOf: ReadonlyMap<number, number>;
}

type Latencies = ReadonlyMap<number, Latency>;

const MOST_GROUPS = 4;
const LEAST_OF_GROUP = 8;
/** Neighbours share their luck, so the scatter within a group says too little. */
const LEAST_NOISE = 0.01;
/** Instants of a request's decoding at which its company is counted. */
const LOOKS = 5;

/** Of the fitted requests; `workers`: among how many they decode. */
export function groupsOf({ requests, measured, fitted }: Recorded, workers: number): Groups {
  const batchOf = companyOf({ requests, measured }, workers);
  const lengths = new Map(requests.map(({ id, inputTokens }) => [id, inputTokens]));
  const decoding = fitted.filter((id) => Number.isFinite(measured.get(id)!.tpot_ms));
  return {
    byPrompt: parted(fitted, (id) => lengths.get(id)!),
    byBatch: parted(decoding, (id) => batchOf.get(id)!),
    batchOf,
  };
}

/** Simulated against measured, a group. */
export interface Misfit {
  /** Mean logarithm of the ratio, which single stalls of a machine move little. */
  readonly mean: number;
  /** Its standard error by the scatter within the group, or {@link LEAST_NOISE}. */
  readonly noise: number;
}

/** TTFT by prompt, then TPOT by batch. */
export function misfits({ byPrompt, byBatch }: Groups, measured: Latencies, simulated: Latencies): Misfit[] {
  const misfit = (ids: readonly number[], name: 'ttft_ms' | 'tpot_ms'): Misfit => {
    const ratios = ids
      .map((id) => Math.log((simulated.get(id)?.[name] ?? Number.NaN) / measured.get(id)![name]))
      .filter(Number.isFinite);
    const mean = meanOf(ratios);
    const deviation = Math.sqrt(meanOf(ratios.map((ratio) => (ratio - mean) ** 2)));
    return { mean, noise: Math.max(LEAST_NOISE, deviation / Math.sqrt(ratios.length)) };
  };
  return [...byPrompt.map((ids) => misfit(ids, 'ttft_ms')), ...byBatch.map((ids) => misfit(ids, 'tpot_ms'))];
}

/** Equal groups in order of a value; requests of the same value stay together. */
function parted(ids: readonly number[], of: (id: number) => number): number[][] {
  const sorted = [...ids].sort((a, b) => of(a) - of(b));
  const groups = Math.max(1, Math.min(MOST_GROUPS, Math.floor(sorted.length / LEAST_OF_GROUP)));
  const parts: number[][] = [];
  let from = 0;
  for (let i = 1; i <= groups; i++) {
    let to = Math.max(from, Math.round((i * sorted.length) / groups));
    while (to > from && to < sorted.length && of(sorted[to]!) === of(sorted[to - 1]!)) to++;
    if (to > from) parts.push(sorted.slice(from, to));
    from = to;
  }
  return parts;
}

function companyOf(
  { requests, measured }: Pick<Recorded, 'requests' | 'measured'>,
  workers: number,
): Map<number, number> {
  const spans = requests.flatMap(({ id, arrival_s }) => {
    const latency = measured.get(id);
    if (!latency) return [];
    return [{ id, from_s: arrival_s + latency.ttft_ms / 1000, to_s: arrival_s + latency.e2e_ms / 1000 }];
  });
  const begins = Float64Array.from(spans, ({ from_s }) => from_s).sort();
  const ends = Float64Array.from(spans, ({ to_s }) => to_s).sort();
  return new Map(
    spans.map(({ id, from_s, to_s }) => {
      let together = 0;
      for (let look = 0; look < LOOKS; look++) {
        const at_s = from_s + ((look + 0.5) / LOOKS) * (to_s - from_s);
        together += upTo(begins, at_s) - upTo(ends, at_s);
      }
      return [id, Math.max(1, together / LOOKS / workers)];
    }),
  );
}

/** How many of the ascending values are at most `limit`. */
function upTo(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
