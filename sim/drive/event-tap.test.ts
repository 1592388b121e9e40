/** Where the cluster's events go: checked, shown to the frontend, passed on. */
import { describe, expect, it } from 'vitest';
import type { RequestEnd, RunSink, WorkerEnd } from '../../reports/record/index.js';
import { collect } from '../testing/index.js';
import { tapEvents } from './event-tap.js';

function tap(now_s = 100) {
  const { sink, log } = collect();
  const frontend = collect();
  const observer = { sink: frontend.sink, scrape: () => undefined, observe: () => ({ traffic: {}, latency: {} }) };
  return { tapped: tapEvents(sink, observer, () => now_s, 1), log, seen: frontend.log };
}

const end: RequestEnd = {
  ...{ time_s: 9, id: 1, arrival_s: 1, inputTokens: 2, outputTokens: 3, deliveredTokens: 3, cachedTokens: 0 },
  status: 'completed',
};
const worker = { time_s: 9, worker: 0, role: 'decode', gpus: 2, state: 'ready' } as const;
const account: WorkerEnd = {
  ...{ worker: 0, role: 'decode', gpus: 2, ordered_s: 10, stages: [] },
  seconds: { starting: 20, serving: 30, idle: 30, draining: 10 },
};

/** One event of each kind, in the order of time. */
const TELL: Record<Exclude<keyof RunSink, 'runEnd'>, (sink: RunSink) => void> = {
  arrival: (sink) => sink.arrival({ time_s: 9, id: 1, inputTokens: 2, outputTokens: 3 }),
  firstToken: (sink) => sink.firstToken({ time_s: 9, id: 1, inputTokens: 2, ttft_s: 8 }),
  tokenGaps: (sink) => sink.tokenGaps(0.01, 2, 3, 0.001),
  requestEnd: (sink) => sink.requestEnd(end),
  tick: (sink) => sink.tick({ time_s: 9 } as never),
  worker: (sink) => sink.worker(worker),
  workerEnd: (sink) => sink.workerEnd(account),
  sample: (sink) => sink.sample({ time_s: 9, pools: {} }),
};
type Name = keyof typeof TELL;
const NAMES = Object.keys(TELL) as Name[];

describe('an event', () => {
  it.each(NAMES)('%s is passed on as it is', (name) => {
    const [direct, { tapped, log }] = [collect(), tap()];
    TELL[name](direct.sink);
    TELL[name](tapped);
    expect(log).toEqual(direct.log);
  });

  it.each(NAMES)('%s is seen by the frontend where that can see it', (name) => {
    const { tapped, seen } = tap();
    TELL[name](tapped);
    const isSeen = ['arrival', 'firstToken', 'tokenGaps', 'requestEnd'].includes(name);
    expect(seen).toHaveLength(isSeen ? 1 : 0);
  });

  it.each(NAMES.filter((name) => name !== 'tokenGaps' && name !== 'workerEnd'))(
    '%s stops the run after a later one, and is told to nobody',
    (name) => {
      const { tapped, log, seen } = tap();
      tapped.sample({ time_s: 10, pools: {} });
      expect(() => TELL[name](tapped)).toThrow('an event is told after one of 10 s');
      expect([log.length, seen.length]).toEqual([1, 0]);
    },
  );
});

it('the end of the run is passed on, whenever it comes', () => {
  const { tapped, log } = tap();
  tapped.sample({ time_s: 10, pools: {} });
  tapped.runEnd({ time_s: 10 });
  expect(log.at(-1)).toBe('runEnd {"time_s":10}');
});

describe('a breach', () => {
  it('of a request’s times stops the run', () => {
    const { tapped } = tap();
    expect(() => tapped.requestEnd({ ...end, firstToken_s: 0.5 })).toThrow('the times of request 1 run backwards');
  });

  it('of a worker’s account stops the run', () => {
    const { tapped } = tap();
    expect(() => tapped.workerEnd({ ...account, ordered_s: 0 })).toThrow('worker 0 lived 100 s but accounts for 90 s');
  });
});

it('GPU seconds of the closed accounts add up, those without GPUs left out', () => {
  const { tapped } = tap();
  expect(tapped.workerGpu_s).toBe(0);
  tapped.workerEnd(account);
  tapped.workerEnd({ ...account, worker: 1, gpus: 1, ordered_s: 0, withoutGpus_s: 10 });
  expect(tapped.workerGpu_s).toBe(2 * 90 + 90);
});
