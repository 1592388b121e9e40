/** The parts of a load as machines recorded them: whether they belong together, and whether they are all there. */
import { isDeepStrictEqual } from 'node:util';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { type RunRecord, readRun } from '../record/read-run.js';
import type { SegmentOf } from '../record/run-file.js';

/** One machine's record. */
export interface Part extends Pick<RunRecord, 'run' | 'summary'> {
  readonly directory: string;
  readonly segment: SegmentOf;
}

/** The segments of one load. */
export interface Parts {
  /** In order of their segments. */
  readonly present: readonly Part[];
  readonly missing: readonly SegmentOf[];
}

/** The first segment is 1. */
export function segmentName({ index, of }: SegmentOf): string {
  return `${index + 1}/${of}`;
}

/**
 * Reads the records in `directories`. Throws HR_RECORD_INVALID where one is no segment or is told twice, where two are not of one
 * run, and, unless `isPartial`, where segments are missing.
 */
export function readParts(directories: readonly string[], isPartial: boolean): Parts {
  const present = directories.map(readPart).sort((a, b) => a.segment.index - b.segment.index);
  const [first, ...others] = present;
  for (const part of others) refuseOther(first!, part);
  present.forEach((part, i) => {
    const twin = present[i - 1];
    if (twin?.segment.index !== part.segment.index) return;
    throw invalid(part.directory, `is segment ${segmentName(part.segment)}, and so is ${twin.directory}`);
  });
  const { of } = first!.segment;
  const has = new Set(present.map(({ segment }) => segment.index));
  const missing = Array.from({ length: of }, (_, index) => ({ index, of })).filter(({ index }) => !has.has(index));
  if (missing.length > 0 && !isPartial) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      message: `found ${present.length} of ${of} segments; missing: ${missing.map(segmentName).join(', ')}`,
      hint: 'Add their directories, or merge what there is with --partial: the result will be marked invalid.',
    });
  }
  return { present, missing };
}

function readPart(directory: string): Part {
  const { run, summary } = readRun(directory);
  if (run.segment === undefined) {
    throw invalid(directory, 'is a whole run; expected one that `headroom bench --segment` wrote');
  }
  return { directory, run, summary, segment: run.segment };
}

/** What is sent, and when, must be the same. */
function refuseOther(first: Part, part: Part): void {
  const told = ({ run, segment }: Part): Readonly<Record<string, unknown>> => ({
    'version of Headroom': run.tool.version,
    scenario: run.scenario,
    seed: run.seed,
    inputs: run.inputs,
    'number of segments': segment.of,
    '--start-at': run.wallClock.start_at,
  });
  const [one, other] = [told(first), told(part)];
  const differing = Object.keys(one).filter((name) => !isDeepStrictEqual(one[name], other[name]));
  if (differing.length === 0) return;
  throw invalid(
    part.directory,
    `is a part of another run than ${first.directory}: it differs in ${differing.join(', ')}`,
  );
}

function invalid(file: string, message: string): HeadroomError {
  return new HeadroomError('HR_RECORD_INVALID', { at: { file }, message });
}
