/**
 * One time for all that one socket read brings. undici calls back once for each HTTP chunk, several of them synchronously out
 * of one read; a stamp for each would count the client's own parsing as gaps between tokens.
 */
export class ReadClock {
  private stamp_ms: number | undefined;
  private readonly forget = () => {
    this.stamp_ms = undefined;
  };

  /** Milliseconds since the process's time origin, the same for every call until the current read is done with. */
  now_ms(): number {
    if (this.stamp_ms === undefined) {
      this.stamp_ms = performance.now();
      queueMicrotask(this.forget);
    }
    return this.stamp_ms;
  }
}
