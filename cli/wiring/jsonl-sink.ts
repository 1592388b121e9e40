/** One JSON object a request, written as each ends: for programs that follow a run. Names and units are those of requests.csv. */
import { closeSync, openSync, writeSync } from 'node:fs';
import {
  CLIENT_COLUMNS,
  clientCells,
  MissCauses,
  REQUEST_COLUMNS,
  type RequestEnd,
  requestRow,
} from '../../reports/index.js';
import { HeadroomError } from '../../scenarios/errors/index.js';
import type { SlaSpec } from '../../scenarios/index.js';

const STDOUT = 1;

/** Writes a line as each request ends, until it is closed. */
export interface JsonlSink {
  requestEnd(end: RequestEnd): void;
  close(): void;
}

/** `file`: a path, or `-` for stdout. Throws HR_OUTPUT_FAILED. */
export function openJsonl(file: string, sla: SlaSpec): JsonlSink {
  const descriptor = file === '-' ? STDOUT : open(file);
  const causes = new MissCauses(sla, undefined);
  const columns = [...REQUEST_COLUMNS, ...CLIENT_COLUMNS];
  return {
    requestEnd: (end) => {
      const cells = [...requestRow(end, sla, causes), ...clientCells(end)];
      const known = columns.map((column, i) => [column, cells[i]] as const).filter(([, cell]) => cell !== undefined);
      writeSync(descriptor, `${JSON.stringify(Object.fromEntries(known))}\n`);
    },
    close: () => {
      if (descriptor !== STDOUT) closeSync(descriptor);
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new HeadroomError('HR_OUTPUT_FAILED', {
      at: { file },
      message: `cannot be written (${(error as NodeJS.ErrnoException).code})`,
    });
  }
}
