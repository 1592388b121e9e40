/** sha256 over every event of a run, in order: two runs with the same hash told the same story. */
import { createHash } from 'node:crypto';
import type { RunSink } from './events.js';

const BUFFER_BYTES = 1 << 16;
/** Tags of the events, the first number of each. */
const TAG = {
  arrival: 0,
  firstToken: 1,
  tokenGaps: 2,
  requestEnd: 3,
  tick: 4,
  worker: 5,
  workerEnd: 6,
  sample: 7,
  runEnd: 8,
} as const;
const STATUS = { completed: 0, failed: 1, unfinished: 2, timed_out: 3, cancelled: 4, rejected: 5 } as const;
/** Stands for a number that an event does not have. */
const ABSENT = -1;
/** More numbers than any event has. */
const LONGEST = 16;

/** A sink that hashes; `digest` closes it. Frequent events are hashed as doubles, rare ones as JSON. */
export function createEventHash(): RunSink & { digest(): string } {
  const hash = createHash('sha256');
  const doubles = new Float64Array(BUFFER_BYTES / 8);
  const bytes = new Uint8Array(doubles.buffer);
  let used = 0;
  const flush = () => {
    hash.update(bytes.subarray(0, used * 8));
    used = 0;
  };
  const begin = (tag: number) => {
    if (used + LONGEST > doubles.length) flush();
    doubles[used++] = tag;
  };
  const putJson = (tag: number, event: unknown) => {
    begin(tag);
    flush();
    hash.update(JSON.stringify(event));
  };
  return {
    arrival: (e) => {
      begin(TAG.arrival);
      doubles[used++] = e.time_s;
      doubles[used++] = e.id;
      doubles[used++] = e.inputTokens;
      doubles[used++] = e.outputTokens;
    },
    firstToken: (e) => {
      begin(TAG.firstToken);
      doubles[used++] = e.time_s;
      doubles[used++] = e.id;
      doubles[used++] = e.ttft_s;
    },
    tokenGaps: (gap_s, requests, steps, increment_s) => {
      begin(TAG.tokenGaps);
      doubles[used++] = gap_s;
      doubles[used++] = requests;
      doubles[used++] = steps;
      doubles[used++] = increment_s;
    },
    requestEnd: (e) => {
      begin(TAG.requestEnd);
      doubles[used++] = e.time_s;
      doubles[used++] = e.id;
      doubles[used++] = e.deliveredTokens;
      doubles[used++] = e.cachedTokens;
      doubles[used++] = e.prefillWorker ?? ABSENT;
      doubles[used++] = e.decodeWorker ?? ABSENT;
      doubles[used++] = e.firstToken_s ?? ABSENT;
      doubles[used++] = e.lastToken_s ?? ABSENT;
      doubles[used++] = STATUS[e.status];
    },
    // the workers one by one are large, and what they did is in the other events
    tick: (e) => putJson(TAG.tick, { ...e, observation: { ...e.observation, workersDetail: undefined } }),
    worker: (e) => putJson(TAG.worker, e),
    workerEnd: (e) => putJson(TAG.workerEnd, e),
    sample: (e) => putJson(TAG.sample, e),
    runEnd: (e) => putJson(TAG.runEnd, e),
    digest: () => {
      flush();
      return hash.digest('hex');
    },
  };
}
