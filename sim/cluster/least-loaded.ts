/** The eligible worker with the least load; the first of equals, so that ties fall the same way every time. */
export function leastLoaded<W>(
  workers: readonly W[],
  eligible: (worker: W) => boolean,
  load: (worker: W) => number,
): W | undefined {
  let best: W | undefined;
  let bestLoad = Number.POSITIVE_INFINITY;
  for (const worker of workers) {
    if (!eligible(worker)) continue;
    const workerLoad = load(worker);
    if (workerLoad < bestLoad) {
      best = worker;
      bestLoad = workerLoad;
    }
  }
  return best;
}
