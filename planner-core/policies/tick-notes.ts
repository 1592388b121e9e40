/** What a tick writes down on its way: the log, the numbers of each step, the reasons. */
import type { LogLine, ReasonCode } from '../ports.js';

/** Collects them; one for each tick. */
export class TickNotes {
  readonly log: LogLine[] = [];
  readonly numbers: Record<string, number> = {};
  readonly reasons: ReasonCode[] = [];

  info(text: string): void {
    this.log.push({ level: 'info', text });
  }

  warning(text: string): void {
    this.log.push({ level: 'warning', text });
  }

  error(text: string): void {
    this.log.push({ level: 'error', text });
  }

  /** A number of this tick's reasoning; its name ends in its unit and becomes a column of decisions.csv. */
  number(name: string, value: number): void {
    this.numbers[name] = value;
  }

  because(...reasons: ReasonCode[]): void {
    this.reasons.push(...reasons);
  }
}
