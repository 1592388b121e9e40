/**
 * A Parquet file that grows row by row: a row group at a time goes to the disk, and the footer, without which nobody can read
 * it, when it is closed. A row group that fails leaves the whole ones before it.
 */
import type { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, RowFile } from './csv-file.js';
import { WholePieces } from './whole-pieces.js';

/** Types of Parquet that the record needs. */
export type ColumnType = 'INT32' | 'DOUBLE' | 'BOOLEAN' | 'STRING';

type Library = typeof import('hyparquet-writer');

/** Rows of one group: what is held in memory. */
const GROUP_ROWS = 20_000;

/** Once a row group has failed the file takes no more. */
export class ParquetFile implements RowFile {
  private readonly file: WholePieces;
  private readonly bytes: ByteWriter & { flush?: () => void };
  private readonly writer: ParquetWriter;
  private columns: Cell[][];
  private broken = false;

  /** Creates the file. Throws HR_OUTPUT_FAILED. */
  constructor(
    library: Library,
    path: string,
    private readonly schema: readonly { readonly name: string; readonly type: ColumnType }[],
  ) {
    this.file = new WholePieces(path);
    this.columns = schema.map(() => []);
    this.bytes = new library.ByteWriter();
    this.bytes.flush = () => this.toDisk();
    this.writer = new library.ParquetWriter({
      writer: this.bytes,
      schema: library.schemaFromColumnData({ columnData: schema.map((column) => ({ ...column, data: [] })) }),
      statistics: false, // the footer must stay small: it has to fit on a disk that has become full
      createdBy: 'llm-headroom',
    });
  }

  add(row: Cell[]): void {
    this.columns.forEach((column, i) => column.push(row[i]));
    if (this.columns[0]!.length >= GROUP_ROWS) this.flush();
  }

  close(): void {
    this.flush();
    this.writer.finish();
    this.toDisk();
    this.file.close();
  }

  private flush(): void {
    const { columns, schema, writer } = this;
    if (columns[0]!.length === 0 || this.broken) return;
    const groups = { rows: writer.num_rows, offset: this.bytes.offset };
    this.columns = schema.map(() => []);
    try {
      writer.write({
        columnData: schema.map(({ name }, i) => ({ name, data: columns[i]!, offsetIndex: false })),
        rowGroupSize: columns[0]!.length,
      });
    } catch (error) {
      this.broken = true;
      this.forgetGroup(groups);
      throw error;
    }
  }

  /** Takes the row group back that did not fit, so that the footer tells of the whole ones. */
  private forgetGroup({ rows, offset }: { rows: bigint; offset: number }): void {
    const { writer, bytes } = this;
    writer.row_groups.length = Math.max(0, writer.row_groups.length - 1);
    writer.pendingIndexes = [];
    writer.num_rows = rows;
    bytes.offset = offset;
    bytes.index = 0;
  }

  private toDisk(): void {
    const { bytes } = this;
    this.file.add(bytes.getBytes());
    bytes.index = 0;
  }
}
