/** sha256 over every event of a run, in order: two runs with the same hash told the same story. */
import { createHash } from 'node:crypto';
import type { RunSink } from './events.js';

const BUFFER_BYTES = 1 << 16;
const TAGS = [
  'arrival',
  'firstToken',
  'tokenGaps',
  'requestEnd',
  'tick',
  'worker',
  'workerEnd',
  'sample',
  'runEnd',
] as const;
const STATUS = { completed: 0, failed: 1, unfinished: 2, timed_out: 3, cancelled: 4, rejected: 5 } as const;

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
  const put = (tag: (typeof TAGS)[number], ...numbers: (number | undefined)[]) => {
    if (used + numbers.length + 1 > doubles.length) flush();
    doubles[used++] = TAGS.indexOf(tag);
    for (const value of numbers) doubles[used++] = value ?? -1;
  };
  const putJson = (tag: (typeof TAGS)[number], event: unknown) => {
    put(tag);
    flush();
    hash.update(JSON.stringify(event));
  };
  return {
    arrival: (e) => put('arrival', e.time_s, e.id, e.inputTokens, e.outputTokens),
    firstToken: (e) => put('firstToken', e.time_s, e.id, e.ttft_s),
    tokenGaps: (gap_s, requests, steps, increment_s) => put('tokenGaps', gap_s, requests, steps, increment_s),
    requestEnd: (e) =>
      put(
        'requestEnd',
        e.time_s,
        e.id,
        e.deliveredTokens,
        e.cachedTokens,
        e.prefillWorker,
        e.decodeWorker,
        e.firstToken_s,
        e.lastToken_s,
        STATUS[e.status],
      ),
    tick: (e) => putJson('tick', e),
    worker: (e) => putJson('worker', e),
    workerEnd: (e) => putJson('workerEnd', e),
    sample: (e) => putJson('sample', e),
    runEnd: (e) => putJson('runEnd', e),
    digest: () => {
      flush();
      return hash.digest('hex');
    },
  };
}
