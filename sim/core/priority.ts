/**
 * Who comes first among events of the same instant: work that ends frees its worker before new work arrives, and the
 * watchers (scrape, tick, sample) see the instant's final state, a tick the scrape of its own instant.
 */
export const PRIORITY = {
  workEnd: 0,
  workerState: 1,
  arrival: 2,
  scrape: 3,
  tick: 4,
  sample: 5,
  runEnd: 6,
} as const;
