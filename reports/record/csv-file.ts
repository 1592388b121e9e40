/** A CSV file that grows row by row: fixed columns, written in blocks; a block that fails leaves the whole ones before it. */
import { closeSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { HeadroomError } from '../../scenarios/errors/index.js';

export type Cell = string | number | boolean | undefined;

/** A file that takes rows one by one. */
export interface RowFile {
  /** Throws HR_OUTPUT_FAILED; the rows written before stay. */
  add(row: Cell[]): void;
  close(): void;
}

const BLOCK_ROWS = 1000;
const BLOCK_BYTES = 1 << 18;
/** UTF-8 of one UTF-16 unit. */
const MOST_BYTES = 3;

export class CsvFile implements RowFile {
  private readonly descriptor: number;
  /** Outside the heap: text that waits in it outlives the young objects, and its collection stops a load generator. */
  private block = Buffer.allocUnsafe(BLOCK_BYTES);
  private used = 0;
  private rows = 0;
  private bytes = 0;
  private broken = false;

  /** Creates the file with its header. Throws HR_OUTPUT_FAILED. */
  constructor(
    private readonly path: string,
    columns: readonly string[],
  ) {
    this.descriptor = attempt(path, () => openSync(path, 'w'));
    this.append(csvLine([...columns]));
  }

  add(row: Cell[]): void {
    this.append(csvLine(row));
    if (++this.rows >= BLOCK_ROWS) this.flush();
  }

  flush(): void {
    const block = this.block.subarray(0, this.used);
    this.used = 0;
    this.rows = 0;
    if (block.length === 0 || this.broken) return;
    try {
      attempt(this.path, () => writeFileSync(this.descriptor, block));
    } catch (error) {
      this.broken = true;
      ftruncateSync(this.descriptor, this.bytes);
      throw error;
    }
    this.bytes += block.length;
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private append(line: string): void {
    const most = MOST_BYTES * line.length;
    if (this.used + most > this.block.length) this.flush();
    if (most > this.block.length) this.block = Buffer.allocUnsafe(most);
    this.used += this.block.write(line, this.used);
  }
}

/** Only a cell with something to quote takes the long way. */
function csvLine(row: readonly Cell[]): string {
  let line = '';
  for (let i = 0; i < row.length; i++) {
    const cell = row[i];
    if (typeof cell === 'string' && /[",\n\r]/.test(cell)) return stringify([row], { cast: { boolean: String } });
    line += (i > 0 ? ',' : '') + (cell ?? '');
  }
  return `${line}\n`;
}

/** Runs a write; a failure of the disk becomes HR_OUTPUT_FAILED with the path. */
export function attempt<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new HeadroomError(
      'HR_OUTPUT_FAILED',
      {
        at: { file: path },
        message: code === 'ENOSPC' ? 'the disk is full' : `cannot be written (${code ?? String(error)})`,
        hint: 'Choose another place with --out.',
      },
      { cause: error },
    );
  }
}
