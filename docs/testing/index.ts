/** What holds the pages to what they say. */
export { type Command, stepsOf } from './page.js';
export { allPages, pagesUnder } from './pages.js';
export { type Outcome, runPage } from './run-page.js';
