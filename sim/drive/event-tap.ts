/** Where the cluster's events go: checked, shown to the frontend's counters, passed on to the run's sink. */
import type { RunSink, WorkerEnd } from '../../reports/record/index.js';
import type { FrontendObserver } from '../observe/index.js';
import { checkOrder, checkRequest, checkWorker } from './invariants.js';

/** Where the cluster tells its events. */
export interface TappedSink extends RunSink {
  /** GPU seconds of the workers whose accounts are closed. */
  readonly workerGpu_s: number;
}

/** A sink before `sink`: breaches of order and of accounts stop the run, the frontend's counters see what a frontend sees. */
export function tapEvents(sink: RunSink, observer: FrontendObserver, now: () => number, seed: number): TappedSink {
  let last_s = 0;
  let workerGpu_s = 0;
  const inOrder = (time_s: number) => {
    checkOrder(time_s, last_s, seed);
    last_s = time_s;
  };
  return {
    get workerGpu_s() {
      return workerGpu_s;
    },
    arrival(event) {
      inOrder(event.time_s);
      observer.sink.arrival(event);
      sink.arrival(event);
    },
    firstToken(event) {
      inOrder(event.time_s);
      observer.sink.firstToken(event);
      sink.firstToken(event);
    },
    tokenGaps(gap_s, requests, steps, increment_s) {
      observer.sink.tokenGaps(gap_s, requests, steps, increment_s);
      sink.tokenGaps(gap_s, requests, steps, increment_s);
    },
    requestEnd(event) {
      inOrder(event.time_s);
      checkRequest(event, seed);
      observer.sink.requestEnd(event);
      sink.requestEnd(event);
    },
    tick(event) {
      inOrder(event.time_s);
      sink.tick(event);
    },
    worker(event) {
      inOrder(event.time_s);
      sink.worker(event);
    },
    workerEnd(event) {
      checkWorker(event, now(), seed);
      workerGpu_s += gpuSeconds(event);
      sink.workerEnd(event);
    },
    sample(event) {
      inOrder(event.time_s);
      sink.sample(event);
    },
    runEnd(event) {
      sink.runEnd(event);
    },
  };
}

function gpuSeconds({ seconds: { starting, serving, idle, draining }, gpus }: WorkerEnd): number {
  return (starting + serving + idle + draining) * gpus;
}
