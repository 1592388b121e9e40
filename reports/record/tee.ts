import type { RunSink } from './events.js';

/** One sink that hands every event to each of several, in their order; a sink may leave out what it does not need. */
export function teeSinks(...sinks: readonly Partial<RunSink>[]): RunSink {
  return {
    arrival: (event) => sinks.forEach((sink) => sink.arrival?.(event)),
    firstToken: (event) => sinks.forEach((sink) => sink.firstToken?.(event)),
    tokenGaps: (gap_s, requests, steps, increment_s) =>
      sinks.forEach((sink) => sink.tokenGaps?.(gap_s, requests, steps, increment_s)),
    requestEnd: (event) => sinks.forEach((sink) => sink.requestEnd?.(event)),
    tick: (event) => sinks.forEach((sink) => sink.tick?.(event)),
    worker: (event) => sinks.forEach((sink) => sink.worker?.(event)),
    workerEnd: (event) => sinks.forEach((sink) => sink.workerEnd?.(event)),
    sample: (event) => sinks.forEach((sink) => sink.sample?.(event)),
    runEnd: (event) => sinks.forEach((sink) => sink.runEnd?.(event)),
  };
}
