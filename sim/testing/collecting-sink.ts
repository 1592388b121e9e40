/** Keeps every event of a run, for tests. */
import type {
  ClusterSample,
  FirstTokenEvent,
  RequestEnd,
  RunEnd,
  RunSink,
  TickEvent,
  WorkerEnd,
  WorkerEvent,
} from '../../reports/record/index.js';

/** A sink and what it has heard. */
export interface Collected {
  readonly sink: RunSink;
  readonly firstTokens: FirstTokenEvent[];
  /** Every gap, one by one. */
  readonly gaps: number[];
  readonly ends: RequestEnd[];
  readonly ticks: TickEvent[];
  readonly workers: WorkerEvent[];
  readonly workerEnds: WorkerEnd[];
  readonly samples: ClusterSample[];
  readonly runEnds: RunEnd[];
  /** Every event in order, as text: two runs are the same when these are. */
  readonly log: string[];
}

/** A sink that keeps everything. */
export function collect(): Collected {
  const all: Omit<Collected, 'sink'> = {
    firstTokens: [],
    gaps: [],
    ends: [],
    ticks: [],
    workers: [],
    workerEnds: [],
    samples: [],
    runEnds: [],
    log: [],
  };
  const keep = <E>(name: string, list?: E[]) => {
    return (event: E) => {
      all.log.push(`${name} ${JSON.stringify(event)}`);
      list?.push(event);
    };
  };
  const sink: RunSink = {
    arrival: keep('arrival'),
    firstToken: keep('firstToken', all.firstTokens),
    tokenGaps: (gap_s, requests, steps, increment_s) => {
      keep('tokenGaps')({ gap_s, requests, steps, increment_s });
      for (let i = 0; i < steps * requests; i++) all.gaps.push(gap_s + increment_s * Math.floor(i / requests));
    },
    requestEnd: keep('requestEnd', all.ends),
    tick: keep('tick', all.ticks),
    worker: keep('worker', all.workers),
    workerEnd: keep('workerEnd', all.workerEnds),
    sample: keep('sample', all.samples),
    runEnd: keep('runEnd', all.runEnds),
  };
  return { sink, ...all };
}
