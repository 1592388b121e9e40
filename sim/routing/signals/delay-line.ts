/** Messages on their way to the router, oldest first: a ring on typed arrays that grows with what is under way. */
const INITIAL_CAPACITY = 64;

/** A first-in-first-out line of messages with a time each. */
export class DelayLine {
  private times = new Float64Array(INITIAL_CAPACITY);
  private ids = new Float64Array(INITIAL_CAPACITY);
  private values = new Float64Array(INITIAL_CAPACITY);
  private head = 0;
  private length = 0;

  /** Sends a message about a worker that arrives at `visible_s`; times must not fall. */
  push(visible_s: number, workerId: number, value: number): void {
    if (this.length === this.times.length) this.grow();
    const index = (this.head + this.length++) & (this.times.length - 1);
    this.times[index] = visible_s;
    this.ids[index] = workerId;
    this.values[index] = value;
  }

  /** Hands over what has arrived by `now_s`, in the order in which it was sent. */
  deliver(now_s: number, take: (workerId: number, value: number) => void): void {
    while (this.length > 0 && this.times[this.head]! <= now_s) {
      const index = this.head;
      this.head = (index + 1) & (this.times.length - 1);
      this.length--;
      take(this.ids[index]!, this.values[index]!);
    }
  }

  private grow(): void {
    this.times = this.unrolled(this.times);
    this.ids = this.unrolled(this.ids);
    this.values = this.unrolled(this.values);
    this.head = 0;
  }

  private unrolled(ring: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    const wide = new Float64Array(ring.length * 2);
    wide.set(ring.subarray(this.head));
    wide.set(ring.subarray(0, this.head), ring.length - this.head);
    return wide;
  }
}
