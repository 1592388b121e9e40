/**
 * `segment.jsonl`: what one machine's part of a load told, in full precision, so that the parts can be told again as one run. A line
 * a request as it ends, a line a sample of the servers, and last the token gaps and how the client fared.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadroomError, type SourceLocation } from '../../scenarios/errors/index.js';
import type { HistogramState } from '../measure/log-histogram.js';
import type { ClusterSample, RequestEnd, RunEnd, RunSink } from './events.js';
import { WholePieces } from './whole-pieces.js';

/** Its name in the directory of a run. */
export const SEGMENT_FILE = 'segment.jsonl';
const BLOCK_CHARACTERS = 1 << 16;

/** One line; its first key says what it is. */
export type SegmentLine =
  | { readonly request: RequestEnd }
  | { readonly sample: ClusterSample }
  | { readonly end: RunEnd; readonly gaps: HistogramState };

/** The file of a run that goes on. */
export interface SegmentFile {
  readonly sink: Partial<RunSink>;
  /** `gaps`: all token gaps, seconds. Throws HR_OUTPUT_FAILED. */
  close(gaps: HistogramState): void;
}

/** Opens the file of a run. Throws HR_OUTPUT_FAILED, and so does its sink. */
export function openSegmentFile(directory: string): SegmentFile {
  const file = new WholePieces(join(directory, SEGMENT_FILE));
  let block = '';
  let end: RunEnd = { time_s: 0 };
  const flush = () => {
    const text = block;
    block = '';
    file.add(Buffer.from(text));
  };
  const add = (line: SegmentLine) => {
    block += `${JSON.stringify(line).replace(/[\u2028\u2029]/g, escaped)}\n`;
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
      file.close();
    },
  };
}

/**
 * The lines of a file, in the order in which they were told; a last line that was cut off is left out. Throws
 * HR_RECORD_INVALID where the file cannot be read, or another line is not whole.
 */
export async function* readSegmentFile(path: string): AsyncGenerator<SegmentLine> {
  const file = await opened(path);
  let number = 0;
  let broken: HeadroomError | undefined;
  for await (const text of file.readLines()) {
    if (broken) throw broken;
    const line = parsed(text, path, ++number);
    if (line instanceof HeadroomError) broken = line;
    else yield line;
  }
}

async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw damaged({ file: path }, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parsed(text: string, file: string, line: number): SegmentLine | HeadroomError {
  try {
    return JSON.parse(text) as SegmentLine;
  } catch (error) {
    return damaged({ file, line }, `is not valid JSON: ${(error as Error).message}`);
  }
}

/** JSON leaves these two as they are, and a line reader takes them for line ends. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

function damaged(at: SourceLocation, message: string): HeadroomError {
  const hint = 'Leave this segment out, and merge the others with --partial.';
  return new HeadroomError('HR_RECORD_INVALID', { at, message, hint });
}
