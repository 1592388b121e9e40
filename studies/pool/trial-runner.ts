/** Many trials, wherever they run: what every study asks of the machine or machines it was given. */
import type { LatencyHistograms, Summary } from '../../reports/index.js';
import type { ErrorCode } from '../../scenarios/errors/index.js';

/** One variant of a scenario, as plain data: it travels to another thread or machine. */
export interface TrialSpec {
  /** Path of the scenario file; other machines must find the same file there. */
  readonly scenario: string;
  /** Overrides as `path=value`. */
  readonly sets: readonly string[];
  readonly seed: number;
  /** Also give the latencies' distributions, to be merged with those of other trials. */
  readonly histograms?: boolean;
}

/** Why a trial has no figures. */
export interface TrialFailure {
  /** A code of docs/reference/errors.md. */
  readonly code: ErrorCode;
  readonly message: string;
}

/** What became of a trial; a failure is the trial's own and stops no other. */
export type TrialOutcome =
  | { readonly summary: Summary; readonly histograms?: LatencyHistograms; readonly failure?: undefined }
  | { readonly failure: TrialFailure; readonly summary?: undefined; readonly histograms?: undefined };

/** How a lot of trials is run. */
export interface RunTrialsOptions {
  /** Ends the run: `run` rejects with the signal's reason, outcomes told before stay told. */
  readonly signal?: AbortSignal | undefined;
  /** Hears each outcome as it comes, in whatever order. */
  onOutcome?(index: number, outcome: TrialOutcome): void;
}

/** Runs many trials somewhere; their outcomes come in the order of the trials. */
export interface TrialRunner {
  /** Runs all trials and returns their outcomes in the order of `specs`, whichever ends first. */
  run(specs: readonly TrialSpec[], options?: RunTrialsOptions): Promise<TrialOutcome[]>;
  /** Lets the machine go. */
  close(): Promise<void>;
}
