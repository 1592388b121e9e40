/** Takes apart the text of a CSV file of the record (RFC 4180): a cell in quotes may hold commas, quotes and line ends. */
import { HeadroomError } from '../../scenarios/errors/index.js';

/** The cells of a file as text. */
export interface CsvTable {
  readonly columns: readonly string[];
  /** As many cells in each as there are columns. */
  readonly rows: readonly (readonly string[])[];
}

interface Line {
  readonly cells: readonly string[];
  /** In the file, from 1; that of its first character. */
  readonly number: number;
}

/** Throws HR_RECORD_INVALID, with `file` and the line, where a row does not fit the header or the last line was cut off. */
export function csvTable(text: string, file: string): CsvTable {
  const lines = text.includes('"') ? quotedLines(text) : plainLines(text);
  const [header = { cells: [''], number: 1 }, ...rows] = lines;
  const { length } = header.cells;
  for (const { cells, number } of rows) {
    if (cells.length === length) continue;
    throw damaged(file, number, `found ${cells.length} cells; expected ${length} as in the header`);
  }
  if (text !== '' && !text.endsWith('\n')) {
    throw damaged(file, lines.at(-1)!.number, 'found a line without an end; expected that every line is whole');
  }
  return { columns: header.cells, rows: rows.map(({ cells }) => cells) };
}

function damaged(file: string, line: number, message: string): HeadroomError {
  return new HeadroomError('HR_RECORD_INVALID', {
    at: { file, line },
    message,
    hint: 'The file was cut or changed; run the scenario again.',
  });
}

function plainLines(text: string): Line[] {
  if (text === '') return [];
  const end = text.endsWith('\n') ? text.length - 1 : text.length;
  return text
    .slice(0, end)
    .split('\n')
    .map((line, i) => ({ cells: line.split(','), number: i + 1 }));
}

function quotedLines(text: string): Line[] {
  const lines: Line[] = [];
  let cells: string[] = [];
  let number = 1;
  let next = 1;
  for (let at = 0; at < text.length; ) {
    const { cell, end } = cellAt(text, at);
    cells.push(cell);
    next += text.slice(at, end).split('\n').length - 1;
    at = end + 1;
    if (text[end] === ',' && at < text.length) continue;
    lines.push({ cells, number });
    cells = [];
    next += 1;
    number = next;
  }
  return lines;
}

/** The cell that begins at `at`, and where its comma or the end of its line is. A quote that nothing closes runs to the end. */
function cellAt(text: string, at: number): { cell: string; end: number } {
  let quoted = '';
  let from = at;
  if (text[at] === '"') {
    let close = text.indexOf('"', at + 1);
    while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
    from = close < 0 ? text.length : close + 1;
    quoted = text.slice(at + 1, close < 0 ? text.length : close).replaceAll('""', '"');
  }
  const ends = [text.indexOf(',', from), text.indexOf('\n', from)].filter((end) => end >= 0);
  const end = Math.min(text.length, ...ends);
  return { cell: quoted + text.slice(from, end), end };
}
