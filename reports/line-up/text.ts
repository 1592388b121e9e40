/** A line-up for a terminal, and as Markdown for a pull request. */
import { columns } from '../render/columns.js';
import { UNKNOWN } from '../render/format.js';
import { markdownTable } from '../render/markdown-table.js';
import { exactRows, lineUpVerdict, readableRows } from './figures.js';
import type { LineUp } from './line-up.js';

/** Wider than this many columns, the table stands one figure a line. */
export function lineUpText(line: LineUp, width: number): string {
  const { titles, rows } = readableRows(line);
  const wide = columns([titles, ...rows]);
  const table = wide.every(({ length }) => length <= width) ? wide : columns(turned([titles, ...rows]));
  const differing = columns(turned([['scenario', ...fieldsOf(line)], ...differingOf(line)]));
  return [
    '',
    lineUpVerdict(line),
    '',
    ...(table.every(({ length }) => length <= width) ? table : oneByOne(titles, rows)),
    '',
    ...(line.differences.length === 0
      ? ['The scenarios are the same.']
      : differing.every(({ length }) => length <= width)
        ? differing
        : oneByOne(['scenario', ...fieldsOf(line)], differingOf(line))),
    ...line.warnings.map((warning) => `! ${warning}`),
    '',
  ].join('\n');
}

/** Tables that a forge draws: the figures, and what differs. */
export function lineUpMarkdown(line: LineUp): string {
  const { titles, rows } = readableRows(line);
  const differing =
    line.differences.length === 0
      ? 'The scenarios are the same.'
      : markdownTable(turned([['scenario', ...fieldsOf(line)], ...differingOf(line)]));
  return [
    `**${lineUpVerdict(line)}**`,
    markdownTable([titles, ...rows]),
    differing,
    ...(line.warnings.length > 0 ? [line.warnings.map((warning) => `- ${warning}`).join('\n')] : []),
    '',
  ].join('\n\n');
}

/** The figures, what differs and the verdict, for programs. */
export function lineUpJson(line: LineUp): string {
  const { asked, differences, warnings } = line;
  const all = {
    verdict: lineUpVerdict(line),
    asked,
    runs: exactRows({ ...line, differences: [] }),
    differences,
    warnings,
  };
  return `${JSON.stringify(all, null, 2)}\n`;
}

function fieldsOf({ differences }: LineUp): string[] {
  return differences.map(({ field }) => field);
}

/** A row a run: its name, and its value of each field that differs. */
function differingOf({ runs, differences }: LineUp): string[][] {
  return runs.map(({ name }, i) => [name, ...differences.map(({ values }) => values[i] ?? UNKNOWN)]);
}

/** Rows as columns. */
function turned(rows: readonly (readonly string[])[]): string[][] {
  return rows[0]!.map((_, column) => rows.map((row) => row[column]!));
}

/** For a screen that holds no table: each run's cells under its name. */
function oneByOne([, ...titles]: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.flatMap(([name, ...cells]) => [
    name!,
    ...columns(titles.map((title, i) => [`  ${title}`, cells[i]!])),
    '',
  ]);
}
