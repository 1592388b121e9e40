import { expect, it } from 'vitest';
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
