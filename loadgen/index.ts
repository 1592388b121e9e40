/** The streaming load generator: schedules, OpenAI-compatible streams, measurements on the client. */
export { firstModel } from './client/models.js';
export { openTarget, type Target } from './client/target.js';
export { targetClock } from './client/target-clock.js';
export { readResult } from './import/read-result.js';
export { createLoad, type Load, type LoadConfig, type LoadProgress, type LoadResult, type LoadSink } from './load.js';
export { type MeasuredEngine, measureEngine } from './profile/measure-engine.js';
export { probePlan, type Thoroughness } from './profile/plan.js';
export { profileText } from './profile/tell.js';
export { metricsPages, Scraper } from './scrape/scraper.js';
export { findKnee } from './search/knee.js';
export { findLimit } from './search/limit.js';
export { type SweepStep, sweep } from './search/sweep.js';
export { checkTokens } from './watch/check-tokens.js';
export { createThreadedLoad } from './workers/threaded-load.js';
