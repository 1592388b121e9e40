/** `observations.jsonl` on disk: a line leaves the process as soon as it is told, so that a crash loses none. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadroomError } from '../../scenarios/errors/index.js';
import { exactJson, type ObservationEntry, parseExactJson } from './observations.js';
import { WholePieces } from './whole-pieces.js';

/** Its name in the directory of a run. */
export const OBSERVATIONS_FILE = 'observations.jsonl';

/** The file of a run that goes on. */
export interface ObservationFile {
  /** Throws HR_OUTPUT_FAILED; of the line that failed nothing stays. */
  add(entry: ObservationEntry): void;
  close(): void;
}

/** Opens the file of a run; `append` keeps what it holds, less a last line that was cut off. Throws HR_OUTPUT_FAILED. */
export function openObservations(directory: string, { append = false } = {}): ObservationFile {
  const path = join(directory, OBSERVATIONS_FILE);
  const file = new WholePieces(path, append && existsSync(path) ? wholeLines(path) : 0);
  return {
    add: (entry) => file.add(Buffer.from(`${exactJson(entry)}\n`)),
    close: () => file.close(),
  };
}

/** Reads the file of a run; a last line that was cut off is left out. Throws HR_RECORD_INVALID. */
export function readObservations(directory: string): ObservationEntry[] {
  const path = join(directory, OBSERVATIONS_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      at: { file: path },
      message: `cannot be read (${(error as NodeJS.ErrnoException).code}); expected what a planner saw and decided`,
      hint: 'headroom planner, bench --planner and simulate write it.',
    });
  }
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.slice(0, -1).map((line, i) => parseLine(line, path, i + 1));
}

function parseLine(line: string, file: string, number: number): ObservationEntry {
  try {
    return parseExactJson(line) as ObservationEntry;
  } catch (error) {
    throw new HeadroomError('HR_RECORD_INVALID', {
      at: { file, line: number },
      message: `is not valid JSON: ${(error as Error).message}`,
    });
  }
}

/** Bytes up to the end of the last whole line. */
function wholeLines(path: string): number {
  return readFileSync(path).lastIndexOf(0x0a) + 1;
}
