/** Says when the emulator falls behind the wall clock: what it streams then comes later than the simulated cluster made it. */

/** Seconds behind from which it is said. */
const NOTABLE_S = 0.05;
const QUIET_S = 5;

/** Hears how late each event was played; says the worst at most every 5 s, and only from 50 ms on. */
export class Lateness {
  private worst_s = 0;
  private lastSaid_ms = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly say: (line: string) => void,
    /** Hears every figure. */
    private readonly onFigure: (late_s: number) => void,
    private readonly now_ms: () => number = () => performance.now(),
  ) {}

  readonly note = (late_s: number): void => {
    this.onFigure(late_s);
    this.worst_s = Math.max(this.worst_s, late_s);
    const now_ms = this.now_ms();
    if (this.worst_s < NOTABLE_S || now_ms - this.lastSaid_ms < QUIET_S * 1000) return;
    this.say(
      `behind the clock by up to ${(this.worst_s * 1000).toFixed(0)} ms: too little CPU time, or too much to send`,
    );
    this.lastSaid_ms = now_ms;
    this.worst_s = 0;
  };
}
