/** Finds the largest load that still meets a goal: doubles until one fails, then halves the gap. */

/** A load that was tried. */
export interface Trial<T> {
  readonly load: number;
  readonly ok: boolean;
  readonly result: T;
}

/** Where a search begins and ends. */
export interface LimitOptions {
  readonly from: number;
  /** Never beyond this. */
  readonly most: number;
  /** The gap between the best that holds and the least that fails, as a share of the former. */
  readonly resolution: number;
  /** Loads are whole numbers. */
  readonly whole: boolean;
}

/** What a search found. */
export interface Limit<T> {
  /** The largest load that held; `undefined` when not even the smallest did. */
  readonly best: Trial<T> | undefined;
  /** In the order in which they were run. */
  readonly trials: readonly Trial<T>[];
}

/** `attempt` runs a load; `undefined` from it ends the search, with what is known. Assumes that a load beyond a failing one fails. */
export async function findLimit<T>(
  attempt: (load: number) => Promise<{ ok: boolean; result: T } | undefined>,
  options: LimitOptions,
): Promise<Limit<T>> {
  const trials: Trial<T>[] = [];
  let best: Trial<T> | undefined;
  let failing: number | undefined;
  for (
    let load: number | undefined = rounded(options.from, options);
    load !== undefined;
    load = next(best, failing, options)
  ) {
    const tried = await attempt(load);
    if (!tried) break;
    const trial = { load, ...tried };
    trials.push(trial);
    if (trial.ok) best = trial;
    else failing = load;
  }
  return { best, trials };
}

/** The next load to try; `undefined` when the limit is known well enough. */
function next(
  best: { readonly load: number } | undefined,
  failing: number | undefined,
  options: LimitOptions,
): number | undefined {
  const { most, resolution, whole } = options;
  if (failing === undefined) return best!.load >= most ? undefined : rounded(Math.min(most, best!.load * 2), options);
  const low = best?.load ?? 0;
  if (best && (failing - low) / low <= resolution) return undefined;
  if (!best && failing <= options.from / 16) return undefined;
  const middle = rounded((low + failing) / 2, options);
  return whole && (middle <= low || middle >= failing) ? undefined : middle;
}

function rounded(load: number, { whole }: LimitOptions): number {
  return whole ? Math.max(1, Math.floor(load)) : Number(load.toPrecision(4));
}
