/** Small scenarios, runners without threads and runs made by hand; for tests of studies and of what composes them. */
export { type FakeBench, fakeBench, madeMeasure } from './benches.js';
export { testFile, testFolder } from './files.js';
export { madeAnswer, madeBest, madeChoice, madePlan, madeStanding } from './plans.js';
export { shippedProfile } from './profiles.js';
export { type FakeRunner, fakeRunner, inlineRunner } from './runners.js';
export { AGGREGATED, SMALL_SCENARIO, scenarioFile, smallScenario } from './scenarios.js';
export { madeSetting } from './settings.js';
export { type MadeRun, madeFailure, madeOutcome, madeSummary } from './summaries.js';
export { madeRow, madeSweep } from './sweeps.js';
export { MADE_FACTS, madePlace, madeRank, madeTournament, madeWorld } from './tournaments.js';
export { flat, ordering } from './trails.js';
