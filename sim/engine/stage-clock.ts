/**
 * Where a request's time goes: the instants at which it comes into each stage, and what holds it up. One object a request,
 * told with its end; what is rare is kept apart, so that most requests pay for the instants alone.
 */
import type { HoldUps, StageTimes } from '../../reports/record/index.js';

/** The clock of one request. */
export class StageClock implements StageTimes {
  queued_s: number | undefined = undefined;
  started_s: number | undefined = undefined;
  prefilled_s: number | undefined = undefined;
  granted_s: number | undefined = undefined;
  transferred_s: number | undefined = undefined;
  holdUps: HoldUps | undefined = undefined;

  /** What held it up, to be added to. */
  get held(): HoldUps {
    this.holdUps ??= {};
    return this.holdUps;
  }

  /** Adds seconds to one of the hold-ups. */
  add(name: Exclude<Extract<keyof HoldUps, `${string}_s`>, `${string}Since_s`>, seconds: number): void {
    this.held[name] = (this.held[name] ?? 0) + seconds;
  }

  /** Forgets how far a try came; what held it up stays. */
  restart(): void {
    this.queued_s = undefined;
    this.started_s = undefined;
    this.prefilled_s = undefined;
    this.granted_s = undefined;
    this.transferred_s = undefined;
  }
}
