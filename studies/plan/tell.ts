/** A plan as text for a terminal, and as a memo in Markdown. */
import type { Plan } from './plan-scenario.js';
import { sectionsOf, type Table } from './sections.js';

/** For a terminal: columns aligned, lines as long as they are. */
export function planText(plan: Plan): string {
  return sectionsOf(plan)
    .map(({ heading, lines, tables }) =>
      [heading, '', ...lines, ...tables.flatMap((table) => ['', ...aligned(table)])].join('\n'),
    )
    .join('\n\n')
    .concat('\n');
}

/** For a pull request or a mail. */
export function planMarkdown(plan: Plan): string {
  const body = sectionsOf(plan).map(({ heading, lines, tables }) =>
    [
      `## ${heading}`,
      '',
      ...lines.flatMap((line) => [line, '']),
      ...tables.flatMap((table) => [...piped(table), '']),
    ].join('\n'),
  );
  return [`# Plan: ${plan.name}`, '', ...body].join('\n');
}

function aligned({ head, rows }: Table): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column]!)).join('  ')}`.trimEnd());
}

function piped({ head, rows }: Table): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
