/** Reads two runs, other tools' results among them, and compares them. */
import { type Comparison, compareRuns, comparisonText } from '../../reports/index.js';
import { openRun } from './open-run.js';

/** Throws HR_RECORD_INVALID or HR_RESULT_INVALID. */
export function compareRecords(a: string, b: string): { comparison: Comparison; text: string } {
  const comparison = compareRuns(openRun(a), openRun(b));
  return { comparison, text: comparisonText(comparison, { a, b }) };
}
