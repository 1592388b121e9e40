/**
 * A CSV file whose columns are found out as its rows come. Rows leave memory in blocks; a column that a later row brings is
 * added by writing the file anew, which happens seldom, because most rows have the columns of the first.
 */
import { readFileSync, renameSync } from 'node:fs';
import { type Cell, CsvFile } from './csv-file.js';
import { csvTable } from './csv-table.js';
import { attempt } from './whole-pieces.js';

/** A row in sections: the columns of a section stand together, in the order in which they first came. */
export type SectionedRow = readonly Readonly<Record<string, Cell>>[];

const BLOCK_ROWS = 1000;

/** The file is there from the first block of rows on, or from closing it. */
export class GrowingCsv {
  private sections: string[][] = [];
  private rows: SectionedRow[] = [];
  /** Opened with the first full block, when most columns are known. */
  private file: CsvFile | undefined;
  private written: string[] = [];

  constructor(private readonly path: string) {}

  /** Throws HR_OUTPUT_FAILED. */
  add(row: SectionedRow): void {
    row.forEach((section, i) => {
      const columns = this.sections[i] ?? [];
      this.sections[i] = columns;
      for (const column of Object.keys(section)) if (!columns.includes(column)) columns.push(column);
    });
    this.rows.push(row);
    if (this.rows.length >= BLOCK_ROWS) this.flush();
  }

  /** Writes what is left; without any row, an empty file with the first column alone cannot be told, so `columns` are. */
  close(columns: readonly string[]): void {
    if (this.sections.length === 0) this.sections = [[...columns]];
    this.flush();
    this.file?.close();
  }

  private flush(): void {
    const columns = this.sections.flat();
    if (!this.file) this.file = new CsvFile(this.path, columns);
    else if (columns.length > this.written.length) this.file = this.widen(this.file, columns);
    this.written = columns;
    const rows = this.rows;
    this.rows = [];
    for (const row of rows) {
      this.file.add(this.sections.flatMap((section, i) => section.map((column) => row[i]?.[column])));
    }
    this.file.flush();
  }

  /** The same rows under more columns. */
  private widen(narrow: CsvFile, columns: readonly string[]): CsvFile {
    narrow.close();
    const from = columns.map((column) => this.written.indexOf(column));
    const wide = new CsvFile(`${this.path}.wider`, columns);
    for (const cells of csvTable(readFileSync(this.path, 'utf8'), this.path).rows) {
      wide.add(from.map((i) => (i < 0 ? undefined : cells[i])));
    }
    wide.flush();
    attempt(this.path, () => renameSync(`${this.path}.wider`, this.path));
    return wide;
  }
}
