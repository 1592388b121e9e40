/**
 * Rings at an absolute time, to about a tenth of a millisecond. Timers of the event loop know whole milliseconds only, and
 * spinning would take the core from what else runs on it: here a second thread sleeps on a futex, whose limit is exact.
 */
import { Worker } from 'node:worker_threads';

/** Setting −1 ends the thread. */
const OVER = -1;

/** One alarm, set again and again, with a thread of its own. */
export class Alarm {
  /** The thread is up; before, nothing rings. It stays false where no thread can be had. */
  isReady = false;
  private readonly memory = new SharedArrayBuffer(16);
  private readonly setting = new Int32Array(this.memory, 0, 1);
  private readonly due = new Float64Array(this.memory, 8, 1);
  private readonly clockOffset_ms = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  private readonly thread: Worker;

  /** `ring` may come once too often, never too early for the last setting by more than the clock's resolution. */
  constructor(ring: () => void) {
    this.thread = new Worker(`(${sleepAndRing.toString()})()`, { eval: true, workerData: this.memory });
    this.thread.unref();
    this.thread.once('message', () => {
      this.isReady = true;
      this.thread.on('message', ring);
    });
    this.thread.once('error', () => {
      this.isReady = false;
    });
  }

  /** Rings at `due_ms` of the process's clock, and no more for an earlier setting. Keeps the process alive until `close`. */
  set(due_ms: number): void {
    this.thread.ref();
    this.due[0] = due_ms + this.clockOffset_ms;
    Atomics.add(this.setting, 0, 1);
    Atomics.notify(this.setting, 0);
  }

  close(): void {
    this.thread.unref();
    Atomics.store(this.setting, 0, OVER);
    Atomics.notify(this.setting, 0);
  }
}

/** The other thread, from its source: it shares nothing with this one but the memory. */
function sleepAndRing(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const setting = new Int32Array(workerData as SharedArrayBuffer, 0, 1);
  const due = new Float64Array(workerData as SharedArrayBuffer, 8, 1);
  let rung = 0;
  parentPort!.postMessage('ready');
  for (let now = 0; now >= 0; now = Atomics.load(setting, 0)) {
    const left_ms = now === rung ? Number.POSITIVE_INFINITY : due[0]! - Number(process.hrtime.bigint()) / 1e6;
    if (left_ms > 0) Atomics.wait(setting, 0, now, left_ms);
    else {
      rung = now;
      parentPort!.postMessage('ring');
    }
  }
}
