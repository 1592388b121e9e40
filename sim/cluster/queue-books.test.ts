/** What waiting in a pool's queue is like. Two seconds keep the promise. */
import { describe, expect, it } from 'vitest';
import { ClockRig } from '../testing/index.js';
import { QueueBooks } from './queue-books.js';
import { deafRouter, inFlightOf, workerOf } from './testing/workers.js';
import { WorkerBooks } from './worker-books.js';

class QueueRig extends ClockRig {
  readonly workers = new WorkerBooks(this.kernel, deafRouter(), () => 0);
  readonly queue: QueueBooks;

  constructor(isBound = false) {
    super();
    this.queue = new QueueBooks(this.kernel, this.workers, { mostWait_s: 2, shortage: 'roomShortSince_s', isBound });
  }

  /** A request that comes at one time and is served at another. */
  serve(id: number, from_s: number, to_s: number) {
    const inFlight = inFlightOf(id, from_s);
    this.at(from_s, () => this.queue.enter(inFlight, 'decode_queued'));
    this.at(to_s, () => this.queue.leave(inFlight));
    return inFlight;
  }

  /** A worker that serves and has nothing to do between two times. */
  idle(from_s: number, to_s: number) {
    const worker = workerOf(9);
    this.at(from_s, () => this.workers.serve(worker, true));
    this.at(to_s, () => this.workers.serve(worker, false));
  }
}

describe('a request in the queue', () => {
  it('is in its stage from when it came, and counted until it leaves', () => {
    const rig = new QueueRig();
    const inFlight = rig.serve(0, 3, 4);
    rig.until(3);
    expect([inFlight.stage, inFlight.stageSince_s, rig.queue.meter.count]).toEqual(['decode_queued', 3, 1]);
    rig.until(4);
    expect(rig.queue.meter.count).toBe(0);
    expect(rig.queue.meter.littleGap()).toBe(0);
  });

  it('that is served in time has nothing to complain of', () => {
    const rig = new QueueRig();
    const inFlight = rig.serve(0, 3, 5);
    rig.until(10);
    expect(inFlight.stages.holdUps).toBeUndefined();
  });
});

describe('a shortage', () => {
  it('is told to each who waited too long: since when everybody has', () => {
    const rig = new QueueRig();
    const [first, second] = [rig.serve(0, 3, 6), rig.serve(1, 5, 9)];
    rig.until(10);
    expect([first, second].map(({ stages }) => stages.holdUps)).toEqual([
      { roomShortSince_s: 3 },
      { roomShortSince_s: 3 },
    ]);
  });

  it('ends with one who is served in time', () => {
    const rig = new QueueRig();
    rig.serve(0, 3, 6);
    rig.serve(1, 7, 8);
    const third = rig.serve(2, 10, 13);
    rig.until(20);
    expect(third.stages.holdUps).toEqual({ roomShortSince_s: 10 });
  });

  it('is remembered by who came during it, however it went on', () => {
    const rig = new QueueRig();
    rig.serve(0, 3, 6);
    const late = rig.serve(1, 7, 20);
    rig.serve(2, 8, 9);
    rig.until(20);
    expect(late.stages.holdUps).toEqual({ roomShortSince_s: 3 });
  });

  it('is told to one who leaves unserved after too long, not to an early leaver', () => {
    const rig = new QueueRig();
    const [patient, hasty] = [inFlightOf(0), inFlightOf(1)];
    rig.at(0, () => rig.queue.enter(patient, 'queued'));
    rig.at(1, () => rig.queue.enter(hasty, 'queued'));
    rig.at(2, () => rig.queue.noteUnserved(hasty));
    rig.at(5, () => rig.queue.noteUnserved(patient));
    rig.until(5);
    expect([patient, hasty].map(({ stages }) => stages.holdUps)).toEqual([{ roomShortSince_s: 0 }, undefined]);
    expect(rig.queue.meter.count).toBe(2); // whoever takes them out ends their stage
  });
});

describe('somebody idle meanwhile', () => {
  it('is held against a wait that is bound to another worker, as long as both lasted', () => {
    const rig = new QueueRig(true);
    const [inside, over, before] = [rig.serve(0, 3, 4), rig.serve(1, 3.5, 5.5), rig.serve(2, 0, 1)];
    rig.idle(3.25, 5);
    rig.until(10);
    expect([inside, over, before].map(({ stages }) => stages.holdUps)).toEqual([
      { idleElsewhere_s: 0.75 },
      { idleElsewhere_s: 1.5 },
      undefined,
    ]);
  });

  it('is held against one that leaves unserved too', () => {
    const rig = new QueueRig(true);
    const inFlight = inFlightOf();
    rig.at(0, () => rig.queue.enter(inFlight, 'queued'));
    rig.idle(0.5, 1);
    rig.at(1.5, () => rig.queue.noteUnserved(inFlight));
    rig.until(2);
    expect(inFlight.stages.holdUps).toEqual({ idleElsewhere_s: 0.5 });
  });

  it('adds up over a request that waits again', () => {
    const rig = new QueueRig(true);
    const inFlight = inFlightOf();
    for (const from_s of [0, 4]) {
      rig.at(from_s, () => rig.queue.enter(inFlight, 'queued'));
      rig.idle(from_s, from_s + 1);
      rig.at(from_s + 2, () => rig.queue.leave(inFlight));
    }
    rig.until(10);
    expect(inFlight.stages.holdUps).toEqual({ idleElsewhere_s: 2 });
  });

  it('is not asked about where whoever is free takes the head', () => {
    const rig = new QueueRig(false);
    const inFlight = rig.serve(0, 0, 1);
    rig.idle(0, 1);
    rig.until(2);
    expect(inFlight.stages.holdUps).toBeUndefined();
  });
});
