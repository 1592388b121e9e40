/** Reads the plain CSV files of measured data: a header, no quotes. */
import { existsSync, readFileSync } from 'node:fs';

export type Row = Readonly<Record<string, string>>;

export function readCsv(file: string): Row[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const keys = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [keys[i]!, value])));
}

/** No rows where there is no such file. */
export function optionalCsv(file: string): Row[] {
  return existsSync(file) ? readCsv(file) : [];
}

/** A number of a row; `undefined` where the cell is empty. */
export function numberAt(row: Row, key: string): number | undefined {
  const text = row[key];
  return text === undefined || text === '' ? undefined : Number(text);
}
