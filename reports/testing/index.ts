/** Records made up for tests of other folders, and a page that is drawn from one. */
export { drawnPage } from './drawn-page.js';
export { invalidClient, nothing, record, timeline } from './made-record.js';
