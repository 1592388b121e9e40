/**
 * Who comes first among events of the same instant: work that ends frees its worker before new work arrives, an
 * idle engine sees everybody who has arrived before it begins a step, and the
 * watchers (scrape, tick, sample) see the instant's final state, a tick the scrape of its own instant.
 */
export const PRIORITY = {
  workEnd: 0,
  workerState: 1,
  arrival: 2,
  stepBegin: 3,
  scrape: 4,
  tick: 5,
  sample: 6,
  runEnd: 7,
} as const;
