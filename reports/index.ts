/** From run events to a record on disk, and from the record to figures and pictures. */
export { type Comparison, compareRuns } from './compare/compare.js';
export { comparisonText } from './compare/render.js';
export { type RequestLine, readRequests } from './compare/requests.js';
export { meanInterval, meanOf, quantileOf } from './compare/statistics.js';
export { lineUp } from './line-up/line-up.js';
export { lineUpJson, lineUpMarkdown, lineUpText } from './line-up/text.js';
export { lineUpCsv, writeLineUp } from './line-up/write.js';
export { type CauseContext, MISS_CAUSES, type MissCause, type UnloadedTimes } from './measure/causes/cause.js';
export { MissCauses } from './measure/causes/miss-causes.js';
export { fidelityFaults } from './measure/fidelity.js';
export { type HistogramState, LogHistogram } from './measure/log-histogram.js';
export { type LatencyHistograms, SummarySink } from './measure/summary-sink.js';
export { timelineInterval } from './measure/timeline-interval.js';
export { judge, latencies } from './measure/verdict.js';
export { wilson95 } from './measure/wilson.js';
export { type MergeOptions, mergeRuns } from './merge/merge-runs.js';
export { createEventHash } from './record/event-hash.js';
export type * from './record/events.js';
export { type ObservationFile, openObservations, readObservations } from './record/observation-file.js';
export {
  exactJson,
  type ObservationEntry,
  parseExactJson,
  type StartEntry,
  type TickEntry,
  type WorkersEntry,
} from './record/observations.js';
export { type RunRecord, readRun, type TableRow } from './record/read-run.js';
export type * from './record/regret.js';
export { writeRegret } from './record/regret-file.js';
export { CSV_ROWS, type RowFormat, rowFormat } from './record/row-format.js';
export { openRunDirectory, type RunMeta, type RunRecorder } from './record/run-directory.js';
export type { ClockReading, RunFile, RunStatus, SegmentOf } from './record/run-file.js';
export {
  type LatencyFigures,
  type QuantileCurve,
  type Summary,
  summaryJsonSchema,
  summarySchema,
} from './record/summary.js';
export { CLIENT_COLUMNS, clientCells, decisionRow, REQUEST_COLUMNS, requestRow } from './record/tables.js';
export { teeSinks } from './record/tee.js';
export { againstNeedSvg } from './render/charts/against-need.js';
export { COLOUR, CONFIG as CHART_CONFIG, INK, MUTED, SLA_COLOUR, WIDTH as CHART_WIDTH } from './render/charts/theme.js';
export { columns } from './render/columns.js';
export { safetyOf } from './render/concerns.js';
export { count, dollars, duration, fixed, percent } from './render/format.js';
export { markdownReport } from './render/markdown.js';
export { type DrawnChart, escapeHtml, figure, htmlPage, section, tableOf } from './render/page.js';
export { type PlannerPage, plannerPage } from './render/planner-page.js';
export { sparkline } from './render/sparkline.js';
export { drawSvg } from './render/svg.js';
export { terminalReport } from './render/terminal.js';
export { writePngs, writeReport } from './render/write-report.js';
