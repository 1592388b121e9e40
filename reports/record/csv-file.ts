/** A CSV file that grows row by row: fixed columns, written in blocks; a block that fails leaves the whole ones before it. */
import { stringify } from 'csv-stringify/sync';
import { WholePieces } from './whole-pieces.js';

/** What a cell of a table may hold; `undefined` is an empty one. */
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

/** Once a block has failed the file takes no more. */
export class CsvFile implements RowFile {
  private readonly file: WholePieces;
  /** Outside the heap: text that waits in it outlives the young objects, and its collection stops a load generator. */
  private block = Buffer.allocUnsafe(BLOCK_BYTES);
  private used = 0;
  private rows = 0;
  private broken = false;

  /** Creates the file with its header. Throws HR_OUTPUT_FAILED. */
  constructor(path: string, columns: readonly string[]) {
    this.file = new WholePieces(path);
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
    this.broken = true; // rows after a gap would pass for neighbours
    this.file.add(block);
    this.broken = false;
  }

  close(): void {
    this.flush();
    this.file.close();
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
