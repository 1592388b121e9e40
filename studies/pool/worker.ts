/** A thread of the pool: plays the trials it is given, with inputs kept between them. */
import { keptSources } from './kept-sources.js';
import { playTrial } from './play-trial.js';
import type { TrialOutcome, TrialSpec } from './trial-runner.js';

const sources = keptSources();

export default function play(spec: TrialSpec): TrialOutcome {
  return playTrial(spec, sources);
}
