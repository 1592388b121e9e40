/** Simulated runs as answers: one trial of a scenario, and studies made of many. */
export { type Calibrated, calibrate, calibrationText, leastSquares } from './calibrate/index.js';
export {
  type Contestant,
  CULPRIT,
  chosenExhibits,
  contestant,
  failureText,
  fuzz,
  lineUp,
  scoreOf,
  scoreTable,
  seriesOf,
  type Tour,
  tour,
  tourText,
  type Verdict,
} from './museum/index.js';
export { isFeasible, type Plan, planScenario, planText, writePlan } from './plan/index.js';
export { isJournal, journaled, journalPath } from './pool/journal.js';
export { localRunner } from './pool/local-runner.js';
export { redisRunner } from './pool/redis-runner.js';
export { serveTrials } from './pool/redis-worker.js';
export type { RunTrialsOptions, TrialFailure, TrialOutcome, TrialRunner, TrialSpec } from './pool/trial-runner.js';
export { regretOf } from './regret/regret.js';
export { type Replay, replayObservations } from './replay/replay.js';
export { runShard, runSweep, type SweepResult, sweepText, writeSweep } from './sweep/index.js';
export { playTournament, type Tournament, tournamentText, writeTournament } from './tournament/index.js';
export { type LiveSetup, livePolicy, startReplicas } from './trial/live-policy.js';
export { type LoadedPools, loadPools } from './trial/simulation-input.js';
export { type PreparedTrial, prepareTrial, runTrial } from './trial/trial.js';
export { watchTraffic, whatIfSection, whatIfSetting, zipSetting } from './whatif/index.js';
