import type { RunSink } from './events.js';

/** One sink that hands every event to each of several, in their order; a sink may leave out what it does not need. */
export function teeSinks(...sinks: readonly Partial<RunSink>[]): RunSink {
  const having = <K extends keyof RunSink>(name: K) =>
    sinks.filter((sink): sink is Partial<RunSink> & Pick<RunSink, K> => sink[name] !== undefined);
  const gapSinks = having('tokenGaps');
  return {
    arrival: each('arrival'),
    firstToken: each('firstToken'),
    tokenGaps: (gap_s, requests, steps, increment_s) => {
      for (const sink of gapSinks) sink.tokenGaps(gap_s, requests, steps, increment_s);
    },
    requestEnd: each('requestEnd'),
    tick: each('tick'),
    worker: each('worker'),
    workerEnd: each('workerEnd'),
    sample: each('sample'),
    runEnd: each('runEnd'),
  };

  function each<K extends Exclude<keyof RunSink, 'tokenGaps'>>(name: K): RunSink[K] {
    const takers = having(name) as Record<K, (event: Parameters<RunSink[K]>[0]) => void>[];
    return ((event: Parameters<RunSink[K]>[0]) => {
      for (const taker of takers) taker[name](event);
    }) as RunSink[K];
  }
}
