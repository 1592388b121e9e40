/**
 * `segment.jsonl`: what one machine's part of a load told, in full precision, so that the parts can be told again as one run. A line
 * a request as it ends, a line a sample of the servers, and last the token gaps and how the client fared.
 */
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { HistogramState } from '../measure/log-histogram.js';
import { attempt } from './csv-file.js';
import type { ClusterSample, RequestEnd, RunEnd, RunSink } from './events.js';

export const SEGMENT_FILE = 'segment.jsonl';
const BLOCK_CHARACTERS = 1 << 16;

export type SegmentLine =
  | { readonly request: RequestEnd }
  | { readonly sample: ClusterSample }
  | { readonly end: RunEnd; readonly gaps: HistogramState };

export interface SegmentFile {
  readonly sink: Partial<RunSink>;
  /** `gaps`: all token gaps, seconds. Throws HR_OUTPUT_FAILED. */
  close(gaps: HistogramState): void;
}

/** Opens the file of a run. Throws HR_OUTPUT_FAILED, and so does its sink. */
export function openSegmentFile(directory: string): SegmentFile {
  const path = join(directory, SEGMENT_FILE);
  const descriptor = attempt(path, () => openSync(path, 'w'));
  let block = '';
  let end: RunEnd = { time_s: 0 };
  const flush = () => {
    const text = block;
    block = '';
    attempt(path, () => writeSync(descriptor, text));
  };
  const add = (line: SegmentLine) => {
    block += `${JSON.stringify(line)}\n`;
    if (block.length >= BLOCK_CHARACTERS) flush();
  };
  return {
    sink: {
      requestEnd: (request) => add({ request }),
      sample: (sample) => add({ sample }),
      runEnd: (event) => {
        end = event;
      },
    },
    close: (gaps) => {
      add({ end, gaps });
      flush();
      closeSync(descriptor);
    },
  };
}

/** The lines of a file, in the order in which they were told; a last line that was cut off is left out. */
export async function* readSegmentFile(path: string): AsyncGenerator<SegmentLine> {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const line = parsed(text);
    if (line) yield line;
  }
}

function parsed(text: string): SegmentLine | undefined {
  try {
    return JSON.parse(text) as SegmentLine;
  } catch {
    return undefined;
  }
}
