/** The row of a CSV file that is being read: columns by name in any order, clear errors with their place. */
import { HeadroomError, nearestName } from '../../errors/index.js';
import { type Account, warnOnce } from '../account.js';

/** A count as the traces write it; re-exported copies may have `123.0`. */
const COUNT = /^\d+(\.0+)?$/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** A column by the names it goes under, the usual one first. */
export interface Column {
  readonly names: readonly [string, ...string[]];
  readonly optional?: boolean;
}

/** Reads one line after the other; columns are asked for by their position in `columns`. */
export class CsvCursor {
  private cells: readonly string[] = [];
  private width = 0;
  private line = 0;
  private readonly at: number[] = [];
  private header = false;

  constructor(
    private readonly file: string,
    private readonly columns: readonly Column[],
    private readonly account: Account,
  ) {}

  /** Takes a line; false when it was empty or the header. Throws HR_TRACE_INVALID where it does not fit the header. */
  take(text: string, line: number): boolean {
    if (text === '' || text.trim() === '') return false;
    this.line = line;
    this.cells = text.includes('"') ? splitQuoted(text) : text.split(',');
    if (!this.header) {
      this.readHeader(text);
      return false;
    }
    if (this.cells.length !== this.width) {
      this.failAt(
        Math.min(this.cells.length, this.width) - 1,
        `found ${this.cells.length} cells; expected ${this.width} as in the header (numbers without thousands separators)`,
      );
    }
    return true;
  }

  /** Whether the file has this column. */
  has(column: number): boolean {
    return this.at[column]! >= 0;
  }

  /** The cell without blanks around it; empty where the file has no such column. */
  text(column: number): string {
    const at = this.at[column]!;
    return at < 0 ? '' : this.cells[at]!.trim();
  }

  /** A whole number, 0 or more. */
  count(column: number): number {
    const cell = this.cells[this.at[column]!]!;
    let value = 0;
    for (let i = 0; i < cell.length; i++) {
      const figure = cell.charCodeAt(i) - 48;
      if (figure < 0 || figure > 9) return this.looseCount(column);
      value = value * 10 + figure;
    }
    return cell === '' || value > Number.MAX_SAFE_INTEGER ? this.looseCount(column) : value;
  }

  /** Any number; `what` says in which unit, for the error. */
  number(column: number, what: string): number {
    const cell = this.text(column);
    const value = NUMBER.test(cell) ? Number(cell) : Number.NaN;
    return Number.isFinite(value) ? value : this.fail(column, what);
  }

  /** Throws HR_TRACE_INVALID about a cell. */
  fail(column: number, expected: string): never {
    const name = this.columns[column]!.names[0];
    this.failAt(this.at[column]!, `${name}: found '${this.text(column)}'; expected ${expected}`);
  }

  private looseCount(column: number): number {
    const cell = this.text(column);
    const value = COUNT.test(cell) ? Number(cell) : Number.NaN;
    return Number.isSafeInteger(value) ? value : this.fail(column, 'a whole number of tokens');
  }

  private failAt(cell: number, message: string): never {
    const before = this.cells.slice(0, cell).join(',').length;
    const column = before + (cell > 0 ? 2 : 1);
    throw new HeadroomError('HR_TRACE_INVALID', { at: { file: this.file, line: this.line, column }, message });
  }

  private readHeader(text: string): void {
    const names = this.cells.map((name) => name.trim());
    for (const column of this.columns) {
      const at = names.findIndex((name) => column.names.includes(name));
      if (at < 0 && !column.optional) this.failHeader(column.names[0], text, names);
      this.at.push(at);
    }
    const others = names.filter((_, i) => !this.at.includes(i));
    if (others.length > 0) warnOnce(this.account, `columns not used: ${others.join(', ')}`);
    this.width = names.length;
    this.header = true;
  }

  private failHeader(missing: string, text: string, names: readonly string[]): never {
    const nearest = nearestName(missing, names);
    const needed = this.columns.filter(({ optional }) => !optional).map(({ names: [name] }) => name);
    throw new HeadroomError('HR_TRACE_INVALID', {
      at: { file: this.file, line: this.line, column: 1 },
      message: `found the header '${text.slice(0, 80)}'; expected a column ${missing}`,
      hint: nearest ? `Is '${nearest}' that column?` : `This format begins with ${needed.join(',')}.`,
    });
  }
}

/** Cells of a line with quotes: a quoted cell may hold commas, a doubled quote is one. */
function splitQuoted(text: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    const quoted = text[at] === '"' ? /"((?:[^"]|"")*)"(?=,|$)/y : undefined;
    if (quoted) quoted.lastIndex = at;
    const match = quoted?.exec(text);
    const comma = text.indexOf(',', match ? at + match[0].length : at);
    const end = comma < 0 ? text.length : comma;
    cells.push(match ? match[1]!.replaceAll('""', '"') : text.slice(at, end));
    at = end;
  }
  return cells;
}
