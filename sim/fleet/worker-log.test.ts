/** Each move of a worker is told once, with what it is. */
import { describe, expect, it } from 'vitest';
import { ClockRig, collect } from '../testing/index.js';
import { Worker } from './worker.js';
import { WorkerLog } from './worker-log.js';

function logged(kind = {}) {
  const rig = new ClockRig();
  const collected = collect();
  return {
    rig,
    ...collected,
    log: new WorkerLog(rig.kernel, collected.sink, 'decode'),
    worker: new Worker(3, 'decode', 8, 0, kind),
  };
}

describe('a move', () => {
  it('is told with its time, and the worker is in its new state', () => {
    const { rig, log, worker, workers } = logged({ kind: 'decode/1', gpuSystem: 'h200' });
    rig.until(7);
    log.enter(worker, 'ready');
    expect(workers).toEqual([
      { time_s: 7, worker: 3, role: 'decode', kind: 'decode/1', gpuSystem: 'h200', gpus: 8, state: 'ready' },
    ]);
    expect([worker.state, worker.ready_s]).toEqual(['ready', 7]);
  });

  it('into a stage is told with the stage', () => {
    const { log, worker, workers } = logged();
    log.beginStage(worker, 'load');
    expect(workers).toMatchObject([{ state: 'starting', stage: 'load' }]);
    expect(worker.stages).toEqual([{ name: 'load', start_s: 0 }]);
  });

  it('into a pause keeps its GPUs or not', () => {
    for (const [holdsGpus, account] of [
      [true, { idle: 5 }],
      [false, { idle: 0 }],
    ] as const) {
      const { rig, log, worker, workers, workerEnds } = logged();
      log.pause(worker, holdsGpus);
      rig.until(5);
      log.close(worker);
      expect(workers).toMatchObject([{ state: 'paused' }]);
      expect(workerEnds[0]!.seconds).toMatchObject(account);
    }
  });
});

describe('the end', () => {
  it('is told with its cause, where there is one, and closes the account', () => {
    const { rig, log, worker, workers, workerEnds } = logged();
    rig.until(9);
    log.gone(worker, 'crash');
    expect(workers).toEqual([{ time_s: 9, worker: 3, role: 'decode', gpus: 8, state: 'gone', cause: 'crash' }]);
    expect(workerEnds).toMatchObject([{ worker: 3, gone_s: 9, seconds: { starting: 9 } }]);
  });

  it('of one that was asked to go has no cause', () => {
    const { log, worker, workers } = logged();
    log.gone(worker);
    expect(workers[0]).not.toHaveProperty('cause');
  });

  it('of the run closes the account of one that stays', () => {
    const { rig, log, worker, workers, workerEnds } = logged();
    rig.until(4);
    log.close(worker);
    expect([workers, workerEnds[0]!.gone_s]).toEqual([[], undefined]);
  });
});
