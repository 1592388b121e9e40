/** What can be counted of a house in order; docs/decisions/house.md says what each figure is held against. */
import { quantileOf } from '../../reports/index.js';
import type { CodeFile } from './tree.js';

export interface LengthFigures {
  readonly files: number;
  readonly lines: number;
  readonly median: number;
  readonly p90: number;
  readonly longest: string;
}

export interface DocFigures {
  readonly exports: number;
  readonly documented: number;
  /** `path:name` of those without a comment of their own. */
  readonly bare: readonly string[];
}

const DECLARATION = /^export (?:abstract )?(?:async )?(?:function\*?|class|interface|type|const) (\w+)/;

export function lengths(files: readonly CodeFile[]): LengthFigures {
  const sorted = [...files].sort((a, b) => a.lines.length - b.lines.length);
  const counts = sorted.map(({ lines }) => lines.length);
  const longest = sorted.at(-1);
  return {
    files: files.length,
    lines: counts.reduce((sum, count) => sum + count, 0),
    median: quantileOf(counts, 0.5),
    p90: quantileOf(counts, 0.9),
    longest: longest ? `${longest.path} (${longest.lines.length})` : '',
  };
}

/** Exported declarations, and those that a comment right above explains. */
export function documented(files: readonly CodeFile[]): DocFigures {
  const bare: string[] = [];
  let exports = 0;
  for (const { path, lines } of files) {
    lines.forEach((line, i) => {
      const name = DECLARATION.exec(line)?.[1];
      if (name === undefined) return;
      exports++;
      if (!lines[i - 1]?.trimEnd().endsWith('*/')) bare.push(`${path}:${name}`);
    });
  }
  return { exports, documented: exports - bare.length, bare };
}

/** `path:line` of every line that a pattern finds. */
export function places(files: readonly CodeFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : [])),
  );
}
