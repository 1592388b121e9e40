/** Run records to draw, for tests of other folders. */
export { drawnPage } from './drawn-page.js';
export { invalidClient, nothing, record, timeline } from './made-record.js';
