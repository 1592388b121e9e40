/** Trial runners of this thread: one whose outcomes a test makes up, and one that simulates. */
import { playTrial } from '../pool/play-trial.js';
import type { TrialOutcome, TrialRunner, TrialSpec } from '../pool/trial-runner.js';
import { FRESH_SOURCES } from '../trial/sources.js';

/** A runner that remembers what it played. */
export interface FakeRunner extends TrialRunner {
  /** What was played, in order. */
  readonly played: readonly TrialSpec[];
  /** How often it was let go. */
  readonly closed: number;
}

/**
 * Plays trials one after the other as `play` says, and ends as any runner does once it is told to. It dies with an error before
 * trial `most`, as a machine does.
 */
export function fakeRunner(play: (spec: TrialSpec) => TrialOutcome, most = Number.POSITIVE_INFINITY): FakeRunner {
  const played: TrialSpec[] = [];
  let closed = 0;
  return {
    played,
    get closed() {
      return closed;
    },
    run: async (specs, { signal, onOutcome } = {}) =>
      specs.map((spec, i) => {
        signal?.throwIfAborted();
        if (played.length >= most) throw new Error('the machine is lost');
        played.push(spec);
        const outcome = play(spec);
        onOutcome?.(i, outcome);
        return outcome;
      }),
    close: async () => {
      closed++;
    },
  };
}

/** Simulates every trial, here. */
export function inlineRunner(sources = FRESH_SOURCES): FakeRunner {
  return fakeRunner((spec) => playTrial(spec, sources));
}
