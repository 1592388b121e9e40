/** Writes a result of another tool as a run record. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, parse } from 'node:path';
import { readResult } from '../../loadgen/index.js';
import { CSV_ROWS, openRunDirectory, type Summary, timelineInterval } from '../../reports/index.js';
import { toolVersion } from '../tool-version.js';

/** Throws HR_RESULT_INVALID or HR_OUTPUT_FAILED. What the other tool does not tell stays unknown in the record. */
export function importResult(file: string, directory: string): Summary {
  const startedAt = new Date();
  const { tool, requests } = readResult(file);
  const end_s = Math.max(...requests.map(({ end }) => end.time_s));
  const recorder = openRunDirectory(directory, {
    name: parse(file).name,
    toolVersion: toolVersion(),
    command: ['import', basename(file)],
    scenario: { description: `Measured by ${tool}` },
    seed: 0,
    inputs: [{ name: basename(file), sha256: createHash('sha256').update(readFileSync(file)).digest('hex') }],
    profiles: {},
    sla: {},
    prices: {},
    requests: CSV_ROWS,
    timelineInterval_s: timelineInterval(end_s),
    timelineMayCoarsen: false,
    startedAt,
    live: true,
  });
  const { sink } = recorder;
  for (const { end } of requests)
    sink.arrival({ time_s: end.arrival_s, id: end.id, inputTokens: end.inputTokens, outputTokens: end.outputTokens });
  for (const { end, gaps_s } of requests) {
    for (const gap_s of gaps_s) sink.tokenGaps(gap_s, 1, 1, 0);
    sink.requestEnd(end);
  }
  sink.runEnd({ time_s: end_s });
  const totals = requests.reduce(
    (sum, { end }) => ({ input: sum.input + end.inputTokens, output: sum.output + end.outputTokens }),
    { input: 0, output: 0 },
  );
  return recorder.close({
    status: 'complete',
    finishedAt: new Date(),
    traffic: {
      format: 'imported',
      rows_read: requests.length,
      rows_kept: requests.length,
      copies: 0,
      dropped: {},
      requests: requests.length,
      input_tokens: totals.input,
      output_tokens: totals.output,
      span_s: requests.at(-1)!.end.arrival_s,
      transforms: [],
      warnings: [`measured by ${tool}; nobody watched whether its client kept up`],
    },
  });
}
