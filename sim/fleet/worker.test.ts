import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Worker } from './worker.js';

it('books every second of its life on one account', () => {
  const worker = new Worker(3, 'decode', 2, 100);
  worker.enter('ready', 160);
  worker.setBusy(true, 200);
  worker.setBusy(false, 230);
  worker.setBusy(true, 240);
  worker.enter('draining', 250);
  worker.setBusy(false, 265);
  worker.enter('gone', 265);
  expect(worker.end(300)).toMatchObject({
    worker: 3,
    gpus: 2,
    ordered_s: 100,
    ready_s: 160,
    drain_s: 250,
    gone_s: 265,
    seconds: { starting: 60, idle: 50, serving: 40, draining: 15 },
  });
});

it('closes the account of a worker that is still there at the end', () => {
  const worker = new Worker(0, 'prefill', 1, 0);
  const end = worker.end(30);
  expect(end.seconds).toEqual({ starting: 30, serving: 0, idle: 0, draining: 0 });
  expect(end.gone_s).toBeUndefined();
  expect(end.ready_s).toBeUndefined();
});

describe('the seconds without GPUs', () => {
  it('are those in which it waited for them, or was paused without them', () => {
    const worker = new Worker(0, 'prefill', 1, 0);
    worker.enter('pending', 2);
    worker.enter('starting', 5);
    worker.pause(9, false);
    worker.enter('starting', 20);
    worker.enter('ready', 21);
    expect(worker.end(30)).toMatchObject({ withoutGpus_s: 3 + 11, seconds: { starting: 2 + 4 + 1, idle: 9 } });
  });

  it('are none where it was paused with them: those it was idle', () => {
    const worker = new Worker(0, 'prefill', 1, 0);
    worker.pause(4, true);
    const end = worker.end(10);
    expect(end.seconds).toEqual({ starting: 4, serving: 0, idle: 6, draining: 0 });
    expect(end).not.toHaveProperty('withoutGpus_s');
  });
});

describe('a stage', () => {
  it('ends once, and the end of none is nothing', () => {
    const worker = new Worker(0, 'prefill', 1, 0);
    worker.endStage(1);
    worker.beginStage('load', 2);
    worker.endStage(5);
    worker.endStage(9);
    expect(worker.stages).toEqual([{ name: 'load', start_s: 2, end_s: 5 }]);
  });
});

it('is busy from when it is told until it is told otherwise, said twice or once', () => {
  const worker = new Worker(0, 'prefill', 1, 0);
  worker.enter('ready', 0);
  for (const now_s of [10, 15]) worker.setBusy(true, now_s);
  expect(worker.isBusy()).toBe(true);
  for (const now_s of [20, 25]) worker.setBusy(false, now_s);
  expect(worker.isBusy()).toBe(false);
  expect(worker.end(30).seconds).toEqual({ starting: 0, serving: 10, idle: 20, draining: 0 });
});

it('accounts for every second of any life', () => {
  const move = fc.record({
    state: fc.constantFrom(
      'pending' as const,
      'starting' as const,
      'paused' as const,
      'ready' as const,
      'draining' as const,
    ),
    busy: fc.boolean(),
    holdsGpus: fc.boolean(),
    wait_s: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 20 }), (moves) => {
      const worker = new Worker(0, 'prefill', 1, 3);
      let now_s = 3;
      for (const { state, busy, holdsGpus, wait_s } of moves) {
        now_s += wait_s;
        if (state === 'paused') worker.pause(now_s, holdsGpus);
        else worker.enter(state, now_s);
        worker.setBusy(busy, now_s);
      }
      const { seconds, withoutGpus_s = 0 } = worker.end(now_s + 7);
      const sum_s = seconds.starting + seconds.serving + seconds.idle + seconds.draining + withoutGpus_s;
      expect(sum_s).toBe(now_s + 7 - 3);
    }),
  );
});
