/** In which form the rows of single requests are written: CSV, Parquet, or not at all. */
import { optionalPackage } from '../../scenarios/index.js';
import { CsvFile, type RowFile } from './csv-file.js';
import { type ColumnType, ParquetFile } from './parquet-file.js';

/** A form of file for rows of requests. */
export interface RowFormat {
  /** The end of the file's name. */
  readonly ending: string;
  /** Creates the file. Throws HR_OUTPUT_FAILED. */
  open(path: string, columns: readonly string[]): RowFile;
}

/** One CSV row a request. */
export const CSV_ROWS: RowFormat = { ending: 'csv', open: (path, columns) => new CsvFile(path, columns) };

/** The format of this name; `undefined` for `none`. Parquet's library is loaded when it is asked for. Throws HR_PACKAGE_MISSING. */
export async function rowFormat(name: 'csv' | 'parquet' | 'none'): Promise<RowFormat | undefined> {
  if (name === 'none') return undefined;
  if (name === 'csv') return CSV_ROWS;
  const library = await optionalPackage('Parquet', ['hyparquet-writer'], () => import('hyparquet-writer'));
  return {
    ending: 'parquet',
    open: (path, columns) =>
      new ParquetFile(
        library,
        path,
        columns.map((column) => ({ name: column, type: typeOf(column) })),
      ),
  };
}

const TEXTS = new Set(['class', 'status', 'miss_cause', 'error_class', 'target']);

/** What a column of requests holds follows from its name: times have their unit in it, and what is left are counts. */
function typeOf(column: string): ColumnType {
  if (/_m?s$/.test(column)) return 'DOUBLE';
  if (TEXTS.has(column)) return 'STRING';
  return column === 'met_sla' ? 'BOOLEAN' : 'INT32';
}
