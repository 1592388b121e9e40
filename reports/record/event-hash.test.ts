import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIVE_ENDS, FIVE_WORKERS, tellFiveRequests } from '../testing/five-requests.js';
import { anyRequestEnd, completed } from '../testing/requests.js';
import { createEventHash } from './event-hash.js';
import type { RequestStatus, RunSink } from './events.js';

function digest(tell: (sink: RunSink) => void): string {
  const hash = createEventHash();
  tell(hash);
  return hash.digest();
}

/** sha256 of numbers as a reader of the format would reckon it: little-endian doubles. */
function sha256OfDoubles(...numbers: number[]): string {
  return createHash('sha256')
    .update(new Uint8Array(Float64Array.from(numbers).buffer))
    .digest('hex');
}

describe('the hash of events', () => {
  it('of no events is that of nothing', () => {
    expect(digest(() => undefined)).toBe(createHash('sha256').digest('hex'));
  });

  it('of an arrival is that of its tag and its numbers', () => {
    const arrival = { time_s: 1.5, id: 7, inputTokens: 100, outputTokens: 20 };
    expect(digest((sink) => sink.arrival(arrival))).toBe(sha256OfDoubles(0, 1.5, 7, 100, 20));
  });

  it('of a first token and of gaps as well', () => {
    const told = digest((sink) => {
      sink.firstToken({ time_s: 2, id: 7, inputTokens: 100, ttft_s: 0.5 });
      sink.tokenGaps(0.02, 3, 4, 0.001);
    });
    expect(told).toBe(sha256OfDoubles(1, 2, 7, 0.5, 2, 0.02, 3, 4, 0.001));
  });

  it.each<[RequestStatus, number]>([
    ['completed', 0],
    ['failed', 1],
    ['unfinished', 2],
    ['timed_out', 3],
    ['cancelled', 4],
    ['rejected', 5],
  ])('of an end that is %s has the number %i for it', (status, number) => {
    const end = completed({ id: 7, prefillWorker: 3, decodeWorker: 4, cachedTokens: 16, status });
    expect(digest((sink) => sink.requestEnd(end))).toBe(sha256OfDoubles(3, 11.5, 7, 11, 16, 3, 4, 10.5, 11.5, number));
  });

  it('of an end has −1 for what the request never had', () => {
    const end = completed({ firstToken_s: undefined, lastToken_s: undefined });
    expect(digest((sink) => sink.requestEnd(end))).toBe(sha256OfDoubles(3, 11.5, 0, 11, 0, -1, -1, -1, -1, 0));
  });

  it('of a rare event is that of its tag and its JSON', () => {
    const told = digest((sink) => sink.runEnd({ time_s: 10, events: 99 }));
    const bytes = new Uint8Array(Float64Array.of(8).buffer);
    expect(told).toBe(createHash('sha256').update(bytes).update('{"time_s":10,"events":99}').digest('hex'));
  });

  it('does not depend on how many events wait in its buffer', () => {
    const many = Array.from({ length: 3000 }, (_, id) => id);
    const told = digest((sink) => {
      for (const id of many) sink.arrival({ time_s: id / 10, id, inputTokens: 1, outputTokens: 2 });
    });
    expect(told).toBe(sha256OfDoubles(...many.flatMap((id) => [0, id / 10, id, 1, 2])));
  });
});

describe('two runs have the same hash', () => {
  it('where they told the same story', () => expect(digest(tellFiveRequests)).toBe(digest(tellFiveRequests)));

  it('though one planner was shown its workers one by one', () => {
    const shown = (withDetail: boolean) =>
      digest((sink) => {
        const told = createEventHash();
        const tick: RunSink['tick'] = (event) => {
          const workersDetail = { decode: [{ id: 'decode-0', kvUsage: 0.5 }] };
          sink.tick(withDetail ? { ...event, observation: { ...event.observation, workersDetail } } : event);
        };
        tellFiveRequests({ ...told, tick });
      });
    expect(shown(true)).toBe(shown(false));
  });
});

describe('the hash changes', () => {
  const before = digest(tellFiveRequests);

  it.each<[string, (sink: RunSink) => void]>([
    ['an arrival', (sink) => sink.arrival({ time_s: 9, id: 5, inputTokens: 1, outputTokens: 1 })],
    ['a first token', (sink) => sink.firstToken({ time_s: 9, id: 5, inputTokens: 1, ttft_s: 1 })],
    ['a gap', (sink) => sink.tokenGaps(0.1, 1, 1, 0)],
    ['an end', (sink) => sink.requestEnd(FIVE_ENDS[0]!)],
    ['a worker', (sink) => sink.worker({ time_s: 9, worker: 3, role: 'decode', gpus: 1, state: 'pending' })],
    ['the end of a worker', (sink) => sink.workerEnd(FIVE_WORKERS[0]!)],
    ['a sample', (sink) => sink.sample({ time_s: 9, pools: {} })],
    ['a second end of the run', (sink) => sink.runEnd({ time_s: 10 })],
  ])('with %s more', (_, more) => {
    const told = digest((sink) => {
      tellFiveRequests(sink);
      more(sink);
    });
    expect(told).not.toBe(before);
  });

  it('with the order of two events', () => {
    const [one, other] = [completed({ id: 1 }), completed({ id: 2 })];
    const inOrder = (ends: readonly (typeof one)[]) =>
      digest((sink) => ends.forEach((end) => void sink.requestEnd(end)));
    expect(inOrder([one, other])).not.toBe(inOrder([other, one]));
  });

  it.each<[string, Partial<typeof FULL>]>([
    ['the time', { time_s: 11.6 }],
    ['the number', { id: 1 }],
    ['the delivered tokens', { deliveredTokens: 10 }],
    ['the cached tokens', { cachedTokens: 1 }],
    ['the prefill worker', { prefillWorker: 2 }],
    ['the decode worker', { decodeWorker: 2 }],
    ['the first token', { firstToken_s: 10.6 }],
    ['the last token', { lastToken_s: 11.4 }],
    ['the status', { status: 'failed' }],
  ])('with %s of an end', (_, change) => {
    const told = (end: typeof FULL) => digest((sink) => sink.requestEnd(end));
    expect(told({ ...FULL, ...change })).not.toBe(told(FULL));
  });

  it('with any double, by the last bit', () => {
    fc.assert(
      fc.property(anyRequestEnd, (end) => {
        const nudged = { ...end, time_s: end.time_s + Number.EPSILON * Math.max(1, end.time_s) };
        const told = (one: typeof end) => digest((sink) => sink.requestEnd(one));
        expect(told(nudged) === told(end)).toBe(nudged.time_s === end.time_s);
      }),
      { numRuns: 30 },
    );
  });
});

const FULL = completed({ prefillWorker: 0, decodeWorker: 1 });
