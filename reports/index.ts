/** From run events to a record on disk, and from the record to figures and pictures. */
export { LogHistogram } from './measure/log-histogram.js';
export { SummarySink } from './measure/summary-sink.js';
export { wilson95 } from './measure/wilson.js';
export { createEventHash } from './record/event-hash.js';
export type * from './record/events.js';
export { type RunRecord, readRun, type TableRow } from './record/read-run.js';
export { type RowFormat, rowFormat } from './record/row-format.js';
export { openRunDirectory, type RunMeta, type RunRecorder } from './record/run-directory.js';
export type { RunFile, RunStatus } from './record/run-file.js';
export {
  type LatencyFigures,
  type QuantileCurve,
  type Summary,
  summaryJsonSchema,
  summarySchema,
} from './record/summary.js';
export { teeSinks } from './record/tee.js';
export { terminalReport } from './render/terminal.js';
export { writeReport } from './render/write-report.js';
