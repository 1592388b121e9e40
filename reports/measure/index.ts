/** From run events to figures; safe for the browser. */
export { MissCauses } from './causes/miss-causes.js';
export { worstThread } from './client-health.js';
export { SummarySink } from './summary-sink.js';
export { type TimelineRow, TimelineSink } from './timeline-sink.js';
