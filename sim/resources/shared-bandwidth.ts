/**
 * A bandwidth that flows share equally at every instant (processor sharing), each with the same optional cap: n flows
 * get min(cap, total / n) each. Since all have the same rate, "bytes that any flow has got since the start of time"
 * is one clock for all of them: a flow that begins at reading v with b bytes ends at reading v + b, whatever comes and
 * goes in between. A change costs one heap operation, and one event is pending: that of the earliest end.
 */
import { EventQueue } from '../core/event-queue.js';
import type { EventKind, Kernel } from '../core/kernel.js';

/** One transfer. Ends by its `done`, or by {@link SharedBandwidth.cancel}. */
export interface Flow {
  readonly bytes: number;
}

interface RunningFlow extends Flow {
  /** Reading of the byte clock at which it ends. */
  readonly end: number;
  readonly done: (now_s: number) => void;
  /** `arrived`: all its bytes are there, and nobody has been told yet. */
  phase: 'running' | 'arrived' | 'over';
}

interface Wake {
  readonly link: SharedBandwidth;
  readonly time_s: number;
}

/** The event of every bandwidth on this kernel that ends at `priority`; define it once, share it between links. */
export type BandwidthWake = EventKind<Wake>;

/** Defines that event on a kernel. */
export function defineBandwidthWake(kernel: Kernel, priority: number): BandwidthWake {
  return kernel.define<Wake>(priority, (wake) => wake.link.wake(wake));
}

/** How much there is. */
export interface BandwidthSpec {
  readonly bytes_per_s: number;
  /** Most that one flow gets, however few there are. */
  readonly flow_bytes_per_s?: number;
}

/** Bytes so far: `asked` = `moved` + `abandoned` + what running flows still have before them. */
export interface BandwidthBooks {
  readonly asked: number;
  readonly moved: number;
  /** What cancelled flows had still before them. */
  readonly abandoned: number;
  readonly running: number;
}

/** One bandwidth and the flows on it. */
export class SharedBandwidth {
  private readonly ends = new EventQueue();
  /** Bytes that a flow has got that was always there, as of `read_s`. */
  private reading = 0;
  private read_s = 0;
  private running = 0;
  private pending: Wake | undefined;
  private asked = 0;
  private moved = 0;
  private abandoned = 0;

  /** Throws a RangeError for a bandwidth or a cap that is not more than 0. */
  constructor(
    private readonly kernel: Kernel,
    private readonly wakeKind: BandwidthWake,
    private readonly spec: BandwidthSpec,
  ) {
    if (!(this.rate(1) > 0)) throw new RangeError(`a bandwidth of ${this.rate(1)} bytes per second moves nothing`);
  }

  /** Begins to move `bytes`; `done` is called when the last one is there, never before this returns. */
  start(bytes: number, done: (now_s: number) => void): Flow {
    if (!(bytes >= 0)) throw new RangeError(`a flow of ${bytes} bytes`);
    this.settle();
    const flow: RunningFlow = { bytes, end: this.reading + bytes, done, phase: 'running' };
    this.ends.push(flow.end, 0, 0, flow);
    this.running++;
    this.asked += bytes;
    this.schedule();
    return flow;
  }

  /** Stops a flow; its `done` is never called. A flow that has ended stays ended. */
  cancel(flow: Flow): void {
    const cancelled = flow as RunningFlow;
    const { phase } = cancelled;
    cancelled.phase = 'over'; // its place in the heap is passed over when its turn comes
    if (phase !== 'running') return;
    this.settle();
    this.running--;
    this.abandoned += cancelled.end - this.reading;
    this.schedule();
  }

  books(): BandwidthBooks {
    this.settle();
    return { asked: this.asked, moved: this.moved, abandoned: this.abandoned, running: this.running };
  }

  /** The pending event is due: ends every flow whose reading is reached. For the event's handler alone. */
  wake(wake: Wake): void {
    if (wake !== this.pending) return; // an earlier one has taken its place
    this.pending = undefined;
    this.settle();
    const due = this.earliestEnd_s() <= wake.time_s ? this.ends.nextTime() : this.reading;
    this.advanceTo(Math.max(due, this.reading)); // the closed form's reading, free of rounding
    const arrived = this.takeArrived();
    this.running -= arrived.length;
    if (this.ends.length === 0) this.reading = 0; // nobody holds on to the clock: back to its finest grain
    this.schedule();
    for (const flow of arrived) {
      if (flow.phase === 'over') continue; // cancelled by one that was told before it
      flow.phase = 'over';
      flow.done(wake.time_s);
    }
  }

  private takeArrived(): RunningFlow[] {
    const arrived: RunningFlow[] = [];
    const take = (_: number, target: unknown) => {
      const flow = target as RunningFlow;
      if (flow.phase !== 'running') return;
      flow.phase = 'arrived';
      arrived.push(flow);
    };
    while (this.ends.nextTime() <= this.reading) this.ends.pop(take);
    return arrived;
  }

  /** Bytes per second of each of `flows` flows. */
  private rate(flows: number): number {
    return Math.min(this.spec.flow_bytes_per_s ?? Number.POSITIVE_INFINITY, this.spec.bytes_per_s / flows);
  }

  private settle(): void {
    const elapsed_s = this.kernel.now - this.read_s;
    this.read_s = this.kernel.now;
    if (this.running > 0 && elapsed_s > 0) this.advanceTo(this.reading + elapsed_s * this.rate(this.running));
  }

  private advanceTo(reading: number): void {
    this.moved += (reading - this.reading) * this.running;
    this.reading = reading;
  }

  /** When the first in the heap is due at the present rate; never, while nothing runs. */
  private earliestEnd_s(): number {
    if (this.running === 0) return Number.POSITIVE_INFINITY;
    return this.kernel.now + Math.max(0, this.ends.nextTime() - this.reading) / this.rate(this.running);
  }

  /** Keeps an event pending no later than the earliest end. One that comes too early schedules the next. */
  private schedule(): void {
    const time_s = this.earliestEnd_s();
    if (time_s === Number.POSITIVE_INFINITY || (this.pending && this.pending.time_s <= time_s)) return;
    this.pending = { link: this, time_s };
    this.kernel.at(time_s, this.wakeKind, this.pending);
  }
}
