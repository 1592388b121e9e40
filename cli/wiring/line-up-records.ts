/** Reads any number of runs, other tools' results among them, and sets them beside each other. */
import { lineUp, lineUpCsv, lineUpJson, lineUpMarkdown, lineUpText, writeLineUp } from '../../reports/index.js';
import { meetsRequirement, type Requirement } from '../require.js';
import { openRecord } from './open-run.js';

interface LineUpOptions {
  readonly requirements: readonly Requirement[];
  /** A directory for the page and its tables. */
  readonly out: string | undefined;
  readonly form: 'json' | 'markdown' | 'csv' | { readonly width: number };
}

/** Throws HR_RECORD_INVALID, HR_RESULT_INVALID, HR_USAGE for a figure that a run lacks, or HR_OUTPUT_FAILED. */
export async function lineUpRecords(
  paths: readonly string[],
  { requirements, out, form }: LineUpOptions,
): Promise<{ text: string; files: string[]; isKept: boolean }> {
  const runs = paths.map((path) => ({ path, record: openRecord(path) }));
  const asked = requirements.map((requirement) => ({
    text: requirement.text,
    isKept: (summary: Parameters<typeof meetsRequirement>[1]) => meetsRequirement(requirement, summary),
  }));
  const today = new Date();
  const files = out === undefined ? [] : await writeLineUp(out, lineUp(runs, asked)); // files tell nothing that ages
  const line = lineUp(runs, asked, today);
  return {
    text:
      form === 'json'
        ? lineUpJson(line)
        : form === 'markdown'
          ? lineUpMarkdown(line)
          : form === 'csv'
            ? lineUpCsv(line)
            : lineUpText(line, form.width),
    files,
    isKept: asked.length === 0 || line.runs.some(({ keeps }) => keeps),
  };
}
