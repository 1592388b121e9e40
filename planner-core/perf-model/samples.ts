/**
 * A bounded set of measurements that keeps its spread: each axis is cut into equal buckets, and when the set is full the
 * oldest sample of the fullest bucket goes. Steady traffic at one point so cannot push out what is known of others.
 * Dynamo's sample store; plain data, the functions are pure.
 */

/** A measurement: its features and what was measured. */
export interface Sample {
  readonly x: readonly number[];
  readonly y: number;
}

/** The samples kept, sorted into buckets. */
export interface SampleStore {
  readonly bucketsPerAxis: number;
  /** Most samples kept. */
  readonly most: number;
  /** Range of each axis so far; it never shrinks. Absent before the first sample: JSON has no infinite numbers. */
  readonly range?: readonly (readonly [number, number])[];
  /** Buckets in the order in which they came to be, each oldest sample first. */
  readonly buckets: readonly (readonly Sample[])[];
}

/** `bucketCount` buckets in all: its square root along each of two axes. */
export function emptyStore(dimensions: 1 | 2, bucketCount: number, most: number): SampleStore {
  return {
    bucketsPerAxis: Math.max(1, dimensions === 1 ? bucketCount : Math.floor(Math.sqrt(bucketCount))),
    most,
    buckets: [],
  };
}

/** The store with these samples added one after the other. */
export function addSamples(store: SampleStore, samples: readonly Sample[]): SampleStore {
  if (samples.length === 0) return store;
  const range = rangeOf(store, samples[0]!.x.length);
  let buckets = new Map<number, Sample[]>();
  const place = (sample: Sample) => {
    const key = bucketOf(sample.x, range, store.bucketsPerAxis);
    const bucket = buckets.get(key);
    if (bucket) bucket.push(sample);
    else buckets.set(key, [sample]);
  };
  for (const bucket of store.buckets) for (const sample of bucket) place(sample);
  let count = sampleCount(store);
  for (const sample of samples) {
    if (widen(range, sample.x)) {
      const all = [...buckets.values()].flat();
      buckets = new Map();
      for (const old of all) place(old);
    }
    place(sample);
    count++;
    if (count > store.most) {
      dropFromFullest(buckets);
      count--;
    }
  }
  return { ...store, range, buckets: [...buckets.values()] };
}

function rangeOf({ range }: SampleStore, axes: number): [number, number][] {
  if (range) return range.map(([low, high]) => [low, high]);
  return Array.from({ length: axes }, () => [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
}

/** Samples in the store. */
export function sampleCount(store: SampleStore): number {
  return store.buckets.reduce((sum, bucket) => sum + bucket.length, 0);
}

/** All samples, bucket by bucket. */
export function allSamples(store: SampleStore): Sample[] {
  return store.buckets.flat();
}

function widen(range: [number, number][], x: readonly number[]): boolean {
  let widened = false;
  for (let axis = 0; axis < x.length; axis++) {
    const [value, bounds] = [x[axis]!, range[axis]!];
    if (value < bounds[0]) {
      bounds[0] = value;
      widened = true;
    }
    if (value > bounds[1]) {
      bounds[1] = value;
      widened = true;
    }
  }
  return widened;
}

function bucketOf(x: readonly number[], range: readonly (readonly [number, number])[], perAxis: number): number {
  let key = 0;
  for (let axis = 0; axis < x.length; axis++) {
    const bounds = range[axis]!;
    const width = bounds[1] - bounds[0];
    const index = width > 0 ? Math.trunc(((x[axis]! - bounds[0]) / width) * perAxis) : 0;
    key = key * perAxis + Math.max(0, Math.min(index, perAxis - 1));
  }
  return key;
}

function dropFromFullest(buckets: Map<number, Sample[]>): void {
  let fullest: Sample[] | undefined;
  let fullestKey = -1;
  for (const [key, bucket] of buckets) {
    if (fullest && bucket.length <= fullest.length) continue;
    fullest = bucket;
    fullestKey = key;
  }
  fullest!.shift();
  if (fullest!.length === 0) buckets.delete(fullestKey);
}
