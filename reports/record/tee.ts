/** Several sinks as one. */
import type { RunSink } from './events.js';

/** One sink that hands every event to each of several, in their order; a sink may leave out what it does not need. */
export function teeSinks(...sinks: readonly Partial<RunSink>[]): RunSink {
  return {
    arrival: each(sinks, 'arrival'),
    firstToken: each(sinks, 'firstToken'),
    tokenGaps: eachGaps(sinks),
    requestEnd: each(sinks, 'requestEnd'),
    tick: each(sinks, 'tick'),
    worker: each(sinks, 'worker'),
    workerEnd: each(sinks, 'workerEnd'),
    sample: each(sinks, 'sample'),
    runEnd: each(sinks, 'runEnd'),
  };
}

type OneEvent = Exclude<keyof RunSink, 'tokenGaps'>;

/** The hearers of one kind of event, chosen once: every event of a run passes here. */
function each<K extends OneEvent>(sinks: readonly Partial<RunSink>[], name: K): RunSink[K] {
  const hearers = sinks.filter((sink) => sink[name] !== undefined) as Pick<RunSink, K>[];
  return ((event: never) => {
    for (let i = 0; i < hearers.length; i++) (hearers[i]![name] as (event: never) => void)(event);
  }) as RunSink[K];
}

function eachGaps(sinks: readonly Partial<RunSink>[]): RunSink['tokenGaps'] {
  const hearers = sinks.filter((sink) => sink.tokenGaps !== undefined) as Pick<RunSink, 'tokenGaps'>[];
  return (gap_s, requests, steps, increment_s) => {
    for (let i = 0; i < hearers.length; i++) hearers[i]!.tokenGaps(gap_s, requests, steps, increment_s);
  };
}
